# ruff: noqa
# fmt: off
OK_FORMAT = False

import numpy as np
from otter.test_files import test_case

name = "q1"
points = None

X = np.array([-30.0, -2.5, -1.0, -0.25, 0.0, 0.25, 1.0, 2.5, 30.0])


@test_case(points=1)
def test_sigmoid_values(sigmoid):
    """`sigmoid(x)` gives 1 / (1 + e^-x)"""
    np.testing.assert_allclose(sigmoid(X), 1 / (1 + np.exp(-X)), rtol=1e-06, atol=1e-12)


@test_case(points=1)
def test_sigmoid_number(sigmoid):
    """`sigmoid` takes a single number"""
    np.testing.assert_allclose(sigmoid(0.0), 0.5, rtol=1e-06, atol=1e-12)


@test_case(points=1)
def test_sigmoid_matrix(sigmoid):
    """`sigmoid` keeps the shape of a matrix"""
    np.testing.assert_allclose(sigmoid(X.reshape(3, 3)), 1 / (1 + np.exp(-X.reshape(3, 3))), rtol=1e-06, atol=1e-12)
