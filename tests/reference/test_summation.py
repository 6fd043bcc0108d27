"""Sums and means that neither order nor size can spoil."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference._summation import exact_mean, exact_sum

terms = st.lists(st.floats(0.0, 1e308), min_size=1, max_size=20)


@given(values=terms)
def test_the_mean_is_the_exact_one_twice_rounded(values: list[float]) -> None:
    """The mean is within 1 ulp of the exact mean of the float64s, computed in fractions."""
    exact = sum(map(Fraction, values), start=Fraction(0)) / len(values)
    got = Fraction(float(exact_mean(np.array(values))))
    # The sum and the quotient round once each, by half an ulp; below 2**-1022 the scaling back
    # rounds a third time, by half of the smallest number.
    ulp = Fraction(math.ulp(exact))
    assert abs(got - exact) <= Fraction(3, 2) * ulp


@given(values=terms, seed=st.integers(0, 99))
def test_the_order_of_the_terms_does_not_matter(values: list[float], seed: int) -> None:
    """A shuffled mean is the same to the last bit."""
    array = np.array(values)
    shuffled = np.random.default_rng(seed).permutation(array)
    assert exact_mean(array) == exact_mean(shuffled)


def test_a_mean_does_not_overflow_where_its_terms_do_not() -> None:
    """The mean of two largest numbers is the largest number; their sum is inf, silently."""
    largest = np.finfo(np.float64).max
    with np.errstate(all="raise"):
        assert exact_mean(np.array([largest, largest])) == largest
        assert exact_sum(np.array([largest, largest])) == np.inf


@pytest.mark.parametrize(
    ("values", "expected"),
    [([5e-324, 5e-324], 5e-324), ([1e16, 1.0, 1.0], (1e16 + 2) / 3), ([np.inf, 1.0], np.inf)],
)
def test_small_and_infinite_terms_count(values: list[float], expected: float) -> None:
    """Subnormal terms survive, small ones are not absorbed by large ones, inf stays inf."""
    assert exact_mean(np.array(values)) == expected


def test_nan_gives_nan() -> None:
    """One NaN among the terms is the sum."""
    assert np.isnan(exact_sum(np.array([1.0, np.nan])))


def test_the_sum_of_nothing_is_zero_and_has_no_mean() -> None:
    """An empty sum is 0, an empty mean a ValueError."""
    assert exact_sum(np.array([])) == 0
    with pytest.raises(ValueError, match="there are 0 terms, but should be at least one"):
        exact_mean(np.array([]))
