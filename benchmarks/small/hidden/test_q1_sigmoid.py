"""Question 1: s(x) = 1 / (1 + e^-x)."""

import numpy as np
import pytest

from autograder import expect
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q1")

X = np.array([-30.0, -2.5, -1.0, -0.25, 0.0, 0.25, 1.0, 2.5, 30.0])
CLOSE = Tolerance(rtol=1e-6, atol=1e-12, because="float32 inside is a right way: four operations at 1.2e-7 each")


@pytest.mark.points(1)
def test_sigmoid_values(student):
    """`sigmoid(x)` gives 1 / (1 + e^-x)"""
    expect.close(student.sigmoid(X), 1 / (1 + np.exp(-X)), CLOSE)


@pytest.mark.points(1)
def test_sigmoid_number(student):
    """`sigmoid` takes a single number"""
    expect.close(student.sigmoid(0.0), 0.5, CLOSE)


@pytest.mark.points(1)
def test_sigmoid_matrix(student):
    """`sigmoid` keeps the shape of a matrix"""
    expect.close(student.sigmoid(X.reshape(3, 3)), 1 / (1 + np.exp(-X.reshape(3, 3))), CLOSE)
