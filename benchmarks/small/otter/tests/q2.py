# ruff: noqa
# fmt: off
OK_FORMAT = False

import numpy as np
from otter.test_files import test_case

name = "q2"
points = None

Y = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
P = np.array([0.1, 0.8, 0.4, 0.35, 0.99])


@test_case(points=1)
def test_log_loss_value(log_loss):
    """`log_loss(y, p)` is the mean of -y log p - (1 - y) log(1 - p)"""
    np.testing.assert_allclose(log_loss(Y, P), -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P)), rtol=1e-06, atol=1e-09)


@test_case(points=1)
def test_log_loss_of_a_coin(log_loss):
    """`log_loss` of p = 1/2 is log 2, for any number of samples"""
    np.testing.assert_allclose(log_loss(np.ones(40), np.full(40, 0.5)), np.log(2.0), rtol=1e-06, atol=1e-09)


@test_case(points=1)
def test_log_loss_of_certainty(log_loss):
    """`log_loss` is finite where a prediction is certain and wrong"""
    assert 0 < float(log_loss(np.array([1.0, 0.0]), np.array([0.0, 0.0]))) < 1000.0
