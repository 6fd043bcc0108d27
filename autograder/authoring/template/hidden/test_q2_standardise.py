"""Question 2: a vector with the mean 0 and the spread 1."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q2")

X = np.array([0.5, 2.25, -1.75, 4.0, 3.5])
SAME = np.array([3.0, 3.0, 3.0, 3.0])

VALUES = Tolerance(
    rtol=1e-5,
    atol=1e-5,
    because="float32 inside is a right way: x - mean is off by 2e-7 and the spread by 3e-7 of itself, so that a value "
    "below 2 is off by 1e-6; the nearest named mistake, division by the range, is off by 0.1 in its smallest value",
)


@pytest.mark.points(4)
def test_standardise_values(student):
    """`standardise(x)` is (x - mean) / spread"""
    expect.close(student.standardise(X), reference.standardise(X), VALUES, at={"x": X})


@pytest.mark.points(2)
@pytest.mark.disclose("hint")  # the input would tell all
def test_standardise_of_equal_numbers(student):
    """`standardise(x)` is 0 where all numbers are the same"""
    expect.close(student.standardise(SAME), np.zeros(SAME.shape), VALUES)
