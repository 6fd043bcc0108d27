"""Question 2: the mean of -y log p - (1 - y) log(1 - p)."""

import numpy as np
import pytest

from autograder import expect
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q2")

Y = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
P = np.array([0.1, 0.8, 0.4, 0.35, 0.99])
CLOSE = Tolerance(rtol=1e-6, atol=1e-9, because="clipping at 1e-12 or nearer to 0 and 1 changes less than this here")


@pytest.mark.points(1)
def test_log_loss_value(student):
    """`log_loss(y, p)` is the mean of -y log p - (1 - y) log(1 - p)"""
    expect.close(student.log_loss(Y, P), -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P)), CLOSE)


@pytest.mark.points(1)
def test_log_loss_of_a_coin(student):
    """`log_loss` of p = 1/2 is log 2, for any number of samples"""
    expect.close(student.log_loss(np.ones(40), np.full(40, 0.5)), np.log(2.0), CLOSE)


@pytest.mark.points(1)
def test_log_loss_of_certainty(student):
    """`log_loss` is finite where a prediction is certain and wrong"""
    assert 0 < expect.number(student.log_loss(np.array([1.0, 0.0]), np.array([0.0, 0.0]))) < 1e3
