"""Log-odds, odds ratios and standardised features."""

import numpy as np
import pytest
import scipy.special
import sklearn.preprocessing
from hypothesis import given
from hypothesis import strategies as st

from reference import log_odds, odds_ratios, sigmoid, standardise
from tests.reference import oracles
from tests.reference.strategies import EPS, coordinates, every_float


def test_log_odds_is_within_4_ulp_of_mpmath() -> None:
    """For every probability, next to 0, 1/2 and 1 too.

    2 artanh of an exact number is one rounding and NumPy's 1 ulp; below 1/4 two logarithms of 1
    ulp, the smaller a fifth of the larger at most, are subtracted.
    """
    p = oracles.unit_interval()
    assert oracles.worst_ulps(log_odds(p), oracles.log_odds, p) <= 4


def test_log_odds_at_the_ends_are_infinite_and_silent() -> None:
    """-inf at 0, 0 at 1/2, inf at 1."""
    with np.errstate(all="raise"):
        assert log_odds([0.0, 0.5, 1.0]).tolist() == [-np.inf, 0.0, np.inf]


@given(p=st.floats(0.0, 1.0))
def test_log_odds_raises_no_floating_point_flag(p: float) -> None:
    """No probability makes NumPy report anything, and only 0 and 1 are infinite."""
    with np.errstate(all="raise"):
        assert np.isfinite(log_odds(p)) == (0 < p < 1)


@given(p=st.floats(0.25, 1.0))
def test_log_odds_of_the_complement_have_the_other_sign(p: float) -> None:
    """log_odds(1-p) = -log_odds(p)."""
    q = 1.0 - p
    if p >= 0.5:  # then 1 - p is exact
        # 4 ulp on each side.
        np.testing.assert_allclose(log_odds(q), -log_odds(p), rtol=8 * EPS)
    else:
        # q rounds by 2**-54, and the slope 1/(pq) is at most 16/3 there.
        assert abs(log_odds(q) + log_odds(p)) <= 8 * EPS * 1.1 + 2.0**-54 * 16 / 3


@given(x=st.floats(-700.0, 30.0))
def test_log_odds_undo_the_sigmoid(x: float) -> None:
    """log_odds(s(x)) = x."""
    # s(x) is off by 4 ulp, at most 4 eps relatively; log-odds amplify that by 1/(1-p) = 1 + e^x.
    allowed = 4 * EPS * (1 + np.exp(x)) + 4 * EPS * abs(x)
    assert abs(log_odds(sigmoid(x)) - x) <= allowed


def test_log_odds_agree_with_scipy() -> None:
    """log_odds is scipy.special.logit."""
    p = oracles.unit_interval()
    # 4 ulp for us; SciPy subtracts logarithms from p = 0.3 down and from 0.65 up, where the larger
    # is at most 1.5 times the difference: 4 ulp for it.
    np.testing.assert_allclose(log_odds(p), scipy.special.logit(p), rtol=8 * EPS)


def test_odds_ratios_are_exponentials() -> None:
    """e^w in any shape; log 2 doubles, -log 2 halves, 0 leaves alone."""
    got = odds_ratios([[np.log(2.0), -np.log(2.0)], [0.0, 1.0]])
    np.testing.assert_allclose(got, [[2.0, 0.5], [1.0, np.e]], rtol=2 * EPS)  # exp to 1 ulp


def test_a_weight_of_0_693_doubles_the_odds() -> None:
    """To three digits, as in the lesson: 1.9997."""
    assert odds_ratios(0.693) == pytest.approx(2, abs=5e-4)


@given(w=coordinates, b=coordinates, x=coordinates)
def test_an_odds_ratio_is_the_factor_of_one_unit(w: float, b: float, x: float) -> None:
    """The odds at x + 1 over the odds at x are e^w, whatever x and b."""
    p, q = sigmoid(w * x + b), sigmoid(w * (x + 1) + b)
    ratio = (q / (1 - q)) / (p / (1 - p))
    # 1 - p is off by 2**-53 absolutely, relative to s(-24) at the least; the logits are exact to
    # 2**-48 (their terms are below 16).
    allowed = 4 * 2.0**-53 / sigmoid(-24) + 2 * 2.0**-48
    assert ratio == pytest.approx(odds_ratios(w), rel=float(allowed))


@given(w=every_float)
def test_odds_ratios_raise_no_floating_point_flag(w: float) -> None:
    """No weight makes NumPy report anything; above 709.78 the ratio is inf."""
    with np.errstate(all="raise"):
        assert np.isnan(odds_ratios(w)) == np.isnan(w)


def test_standardised_features_agree_with_scikit_learn() -> None:
    """standardise has the conventions of StandardScaler, a constant column included."""
    X = np.random.default_rng(0).normal([5.0, -2.0, 7.0], [1.0, 100.0, 0.0], (50, 3))
    scaler = sklearn.preprocessing.StandardScaler().fit(X)
    ours = standardise(X)
    # Sums of 50 terms: 50 eps of the largest, relative to the spread.
    np.testing.assert_allclose(ours.mean, scaler.mean_, rtol=50 * EPS)
    np.testing.assert_allclose(ours.scale, scaler.scale_, rtol=50 * EPS)
    np.testing.assert_allclose(ours.X, scaler.transform(X), rtol=0, atol=50 * EPS * 7)


def test_standardised_features_have_mean_0_and_spread_1() -> None:
    """Column by column; a constant column becomes exactly 0, also where its mean rounds."""
    X = np.column_stack([np.arange(10.0), np.full(10, 0.1)])
    scaled = standardise(X).X
    assert scaled[:, 1].tolist() == [0.0] * 10
    # Ten terms up to 1.6 and one quotient.
    np.testing.assert_allclose(scaled[:, 0].mean(), 0, atol=10 * EPS)
    np.testing.assert_allclose(scaled[:, 0].std(), 1, rtol=10 * EPS)
