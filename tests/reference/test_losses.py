"""Entropy and log loss: exact to 4 ulp, finite for probabilities, silent for all logits."""

import numpy as np
import pytest
import scipy.special
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reference import bce, bce_from_logits, entropy, log_loss, log_loss_from_logits, sigmoid
from tests.reference import oracles
from tests.reference.strategies import EPS, every_float

probabilities = st.floats(0.0, 1.0)


def test_entropy_in_bits() -> None:
    """H(0) = H(1) = 0, H(1/2) = 1, H(1/4) = 2 - 3/4 log2 3."""
    assert entropy([0, 0.5, 1]).tolist() == [0.0, 1.0, 0.0]
    assert entropy(0.25) == pytest.approx(2 - 0.75 * np.log2(3), rel=4 * EPS)  # 4 ulp


def test_entropy_is_within_4_ulp_of_mpmath() -> None:
    """Entropy is within 4 ulp of the exact value for every probability.

    A product is off by 1.15 eps, sum, quotient and log 2 by half of one each: 2.65 eps, whose worst
    cases do not meet: 2.9 ulp measured.
    """
    p = oracles.unit_interval()
    assert oracles.worst_ulps(entropy(p), oracles.entropy, p) <= 4


def test_entropy_agrees_with_scipy() -> None:
    """H(p) is (entr(p) + entr(1-p)) / log 2."""
    p = np.linspace(0, 1, 1001)
    # The argument 1 - p of SciPy's form is off by 2**-54, where |d entr| <= 1 + |log 2**-53|.
    theirs = (scipy.special.entr(p) + scipy.special.entr(1 - p)) / np.log(2)
    np.testing.assert_allclose(entropy(p), theirs, rtol=8 * EPS, atol=38 * 2.0**-54)


@given(p=probabilities)
def test_entropy_is_between_0_and_1_and_even_about_one_half(p: float) -> None:
    """0 <= H(p) <= 1, and H(1-p) = H(p)."""
    q = 1 - p
    # H <= 1 but for 4 ulp; 1 - q differs from p by at most 2**-54, where H' <= log2 2**54 = 54.
    assert 0 <= entropy(p) <= 1 + 4 * EPS
    assert abs(entropy(p) - entropy(q)) <= 8 * EPS + 54 * 2.0**-54


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_log_loss_is_within_4_ulp_of_mpmath(label: float) -> None:
    """-log p and -log(1-p) for every probability but 0 and 1: log(p + 1e-15) is another number."""
    p = oracles.unit_interval()
    got = log_loss(label, p)
    assert oracles.worst_ulps(got, lambda q: -oracles.mp.log(q) if label else -oracles.mp.log1p(-q), p) <= 4


def test_log_loss_is_finite_at_0_and_1() -> None:
    """Sure and wrong costs -log of the nearest probability, sure and right nothing."""
    assert log_loss(1, 0) == log_loss(1, 5e-324) == pytest.approx(1074 * np.log(2), rel=EPS)
    assert log_loss(0, 1) == log_loss(0, 1 - 2.0**-53) == pytest.approx(53 * np.log(2), rel=EPS)
    assert log_loss([0, 1], [0, 1]).tolist() == [0.0, 0.0]
    assert not np.signbit(log_loss([0, 1], [0, 1])).any()


@given(y=probabilities, p=probabilities)
def test_log_loss_is_never_less_than_the_entropy_of_the_label(y: float, p: float) -> None:
    """Gibbs: the cross-entropy of y and p is at least the entropy of y."""
    # 4 ulp of each side; clipping p at the nearest number below 1 can lower a loss by 2**-53.
    nats = entropy(y) * np.log(2)
    assert log_loss(y, p) >= nats - 8 * EPS * nats - 2.0**-53


@given(y=probabilities, p=probabilities)
def test_log_loss_raises_no_floating_point_flag(y: float, p: float) -> None:
    """No pair of probabilities makes NumPy report anything."""
    with np.errstate(all="raise"):
        assert np.isfinite(log_loss(y, p))


def test_log_loss_agrees_with_scipy_and_scikit_learn() -> None:
    """-xlogy(y, p) - xlog1py(1-y, -p), whose mean is sklearn.metrics.log_loss."""
    rng = np.random.default_rng(0)
    y, p = rng.integers(0, 2, 500), rng.uniform(0, 1, 500)
    theirs = -scipy.special.xlogy(y, p) - scipy.special.xlog1py(1 - y, -p)
    np.testing.assert_allclose(log_loss(y, p), theirs, rtol=8 * EPS)  # 4 ulp each
    # scikit-learn takes log(1 - p) where 1 - p has rounded by 2**-54: relative to a loss of class
    # 0 that is 2**-54 / p(1-p), on average over these 500 below 100 eps.
    assert bce(y, p) == pytest.approx(sklearn.metrics.log_loss(y, p), rel=100 * EPS)


@pytest.mark.parametrize("label", [0.0, 1.0, 0.5, 0.9, 1e-300])
def test_log_loss_from_logits_is_within_4_ulp_of_mpmath(label: float) -> None:
    """For every logit and for hard and soft labels.

    softplus is off by 1.8 eps at most, of which the term |z| has none; for a soft label, 1 - y and
    its product with |z| give that term 1 eps, not in addition but in its place.
    """
    z = oracles.real_line()
    got = log_loss_from_logits(label, z)
    labels = np.full_like(z, label)
    assert oracles.worst_ulps(got, oracles.log_loss_from_logits, labels, z) <= 4


@given(y=probabilities, z=every_float)
def test_log_loss_from_logits_raises_no_floating_point_flag(y: float, z: float) -> None:
    """No label and logit, ±inf and NaN included, make NumPy report anything; only NaN is NaN."""
    with np.errstate(all="raise"):
        assert np.isnan(log_loss_from_logits(y, z)) == np.isnan(z)


def test_log_loss_from_infinite_logits() -> None:
    """Infinitely sure and right costs 0; infinitely sure and wrong, or in doubt, inf."""
    inf = np.inf
    got = log_loss_from_logits([0, 0, 0.5, 0.5, 1, 1], [-inf, inf, -inf, inf, -inf, inf])
    assert got.tolist() == [0, inf, inf, inf, inf, 0]


@given(
    y=arrays(np.float64, 5, elements=st.sampled_from([0.0, 1.0])),
    z=arrays(np.float64, 5, elements=st.floats(-20, 20)),
)
def test_both_roads_lead_to_the_same_loss(y: np.ndarray, z: np.ndarray) -> None:
    """log_loss(y, s(z)) is log_loss_from_logits(y, z) while s(z) has not rounded to 0 or 1."""
    # s(z) is off by 4 ulp of a number up to 1, 2**-51; the loss moves by that over p(1-p) of the
    # wrong side, 1/s(-20) at most, and both logarithms round by 4 ulp.
    got, expected = log_loss(y, sigmoid(z)), log_loss_from_logits(y, z)
    allowed = 2.0**-51 / sigmoid(-np.abs(z)) + 8 * EPS * expected
    assert np.all(np.abs(got - expected) <= allowed)


def test_the_bce_is_the_mean_log_loss() -> None:
    """log 2 at p = 1/2; for mixed losses their mean."""
    assert bce([0, 1, 1], [0.5, 0.5, 0.5]) == np.log(2)
    assert bce_from_logits([0, 1, 1], [0, 0, 0]) == np.log(2)
    assert bce([1, 1], [0.5, 0.125]) == pytest.approx(2 * np.log(2), rel=2 * EPS)


def test_the_bce_does_not_depend_on_the_order_of_the_samples() -> None:
    """Shuffled samples give the same BCE to the last bit."""
    rng = np.random.default_rng(0)
    y, z = rng.integers(0, 2, 1000), rng.normal(0, 10, 1000)
    order = rng.permutation(1000)
    assert bce_from_logits(y, z) == bce_from_logits(y[order], z[order])


def test_the_bce_of_huge_logits_is_their_mean() -> None:
    """Two losses of 1.7e308 have the mean 1.7e308, though their sum overflows."""
    with np.errstate(all="raise"):
        assert bce_from_logits([0, 1], [1.7e308, -1.7e308]) == 1.7e308
