"""Part 3: the expected calibration error, and the Brier score in three parts."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q3")

WHAT = "(reliability, resolution, uncertainty)"
P = np.array([0.03, 0.08, 0.12, 0.17, 0.19, 0.33, 0.38, 0.52, 0.71, 0.73, 0.78, 0.96])
Y = np.array([0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1])

# Equal forecasts, and two different ones in one bin of ten.
GROUPS_P = np.array([0.12, 0.12, 0.12, 0.18, 0.18, 0.55, 0.55, 0.55, 0.55, 0.9, 0.9])
GROUPS_Y = np.array([0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0])

CURVE = reference.reliability_curve(Y, P, 5)
GAPS = CURVE.forecast - CURVE.observed
assert GAPS.min() < -0.05, "in one bin the forecast is too low,"
assert GAPS.max() > 0.05, "in another too high"
assert len(set(CURVE.counts)) > 1, "bins differ in how much they hold"
assert GROUPS_Y.mean() != 0.5, "swapped labels show"

VALUES = Tolerance(
    rtol=1e-5,
    atol=1e-6,
    because="float32 inside is a right way: a p is off by 3e-8 and a mean by 1e-7, squares and differences of these by "
    "no more than 3e-7; the nearest named mistake, ten bins for the groups, is off by 5e-4",
)


@pytest.mark.points(1.5)
def test_calibration_error_values(student):
    """`expected_calibration_error` is the mean distance from the diagonal, each bin counting by its samples"""
    wanted = reference.expected_calibration_error(Y, P, 5)
    expect.close(student.expected_calibration_error(Y, P, 5), wanted, VALUES, like="vector")


@pytest.mark.points(1)
def test_calibration_error_of_ten_bins(student):
    """Without `n_bins` there are ten; it may be given by name"""
    wanted = reference.expected_calibration_error(Y, P)
    expect.close(student.expected_calibration_error(y_true=Y, proba=P), wanted, VALUES, like="vector")
    again = reference.expected_calibration_error(Y, P, 4)
    expect.close(student.expected_calibration_error(Y, P, n_bins=4), again, VALUES, like="vector")


@pytest.mark.points(1.5)
def test_reliability_values(student):
    """`reliability` is the mean squared distance of the forecasts from the shares of their groups"""
    reliability, _, _ = expect.items(student.brier_decomposition(GROUPS_Y, GROUPS_P), 3, WHAT)
    wanted = reference.brier_decomposition(GROUPS_Y, GROUPS_P).reliability
    expect.close(reliability, wanted, VALUES, like="vector")


@pytest.mark.points(1.5)
def test_resolution_values(student):
    """`resolution` is the mean squared distance of the groups' shares from the share of all"""
    _, resolution, _ = expect.items(student.brier_decomposition(GROUPS_Y, GROUPS_P), 3, WHAT)
    expect.close(resolution, reference.brier_decomposition(GROUPS_Y, GROUPS_P).resolution, VALUES, like="vector")


@pytest.mark.points(0.5)
def test_uncertainty_value(student):
    """`uncertainty` is o (1 - o), with o the share of ones"""
    _, _, uncertainty = expect.items(student.brier_decomposition(GROUPS_Y, GROUPS_P), 3, WHAT)
    expect.close(uncertainty, reference.brier_decomposition(GROUPS_Y, GROUPS_P).uncertainty, VALUES, like="vector")


@pytest.mark.points(1)
def test_parts_add_up(student):
    """The parts add up: reliability - resolution + uncertainty is the Brier score, for any forecasts"""
    parts = [expect.number(part) for part in expect.items(student.brier_decomposition(Y, P), 3, WHAT)]
    total, wanted = parts[0] - parts[1] + parts[2], float(reference.brier_score(Y, P))
    expect.true(
        expect.agree(np.array(total), wanted, VALUES),
        f"reliability - resolution + uncertainty is {total:.6g}, but should be the Brier score, {wanted:.6g}.",
        hint="Are the groups those of equal forecasts?",
    )
