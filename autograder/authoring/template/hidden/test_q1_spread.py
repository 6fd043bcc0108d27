"""Question 1: the spread of a vector."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q1")

X = np.array([0.5, 2.25, -1.75, 4.0, 3.5])

assert abs(X.mean()) > 0.5, "who forgets to take the mean away gets another spread"

VALUES = Tolerance(
    rtol=1e-5,
    because="float32 inside is a right way: five numbers below 8 keep their spread to 3e-7 of it; the nearest named "
    "mistake, N - 1 for N, is off by 12 %",
)


@pytest.mark.points(1)
def test_spread_is_a_function(student):
    """`spread(x)` is a function of a vector, and gives one number"""
    expect.callable_(student.spread, ("x",))
    expect.number(student.spread(X))


@pytest.mark.points(2)
@pytest.mark.depends("test_spread_is_a_function")
def test_spread_values(student):
    """`spread(x)` is the root of the mean squared distance from the mean"""
    expect.close(student.spread(X), reference.spread(X), VALUES, like="vector")


@pytest.mark.points(1)
@pytest.mark.depends("test_spread_values")
def test_spread_leaves_x_as_it_was(student):
    """`spread(x)` leaves x as it was"""
    expect.unchanged(student.spread(X))
