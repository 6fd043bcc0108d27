"""The softmax and its cross-entropy."""

import math
from typing import Any

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from reference import (
    bce_from_logits,
    categorical_cross_entropy,
    categorical_cross_entropy_from_logits,
    log_sigmoid,
    log_softmax,
    sigmoid,
    softmax,
)
from reference._arrays import FloatArray
from tests.reference import oracles
from tests.reference.strategies import EPS, every_float

logits = arrays(
    np.float64,
    array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=5),
    elements=st.floats(allow_nan=False, allow_infinity=True),
)
moderate = arrays(np.float64, (4, 3), elements=st.floats(-50, 50))


@given(Z=logits)
def test_rows_sum_to_1(Z: FloatArray) -> None:
    """Whatever the logits, ±inf included, each row is a distribution, without a flag."""
    with np.errstate(all="raise"):
        P = softmax(Z)
    assert P.shape == Z.shape
    assert np.all(P >= 0)
    # K quotients round by half an ulp of at most 1, their sums K times more: below K eps.
    assert np.max(np.abs(P.sum(axis=-1) - 1)) <= Z.shape[-1] * EPS


@given(Z=moderate, shift=st.floats(-1e3, 1e3))
def test_a_constant_added_to_a_row_changes_nothing(Z: FloatArray, shift: float) -> None:
    """softmax(Z + c) = softmax(Z)."""
    # Z + c rounds by at most eps/2 of 1050, Z - max by eps/2 of 100 on each side; a probability's
    # relative error is twice that of its exponents, plus 4 ulp on each side.
    moved = 2 * EPS / 2 * (1050 + 200) + 8 * EPS
    np.testing.assert_allclose(softmax(Z + shift), softmax(Z), rtol=moved, atol=0)


@given(z=every_float)
def test_two_classes_are_the_sigmoid(z: float) -> None:
    """softmax([z, 0]) = (s(z), s(-z)) and its logarithm (log s(z), log s(-z)), to the last bit."""
    np.testing.assert_array_equal(softmax([z, 0.0]), [sigmoid(z), sigmoid(-z)])
    np.testing.assert_array_equal(log_softmax([z, 0.0]), [log_sigmoid(z), log_sigmoid(-z)])


@given(Z=moderate, seed=st.integers(0, 9))
def test_the_order_of_the_classes_is_carried_along(Z: FloatArray, seed: int) -> None:
    """Permuted logits give permuted probabilities."""
    order = np.random.default_rng(seed).permutation(3)
    # Only the sum of three terms can round differently: twice by half an ulp.
    np.testing.assert_allclose(softmax(Z[:, order]), softmax(Z)[:, order], rtol=2 * EPS, atol=0)


def test_is_within_its_bound_of_mpmath() -> None:
    """softmax and log_softmax are within 4 + (max z - min z) ulp of the exact value.

    Z - max rounds by at most eps/2 of itself, which exp turns into that relative error: as many ulp
    as max z - z, an ulp being eps/2 at the least. The rest is as for the sigmoid.
    """
    Z = np.random.default_rng(0).normal(0, 30, (2000, 3))
    P, L = softmax(Z), log_softmax(Z)
    mp = oracles.mp
    for row, p_row, l_row in zip(Z, P, L, strict=True):
        z = [mp.mpf(float(v)) for v in row]
        allowed = 4 + np.ptp(row)
        for k, value in enumerate(z):
            others = sum(mp.exp(other - value) for j, other in enumerate(z) if j != k)
            proba, log_proba = 1 / (1 + others), -mp.log1p(others)
            assert abs(p_row[k] - proba) <= allowed * math.ulp(proba)
            assert abs(l_row[k] - log_proba) <= allowed * math.ulp(log_proba)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([1000.0, 0.0], [1.0, 0.0]),
        ([-1000.0, -1000.0], [0.5, 0.5]),
        ([np.inf, 1.0, 2.0], [1.0, 0.0, 0.0]),
        ([np.inf, np.inf, 0.0], [0.5, 0.5, 0.0]),
        ([-np.inf, 0.0], [0.0, 1.0]),
        ([-np.inf, -np.inf], [0.5, 0.5]),
        ([1.7e308, -1.7e308], [1.0, 0.0]),
        ([7.0], [1.0]),
    ],
)
def test_extreme_rows_have_their_limit(row: list[float], expected: list[float]) -> None:
    """Huge and infinite logits give the limit in which equal entries stay equal."""
    with np.errstate(all="raise"):
        P, log_P = softmax(row), log_softmax(row)
    assert P.tolist() == expected
    assert np.exp(log_P).tolist() == pytest.approx(expected, rel=2 * EPS)  # exp of -log 2, rounded


def test_nan_spoils_its_row_alone() -> None:
    """A row with a NaN is NaN, its neighbour is not."""
    P = softmax([[np.nan, 0.0], [0.0, 0.0]])
    np.testing.assert_array_equal(P, [[np.nan, np.nan], [0.5, 0.5]])


def test_agrees_with_scipy() -> None:
    """softmax and log_softmax are those of scipy.special."""
    Z = np.random.default_rng(0).normal(0, 10, (200, 5))
    # Both take Z - max, so only exp, sum and quotient differ: 4 ulp each.
    np.testing.assert_allclose(softmax(Z), scipy.special.softmax(Z, axis=-1), rtol=8 * EPS)
    # SciPy's log of a sum in [1, 5] is off by eps absolutely, ours relatively.
    theirs = scipy.special.log_softmax(Z, axis=-1)
    np.testing.assert_allclose(log_softmax(Z), theirs, rtol=8 * EPS, atol=4 * EPS)


@pytest.mark.parametrize("bad", [1.0, [], np.empty((3, 0))])
def test_no_classes_raise_value_error(bad: Any) -> None:
    """A scalar and an empty last axis have no classes."""
    for function in (softmax, log_softmax):
        with pytest.raises(ValueError, match=r"but should be \(\.\.\., n_classes\)"):
            function(bad)


@given(
    y=arrays(np.float64, 6, elements=st.sampled_from([0.0, 1.0])),
    z=arrays(np.float64, 6, elements=st.floats(allow_nan=False, allow_infinity=False)),
)
def test_the_cross_entropy_of_two_classes_is_the_bce(y: FloatArray, z: FloatArray) -> None:
    """With logits (z, 0) and one-hot (y, 1-y) it is bce_from_logits(y, z), to the last bit."""
    got = categorical_cross_entropy_from_logits(np.column_stack([y, 1 - y]), np.column_stack([z, np.zeros(6)]))
    assert got == bce_from_logits(y, z)


def test_both_roads_lead_to_the_same_cross_entropy() -> None:
    """From probabilities and from logits it is the same number, and log K for equal logits."""
    Z = np.random.default_rng(0).normal(0, 3, (50, 4))
    Y = np.eye(4)[np.arange(50) % 4]
    # A probability's relative error, at most 4 + 20 eps here, is its logarithm's absolute one.
    assert categorical_cross_entropy(Y, softmax(Z)) == pytest.approx(
        categorical_cross_entropy_from_logits(Y, Z), abs=24 * EPS
    )
    uniform = categorical_cross_entropy_from_logits(Y, np.zeros((50, 4)))
    assert uniform == pytest.approx(np.log(4), rel=2 * EPS)  # log1p(3) and log(4), 1 ulp each


def test_the_cross_entropy_is_finite_at_probability_0() -> None:
    """A sure and wrong prediction costs -log of the smallest number; a sure and right one 0."""
    assert categorical_cross_entropy([[1, 0]], [[0, 1]]) == -np.log(5e-324)
    assert categorical_cross_entropy([[0, 1]], [[0, 1]]) == 0
    assert categorical_cross_entropy_from_logits([[0, 1]], [[-np.inf, 0.0]]) == 0


def test_a_tiny_share_of_a_label_costs_nothing_silently() -> None:
    """The smallest positive number times a logarithm underflows without a flag."""
    with np.errstate(all="raise"):
        assert categorical_cross_entropy([[5e-324, 1.0]], [[0.7, 0.3]]) == -np.log(0.3)


def test_labels_of_another_shape_are_refused() -> None:
    """Labels that are not one-hot, or are of other classes, raise ValueError."""
    with pytest.raises(ValueError, match=r"Y\.shape=\(2,\), but should be \(2, 3\)"):
        categorical_cross_entropy([0, 1], np.full((2, 3), 1 / 3))
    with pytest.raises(ValueError, match=r"Y\.shape=\(1, 2\), but should be \(1, 3\)"):
        categorical_cross_entropy_from_logits([[0, 1]], [[0.0, 0.0, 0.0]])
