"""Part 2: the reliability curve."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q2")

WHAT = "(forecast, observed, counts)"
P = np.array([0.03, 0.08, 0.12, 0.17, 0.19, 0.33, 0.38, 0.52, 0.71, 0.73, 0.78, 0.96])
Y = np.array([0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1])
ORDER = np.array([7, 2, 11, 0, 9, 4, 1, 10, 5, 3, 8, 6])
Y, P = Y[ORDER], P[ORDER]

# Both ends of the interval belong to a bin.
ENDS_P = np.array([0.0, 0.05, 0.95, 1.0, 1.0])
ENDS_Y = np.array([0, 1, 1, 1, 0])

assert (np.abs(P[:, np.newaxis] * 60 - np.round(P[:, np.newaxis] * 60)) > 1e-9).all(), "no edge of 4, 5 or 10 bins"
assert len(reference.reliability_curve(Y, P).counts) < 10, "some bins are empty"
assert len(set(reference.reliability_curve(Y, P, 4).counts)) > 1, "bins differ in how much they hold"

MEANS = Tolerance(
    rtol=1e-5,
    atol=1e-6,
    because="float32 inside is a right way: a p is off by 3e-8, and a mean of at most five by 1e-7; the nearest named "
    "mistake, the middle of the bin, is off by 0.006 in its nearest bin and by 0.04 in its farthest",
)
EXACT = Tolerance(atol=1e-6, because="small whole numbers, which every way of counting has exactly; the next is 1 off")


def _curve(answer, expected):
    """All three arrays of an answer."""
    forecast, observed, counts = expect.items(answer, 3, WHAT)
    expect.close(counts, expected.counts, EXACT, like="vector")
    expect.close(forecast, expected.forecast, MEANS, like="vector")
    expect.close(observed, expected.observed, MEANS, like="vector")


@pytest.mark.points(0.5)
def test_curve_is_a_function(student):
    """`reliability_curve` is a function of `y_true`, `proba` and `n_bins`, and gives three arrays"""
    expect.callable_(student.reliability_curve, ("y_true", "proba", "n_bins"))
    parts = expect.items(student.reliability_curve(y_true=Y, proba=P, n_bins=4), 3, WHAT)
    sizes = {expect.array(part).size for part in parts}
    expect.true(len(sizes) == 1, "The three arrays of reliability_curve differ in length, but should not.")


@pytest.mark.points(1)
def test_curve_forecasts(student):
    """`forecast` is the mean probability of each bin"""
    forecast, _, _ = expect.items(student.reliability_curve(Y, P, 4), 3, WHAT)
    expect.close(forecast, reference.reliability_curve(Y, P, 4).forecast, MEANS, like="vector")


@pytest.mark.points(1)
def test_curve_observed(student):
    """`observed` is the share of ones in each bin"""
    _, observed, _ = expect.items(student.reliability_curve(Y, P, 4), 3, WHAT)
    expect.close(observed, reference.reliability_curve(Y, P, 4).observed, MEANS, like="vector")


@pytest.mark.points(0.5)
def test_curve_counts(student):
    """`counts` is how many samples each bin holds"""
    _, _, counts = expect.items(student.reliability_curve(Y, P, 4), 3, WHAT)
    expect.close(counts, reference.reliability_curve(Y, P, 4).counts, EXACT, like="vector")


@pytest.mark.points(1)
def test_curve_without_empty_bins(student):
    """Without `n_bins` there are ten bins, and those that are empty have no entry"""
    _curve(student.reliability_curve(Y, P), reference.reliability_curve(Y, P))


@pytest.mark.points(1)
def test_curve_at_the_ends(student):
    """0 is in the first bin, and 1 in the last"""
    _curve(student.reliability_curve(ENDS_Y, ENDS_P, 5), reference.reliability_curve(ENDS_Y, ENDS_P, 5))
