"""The sigmoid and its relatives: exact to 4 ulp for every float64, and silent."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.special
from hypothesis import given

from reference import grad_sigmoid, log_sigmoid, sigmoid, softplus
from tests.reference import oracles
from tests.reference.strategies import EPS, every_float

ACTIVATIONS = [sigmoid, grad_sigmoid, softplus, log_sigmoid]
Activation = Callable[[Any], Any]


@pytest.mark.parametrize("function", ACTIVATIONS)
def test_is_within_4_ulp_of_mpmath_on_the_whole_real_line(function: Activation) -> None:
    """Every activation is within 4 ulp of the exact value, subnormal results included.

    A rounding is eps/2, and exp and log1p of NumPy are off by less than 0.65 eps; eps is at most
    2 ulp. sigmoid: 0.65 for the numerator, half as much for the denominator, its sum and the
    quotient: 1.98 eps, or 4 ulp. softplus: 0.65 for exp and for log1p and a sum: 1.8 eps.
    grad_sigmoid multiplies two sigmoids whose worst cases do not meet: 3.1 ulp measured.
    """
    x = oracles.real_line()
    oracle = getattr(oracles, function.__name__)
    assert oracles.worst_ulps(function(x), oracle, x) <= 4


@pytest.mark.parametrize("function", ACTIVATIONS)
def test_is_as_exact_for_scalars_and_strides_as_for_arrays(function: Activation) -> None:
    """NumPy's scalar and strided loops, which may differ from its vector ones, meet 4 ulp too."""
    x = oracles.real_line()[::37]
    oracle = getattr(oracles, function.__name__)
    one_by_one = np.array([function(value) for value in x])
    assert oracles.worst_ulps(one_by_one, oracle, x) <= 4
    assert oracles.worst_ulps(function(x[::-3]), oracle, x[::-3]) <= 4


def test_sigmoid_underflows_no_earlier_than_it_must() -> None:
    """s(-745) is the smallest subnormal number, s(-1000) is 0 and s(1000) is 1."""
    assert sigmoid(-745) == 5e-324
    assert sigmoid(-1000) == 0
    assert sigmoid(1000) == 1


@pytest.mark.parametrize(
    ("function", "at_minus_infinity", "at_zero", "at_infinity"),
    [
        (sigmoid, 0.0, 0.5, 1.0),
        (grad_sigmoid, 0.0, 0.25, 0.0),
        (softplus, 0.0, np.log(2), np.inf),
        (log_sigmoid, -np.inf, -np.log(2), 0.0),
    ],
)
def test_has_its_limits_at_infinity(
    function: Activation, at_minus_infinity: float, at_zero: float, at_infinity: float
) -> None:
    """At -inf, 0 and inf the value is the limit, and at NaN it is NaN."""
    expected = [at_minus_infinity, at_zero, at_infinity, np.nan]
    np.testing.assert_array_equal(function([-np.inf, 0.0, np.inf, np.nan]), expected)


@pytest.mark.parametrize("function", ACTIVATIONS)
@given(x=every_float)
def test_raises_no_floating_point_flag(function: Activation, x: float) -> None:
    """No float64 at all makes NumPy report an overflow, underflow or invalid operation."""
    with np.errstate(all="raise"):
        assert np.isnan(function(x)) == np.isnan(x)


@given(x=every_float.filter(lambda x: x == x))
def test_sigmoid_of_minus_x_is_the_complement(x: float) -> None:
    """s(-x) = 1 - s(x)."""
    # Both sides are at most 1, where 4 ulp are 4 * 2**-53; the subtraction is exact or rounds once.
    assert abs(sigmoid(-x) - (1 - sigmoid(x))) <= 9 * 2.0**-53


@given(x=every_float.filter(lambda x: x == x))
def test_grad_sigmoid_is_exactly_even(x: float) -> None:
    """s'(-x) is s'(x) to the last bit, and never above 1/4."""
    assert grad_sigmoid(-x) == grad_sigmoid(x) <= 0.25


def test_grad_sigmoid_is_the_slope_of_sigmoid() -> None:
    """s' agrees with central differences of s."""
    x, h = np.arange(-160, 161) / 8, 2.0**-17
    slope = (sigmoid(x + h) - sigmoid(x - h)) / (2 * h)
    # Truncation h^2/6 max|s'''| = h^2/6 * 1/8; rounding 2 * 4 ulp (2**-53) / 2h; x +- h is exact.
    assert np.max(np.abs(grad_sigmoid(x) - slope)) <= h**2 / 48 + 4 * 2.0**-53 / h


def test_softplus_is_the_integral_of_sigmoid() -> None:
    """softplus' = s, by central differences."""
    x, h = np.arange(-160, 161) / 8, 2.0**-17
    slope = (softplus(x + h) - softplus(x - h)) / (2 * h)
    # Truncation h^2/6 max|s''| = h^2/6 / (6 sqrt 3); rounding 2 * 4 eps max(softplus) / 2h.
    assert np.max(np.abs(sigmoid(x) - slope)) <= h**2 / 62 + 4 * EPS * 21 / h


@pytest.mark.parametrize(("ours", "theirs"), [(sigmoid, scipy.special.expit), (log_sigmoid, scipy.special.log_expit)])
def test_agrees_with_scipy(ours: Activation, theirs: Activation) -> None:
    """sigmoid is scipy.special.expit, log_sigmoid is log_expit."""
    x = oracles.real_line()
    x = x[np.abs(x) < 700]
    # 4 ulp for us and 4 for them, an ulp being at most eps of a normal number.
    np.testing.assert_allclose(ours(x), theirs(x), rtol=8 * EPS, atol=0)
