"""Question 3: dw = X^T (p - y) / n and db = mean(p - y)."""

import numpy as np
import pytest

from autograder import expect
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q3")

X = np.array([[0.5, -1.0], [1.5, 2.0], [-0.5, 0.25], [2.0, -0.75], [-1.0, 1.0]])
Y = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
W = np.array([0.3, -0.8])
P = 1 / (1 + np.exp(-(X @ W + 0.1)))
CLOSE = Tolerance(rtol=1e-6, atol=1e-9, because="a sum of five products in float64, whatever its order: below 1e-15")


@pytest.mark.points(1)
def test_gradient_of_the_weights(student):
    """`gradient(X, y, w, b)` gives dw = X^T (p - y) / n"""
    dw, _db = expect.items(student.gradient(X, Y, W, 0.1), 2, "(dw, db)")
    expect.close(dw, X.T @ (P - Y) / 5, CLOSE)


@pytest.mark.points(1)
def test_gradient_of_the_bias(student):
    """`gradient(X, y, w, b)` gives db = mean(p - y)"""
    _dw, db = expect.items(student.gradient(X, Y, W, 0.1), 2, "(dw, db)")
    expect.close(db, np.mean(P - Y), CLOSE)


@pytest.mark.points(1)
def test_gradient_at_zero(student):
    """At w = 0 and b = 0 every probability is 1/2"""
    dw, _db = expect.items(student.gradient(X, Y, np.zeros(2), 0.0), 2, "(dw, db)")
    expect.close(dw, X.T @ (0.5 - Y) / 5, CLOSE)
