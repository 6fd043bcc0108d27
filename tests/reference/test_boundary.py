"""The decision boundary: a point, a line, a vertical line, or none."""

import numpy as np
import pytest
from hypothesis import given

from reference import decision_boundary, sigmoid
from tests.reference.strategies import coordinates


def test_one_weight_gives_a_number() -> None:
    """-b/w, from weights of shape (1,) or a scalar."""
    assert decision_boundary([4.0], 1.0) == -0.25
    assert decision_boundary(4.0, 1.0) == -0.25
    assert type(decision_boundary(np.array([4]), 1)) is np.float64


def test_two_weights_give_slope_and_intercept() -> None:
    """-w1/w2 and -b/w2."""
    assert decision_boundary([3.0, -2.0], 1.0) == (1.5, 0.5)


def test_a_vertical_line_gives_inf_and_its_position() -> None:
    """w2 = 0: (inf, -b/w1), whatever the sign of w1 or of the zero."""
    assert decision_boundary([2.0, 0.0], -3.0) == (np.inf, 1.5)
    assert decision_boundary([-2.0, -0.0], -3.0) == (np.inf, -1.5)


def test_a_horizontal_line_has_slope_zero() -> None:
    """w1 = 0: slope 0 without a minus sign."""
    slope, intercept = decision_boundary([0.0, 2.0], 1.0)
    assert (slope, intercept) == (0.0, -0.5)
    assert not np.signbit(slope)


@given(w=coordinates.filter(bool), b=coordinates)
def test_the_probability_there_is_one_half(w: float, b: float) -> None:
    """s(w x + b) = 1/2 at x = -b/w."""
    x = decision_boundary([w], b)
    # x carries half an ulp, w x as much, so the logit is within eps |b|; s' <= 1/4, s adds 4 ulp.
    assert abs(sigmoid(w * x + b) - 0.5) <= 2.0**-52 * (abs(b) / 4 + 2)


@given(w1=coordinates, w2=coordinates.filter(bool), b=coordinates, x1=coordinates)
def test_every_point_of_the_line_has_logit_zero(w1: float, w2: float, b: float, x1: float) -> None:
    """w1 x1 + w2 (slope x1 + intercept) + b = 0."""
    slope, intercept = decision_boundary([w1, w2], b)
    logit = w1 * x1 + w2 * (slope * x1 + intercept) + b
    # Six roundings of terms that are at most |w1 x1| + |b| each.
    assert abs(logit) <= 6 * 2.0**-52 * (abs(w1 * x1) + abs(b))


def test_quotients_beyond_float64_are_silent() -> None:
    """1e300 / 1e-300 is inf and 1e-300 / 1e300 is 0, without a flag."""
    with np.errstate(all="raise"):
        assert decision_boundary([1e-300], 1e300) == -np.inf
        assert decision_boundary([1e-300, 1e300], 1e-300) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("weights", "bias", "message"),
    [
        ([0.0, 0.0], 1.0, "weights are all 0, but should leave a boundary"),
        ([0.0], 1.0, "weights are all 0"),
        ([1.0, 2.0, 3.0], 1.0, r"weights\.shape=\(3,\), but should be \(1,\) or \(2,\)"),
        ([[1.0, 2.0]], 1.0, r"weights\.shape=\(1, 2\)"),
        ([1.0, 2.0], [1.0], r"bias\.shape=\(1,\), but should be \(\)"),
    ],
)
def test_what_has_no_boundary_raises_value_error(weights: list[float], bias: float, message: str) -> None:
    """Zero weights, three weights, a row matrix and an array for a bias are refused."""
    with pytest.raises(ValueError, match=message):
        decision_boundary(weights, bias)
