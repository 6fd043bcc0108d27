# ruff: noqa
# fmt: off
OK_FORMAT = False

import numpy as np
from otter.test_files import test_case

name = "q3"
points = None

X = np.array([[0.5, -1.0], [1.5, 2.0], [-0.5, 0.25], [2.0, -0.75], [-1.0, 1.0]])
Y = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
W = np.array([0.3, -0.8])
P = 1 / (1 + np.exp(-(X @ W + 0.1)))


@test_case(points=1)
def test_gradient_of_the_weights(gradient):
    """`gradient(X, y, w, b)` gives dw = X^T (p - y) / n"""
    dw, _db = gradient(X, Y, W, 0.1)
    np.testing.assert_allclose(dw, X.T @ (P - Y) / 5, rtol=1e-06, atol=1e-09)


@test_case(points=1)
def test_gradient_of_the_bias(gradient):
    """`gradient(X, y, w, b)` gives db = mean(p - y)"""
    _dw, db = gradient(X, Y, W, 0.1)
    np.testing.assert_allclose(db, np.mean(P - Y), rtol=1e-06, atol=1e-09)


@test_case(points=1)
def test_gradient_at_zero(gradient):
    """At w = 0 and b = 0 every probability is 1/2"""
    dw, _db = gradient(X, Y, np.zeros(2), 0.0)
    np.testing.assert_allclose(dw, X.T @ (0.5 - Y) / 5, rtol=1e-06, atol=1e-09)
