"""Part 1: the sigmoid and its derivative."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.numeric import EPS, Tolerance

pytestmark = pytest.mark.question("q1")

X = np.array([-6.0, -2.5, -1.0, -0.25, 0.0, 0.25, 1.0, 2.5, 6.0])


@pytest.mark.points(8)
def test_sigmoid_values(student):
    """sigmoid(x) is 1 / (1 + e^-x)"""
    tol = Tolerance(rtol=16 * EPS, because="x")
    expect.close(student.sigmoid(X), reference.sigmoid(X), tol, at={"x": X})
