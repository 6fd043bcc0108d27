"""Part 1: the Brier score and the mean log loss."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q1")

Y = np.array([1, 0, 0, 1, 0, 0, 1, 0])
P = np.array([0.83, 0.07, 0.64, 0.22, 0.41, 0.31, 0.93, 0.58])

# The ends of where the lesson asks for the exact value, whatever the clipping.
FAR_Y = np.array([1, 0, 0, 1])
FAR_P = np.array([1e-9, 1 - 1e-9, 1e-6, 0.75])

CERTAIN_Y = np.array([1, 0, 1, 0])
CERTAIN_P = np.array([1.0, 0.0, 0.0, 0.25])
NEAR_P = np.array([1.0 - 1e-9, 1e-9, 1e-9, 0.25])

assert Y.mean() not in (0.0, 0.5, 1.0), "unbalanced, so that swapped labels show"

VALUES = Tolerance(
    rtol=2e-5,
    because="float32 inside is a right way: each p is off by 3e-8, which is 4e-7 of the loss at 0.93 and less of the "
    "mean; the nearest named mistake, the root, is off by a factor of 2",
)
FAR = Tolerance(
    rtol=1e-6,
    because="1 - p rounds to 5.5e-17, which is 5.5e-8 of the 1e-9 whose logarithm is taken, and 1e-9 of the loss; the "
    "coarsest wrong clipping, at 1e-8, is off by 2.3 of 20.7, twice",
)


@pytest.mark.points(1.75)
def test_brier_values(student):
    """`brier_score` is the mean of (p - y)^2"""
    expect.callable_(student.brier_score, ("y_true", "proba"))
    expect.close(student.brier_score(Y, P), reference.brier_score(Y, P), VALUES, like="vector")


@pytest.mark.points(1.75)
def test_log_loss_values(student):
    """`mean_log_loss` is the mean of -y ln p - (1 - y) ln(1 - p)"""
    expect.callable_(student.mean_log_loss, ("y_true", "proba"))
    expect.close(student.mean_log_loss(Y, P), reference.bce(Y, P), VALUES, like="vector")


@pytest.mark.points(0.5)
@pytest.mark.depends("test_log_loss_values")
def test_log_loss_far_out(student):
    """`mean_log_loss` is exact for probabilities from 1e-9 to 1 - 1e-9"""
    expect.close(student.mean_log_loss(FAR_Y, FAR_P), reference.bce(FAR_Y, FAR_P), FAR, like="vector")


@pytest.mark.points(0.5)
@pytest.mark.depends("test_log_loss_values")
def test_log_loss_of_certainty(student):
    """`mean_log_loss` is finite where p is 0 or 1, and large where that is wrong"""
    value = float(expect.finite(student.mean_log_loss(CERTAIN_Y, CERTAIN_P)).reshape(()))
    least = 0.99 * float(reference.bce(CERTAIN_Y, NEAR_P))
    expect.true(
        value >= least,
        f"mean_log_loss([1, 0, 1, 0], [1, 0, 0, 0.25]) is {value:.6g}, but should be above {least:.4g}: "
        "one of the four is sure, and wrong.",
        hint="What should a model pay that is sure, and wrong?",
    )


@pytest.mark.points(0.5)
@pytest.mark.depends("test_brier_values", "test_log_loss_values")  # what computes nothing changes nothing
def test_scores_leave_their_inputs_as_they_were(student):
    """Neither changes `y_true` or `proba`"""
    for function in (student.brier_score, student.mean_log_loss):
        answer = function(CERTAIN_Y, CERTAIN_P)
        expect.number(answer)
        expect.unchanged(answer)
