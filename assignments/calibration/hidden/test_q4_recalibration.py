"""Part 4: temperature and Platt scaling, each where the log loss is smallest."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q4")

# Drawn once from a model that is too sure, so that smoothed targets, a penalty and the Brier score show.
SURE_Z = np.array(
    "-1.1 1.24 4.18 2.36 1.34 3.58 2.06 4.76 -2.07 0.85 1.69 -0.75 0.64 -1.52 -2.1 3.04 -4.2 -2.51 -0.23 -1.41".split(),
    dtype=float,
)
SURE_Y = np.array([0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0])
# Too shy: the best temperature is far below 1.
SHY_Z = (
    np.array(
        "0.67 3.32 3.05 -0.42 0.0 -0.45 1.74 0.49 2.09 -3.09 3.73 0.41 "
        "1.96 0.33 -0.16 1.53 2.25 0.19 0.29 1.97 -1.14 -2.43 1.39 -0.74".split(),
        dtype=float,
    )
    / 2.5
)
SHY_Y = np.array([1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1])

# Scores that point down, and are far from 0.
DOWN_Z = -SURE_Z - 2.0

T_SURE, T_SHY = reference.fit_temperature(SURE_Z, SURE_Y), reference.fit_temperature(SHY_Z, SHY_Y)
LINE, DOWN = reference.fit_platt(SURE_Z, SURE_Y), reference.fit_platt(DOWN_Z, SURE_Y)
assert T_SURE > 1.5, "the one is too sure,"
assert T_SHY < 0.4, "the other too shy"
assert min(abs(value) for value in (*LINE, LINE[0] - 1, LINE[0] + LINE[1])) > 0.1, "each part of the line matters"

FITTED = Tolerance(
    atol=0.01,
    because="the lesson asks for it, and a grid of that step is off by half of it; L-BFGS ends within 1e-4; the "
    "nearest named mistake, a penalty of C = 1, is off by 0.11 in the slope and by 0.4 in the shift",
)


@pytest.mark.points(2)
def test_temperature_values(student):
    """`fit_temperature` gives the T with the smallest log loss, for logits that are too large"""
    expect.close(student.fit_temperature(SURE_Z, SURE_Y), T_SURE, FITTED, like="vector")


@pytest.mark.points(1)
def test_temperature_below_one(student):
    """`fit_temperature` finds a T below 1 where logits are too small; parameters go by name, too"""
    expect.close(student.fit_temperature(logits=SHY_Z, y_true=SHY_Y), T_SHY, FITTED, like="vector")


@pytest.mark.points(2)
def test_platt_values(student):
    """`fit_platt` gives (a, b) with the smallest log loss"""
    slope, shift = expect.items(student.fit_platt(SURE_Z, SURE_Y), 2, "(a, b)")
    expect.close(slope, LINE[0], FITTED, like="vector")
    expect.close(shift, LINE[1], FITTED, like="vector")


@pytest.mark.points(1)
def test_platt_of_scores_that_point_down(student):
    """`fit_platt` finds a negative slope where large scores mean class 0"""
    slope, shift = expect.items(student.fit_platt(scores=DOWN_Z, y_true=SURE_Y), 2, "(a, b)")
    expect.close(slope, DOWN[0], FITTED, like="vector")
    expect.close(shift, DOWN[1], FITTED, like="vector")
