"""Part 5: the threshold that costs prescribe, and what a threshold costs."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q5")

COSTS = ((1.0, 4.0), (5.0, 60.0), (3.0, 1.0))
Y = np.array([0, 0, 1, 1, 0, 1, 0, 1, 1, 0])
P = np.array([0.1, 0.6, 0.25, 0.9, 0.35, 0.7, 0.15, 0.25, 0.55, 0.05])
CUT = 0.25
CUTS = (0.5, 0.2, 0.99)

assert (P == CUT).any(), "somebody is on the threshold"
CALLED = P >= 0.5  # the first of CUTS
assert np.sum(CALLED & (Y == 0)) != np.sum(CALLED & (Y == 1)), (
    "those called wrongly are not as many as those called rightly"
)
assert np.sum(~CALLED & (Y == 0)) != np.sum(~CALLED & (Y == 1)), "nor those left alone"

VALUES = Tolerance(
    rtol=1e-6,
    because="a quotient of small numbers is right to 1 eps, and to 6e-8 in float32; the nearest named mistake, > for "
    ">=, is off by a third",
)


@pytest.mark.points(1.5)
def test_cost_threshold_values(student):
    """`cost_threshold` is where a false alarm and a miss cost the same on average"""
    for fp, fn in COSTS:
        expect.close(student.cost_threshold(fp, fn), reference.cost_threshold(fp, fn), VALUES, like="vector")


@pytest.mark.points(1.5)
def test_average_cost_values(student):
    """`average_cost` counts false alarms and misses with their costs, per sample"""
    for cut, fp, fn in zip(CUTS, (2.0, 1.0, 3.0), (7.0, 30.0, 1.0), strict=True):
        wanted = reference.average_cost(Y, P, cut, fp, fn)
        expect.close(student.average_cost(Y, P, cut, fp, fn), wanted, VALUES, like="vector")


@pytest.mark.points(1)
@pytest.mark.depends("test_average_cost_values")
def test_average_cost_on_the_threshold(student):
    """Who is exactly on the threshold is called; parameters go by name, too"""
    answer = student.average_cost(y_true=Y, proba=P, threshold=CUT, cost_fp=2.0, cost_fn=7.0)
    expect.close(answer, reference.average_cost(Y, P, CUT, 2.0, 7.0), VALUES, like="vector")
