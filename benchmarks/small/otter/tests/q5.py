# ruff: noqa
# fmt: off
OK_FORMAT = False

import numpy as np
from otter.test_files import test_case

name = "q5"
points = None

Y = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 0])
P = np.array([0.1, 0.2, 0.25, 0.3, 0.33, 0.45, 0.35, 0.4, 0.8, 0.05])


@test_case(points=1)
def test_f1_at_one_half(f1_score):
    """`f1_score(y, p, 0.5)`: one of three found, nothing else"""
    np.testing.assert_allclose(f1_score(Y, P, 0.5), 2 * 1 * (1 / 3) / (1 + 1 / 3), rtol=1e-06, atol=1e-09)


@test_case(points=1)
def test_f1_at_a_lower_threshold(f1_score):
    """`f1_score(y, p, 0.35)`: three of three found, and one too many"""
    np.testing.assert_allclose(f1_score(Y, P, 0.35), 2 * 0.75 * 1 / (0.75 + 1), rtol=1e-06, atol=1e-09)


@test_case(points=1)
def test_best_threshold(best_threshold):
    """`best_threshold(y, p, thresholds)` is the one with the best F1"""
    np.testing.assert_allclose(best_threshold(Y, P, np.array([0.15, 0.35, 0.55, 0.75])), 0.35, rtol=1e-06, atol=1e-09)
