"""Question 5: F1 at a threshold, and the threshold at which it is best."""

import numpy as np
import pytest

from autograder import expect
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q5")

Y = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 0])
P = np.array([0.1, 0.2, 0.25, 0.3, 0.33, 0.45, 0.35, 0.4, 0.8, 0.05])
CLOSE = Tolerance(rtol=1e-6, atol=1e-9, because="ratios of small whole numbers")


@pytest.mark.points(1)
def test_f1_at_one_half(student):
    """`f1_score(y, p, 0.5)`: one of three found, nothing else"""
    expect.close(student.f1_score(Y, P, 0.5), 2 * 1 * (1 / 3) / (1 + 1 / 3), CLOSE)


@pytest.mark.points(1)
def test_f1_at_a_lower_threshold(student):
    """`f1_score(y, p, 0.35)`: three of three found, and one too many"""
    expect.close(student.f1_score(Y, P, 0.35), 2 * 0.75 * 1 / (0.75 + 1), CLOSE)


@pytest.mark.points(1)
def test_best_threshold(student):
    """`best_threshold(y, p, thresholds)` is the one with the best F1"""
    expect.close(student.best_threshold(Y, P, np.array([0.15, 0.35, 0.55, 0.75])), 0.35, CLOSE)
