"""Calibration: scores that agree with scikit-learn, parts that add up, fits at which the gradient is nothing."""

import numpy as np
import pytest
import scipy.optimize
import sklearn.calibration
import sklearn.linear_model
import sklearn.metrics
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reference import (
    average_cost,
    bce_from_logits,
    brier_decomposition,
    brier_score,
    corrected_proba,
    cost_threshold,
    expected_calibration_error,
    fit_platt,
    fit_temperature,
    reliability_curve,
    sigmoid,
)
from tests.reference.strategies import EPS

Forecasts = tuple[np.ndarray, np.ndarray]


@st.composite
def forecasts(draw: st.DrawFn) -> Forecasts:
    """Labels and probabilities; some of these are equal, some are 0 or 1."""
    n = draw(st.integers(1, 30))
    p = st.one_of(st.floats(0.0, 1.0), st.sampled_from([0.0, 0.125, 0.5, 1.0]))
    return draw(arrays(np.float64, n, elements=st.sampled_from([0.0, 1.0]))), draw(arrays(np.float64, n, elements=p))


def logits(n: int = 400) -> Forecasts:
    """Labels drawn from sigmoid(z / 2 - 0.3): logits twice too sure, and too high."""
    rng = np.random.default_rng(7)
    z = rng.normal(0.5, 3.0, n)
    return (rng.random(n) < sigmoid(z / 2 - 0.3)).astype(float), z


@given(forecasts())
def test_brier_score_is_scikit_learns(given: Forecasts) -> None:
    """Mean of (p - y)^2, at least 0 and at most 1."""
    y, p = given
    # Each of two sums of at most 30 terms below 1 is off by less than 30 eps.
    assert brier_score(y, p) == pytest.approx(sklearn.metrics.brier_score_loss(y, p, labels=[0, 1]), abs=60 * EPS)
    assert 0.0 <= brier_score(y, p) <= 1.0


@given(forecasts(), st.integers(1, 20))
def test_reliability_curve_is_scikit_learns(given: Forecasts, n_bins: int) -> None:
    """calibration_curve gives the same where no forecast lies on an edge: there it takes the bin below."""
    y, p = given
    edges = np.linspace(0.0, 1.0, n_bins + 1)
    assume(np.abs(p[:, np.newaxis] - edges[1:-1]).min(initial=1.0) > 1e-12)
    observed, forecast = sklearn.calibration.calibration_curve(y, p, n_bins=n_bins)
    curve = reliability_curve(y, p, n_bins)
    np.testing.assert_allclose(curve.forecast, forecast, rtol=0, atol=60 * EPS)  # sums as above
    np.testing.assert_allclose(curve.observed, observed, rtol=0, atol=60 * EPS)
    assert curve.counts.sum() == len(y)


def test_bins_hold_their_lower_edge_and_the_last_one_holds_1() -> None:
    """[0, 1/2), [1/2, 1]; a bin without a forecast is left out."""
    curve = reliability_curve([0, 1, 0, 1], [0.0, 0.5, 0.75, 1.0], 2)
    assert curve.counts.tolist() == [1, 3]
    assert reliability_curve([0, 1], [0.05, 0.95], 10).counts.tolist() == [1, 1]


@given(forecasts())
def test_brier_score_is_reliability_minus_resolution_plus_uncertainty(given: Forecasts) -> None:
    """Murphy's identity, and each part is at least 0."""
    y, p = given
    parts = brier_decomposition(y, p)
    assert min(parts) >= 0.0
    # Three parts and the score, each below 1 and off by a few roundings.
    assert parts.reliability - parts.resolution + parts.uncertainty == pytest.approx(brier_score(y, p), abs=20 * EPS)


@given(forecasts(), st.integers(1, 20))
def test_calibration_error_is_between_0_and_1(given: Forecasts, n_bins: int) -> None:
    """And its square is at most the Brier score (Jensen, twice)."""
    y, p = given
    error = expected_calibration_error(y, p, n_bins)
    assert 0.0 <= error <= 1.0 + 4 * EPS
    assert error**2 <= brier_score(y, p) + 8 * EPS


@given(forecasts())
def test_one_bin_compares_the_means(given: Forecasts) -> None:
    """With one bin the error is how far the mean forecast is from the share of ones."""
    y, p = given
    assert expected_calibration_error(y, p, 1) == pytest.approx(abs(y.mean() - p.mean()), abs=60 * EPS)


def test_platt_is_scikit_learns_logistic_regression() -> None:
    """Without a penalty, on one feature."""
    y, z = logits()
    model = sklearn.linear_model.LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(z[:, np.newaxis], y)
    # lbfgs ends at a gradient of 1e-10, which the curvature of 0.1 makes 1e-9.
    np.testing.assert_allclose(fit_platt(z, y), [model.coef_[0, 0], model.intercept_[0]], rtol=0, atol=1e-6)


def test_temperature_is_where_scipy_finds_the_smallest_loss() -> None:
    """A bracketed search over log T ends within the root of eps."""
    y, z = logits()
    found = scipy.optimize.minimize_scalar(
        lambda t: bce_from_logits(y, z / np.exp(t)), bounds=(-4, 4), method="bounded", options={"xatol": 1e-9}
    )
    assert fit_temperature(z, y) == pytest.approx(np.exp(found.x), rel=1e-6)


@given(st.integers(0, 500), st.floats(0.1, 10.0))
def test_temperature_scales_with_the_logits(seed: int, scale: float) -> None:
    """Logits that are twice as large need twice the temperature; at it the slope of the loss is nothing."""
    rng = np.random.default_rng(seed)
    z = np.append(rng.normal(0.0, 2.0, 20), [1.0, 1.0, -1.0])
    y = np.append((rng.random(20) < sigmoid(z[:20])).astype(float), [1.0, 0.0, 0.0])
    assume(np.sum(z * (2 * y - 1)) > 1.0)
    t = fit_temperature(z, y)
    slope = np.mean(z * (sigmoid(z / t) - y))
    assert abs(slope) < 1e-12  # Newton's last step squares an error of 1e-9
    assert fit_temperature(scale * z, y) == pytest.approx(scale * t, rel=1e-9)


@given(st.integers(0, 500))
def test_platt_leaves_no_slope(seed: int) -> None:
    """At the smallest loss the mean of the probabilities is the share of ones."""
    rng = np.random.default_rng(seed)
    z = np.append(rng.normal(0.0, 2.0, 20), [-3.0, 3.0, -3.0, 3.0])
    y = np.append((rng.random(20) < sigmoid(z[:20])).astype(float), [0.0, 0.0, 1.0, 1.0])
    a, b = fit_platt(z, y)
    residual = sigmoid(a * z + b) - y
    assert abs(residual.mean()) < 1e-12
    assert abs((residual * z).mean()) < 1e-12


def test_what_no_number_fits_is_refused() -> None:
    """Labels that a threshold tells apart, logits that point the wrong way."""
    with pytest.raises(ValueError, match="a threshold tells the labels apart"):
        fit_platt([-1.0, 0.5, 2.0], [0, 0, 1])
    with pytest.raises(ValueError, match="a threshold tells the labels apart"):
        fit_platt([-1.0, 2.0], [1, 1])
    for z in ([1.0, -2.0], [-3.0, 3.0, 1.0, -1.0]):
        with pytest.raises(ValueError, match="no T is best"):
            fit_temperature(z, [1, 0, 1, 0][: len(z)])


@given(st.floats(0.01, 100.0), st.floats(0.01, 100.0), st.integers(0, 1000))
def test_cost_threshold_is_cheapest_for_true_probabilities(fp: float, fn: float, grid: int) -> None:
    """Saying 1 at p costs (1 - p) fp, saying 0 costs p fn: from the threshold on the first is no more than the second."""
    p, t = grid / 1000, cost_threshold(fp, fn)
    assert 0.0 < t < 1.0
    assert ((1 - p) * fp <= p * fn) == (p >= t) or abs(p - t) < 4 * EPS
    assert cost_threshold(fn, fp) == pytest.approx(1 - t, abs=2 * EPS)


def test_average_cost_by_hand() -> None:
    """One false alarm at 2 and one miss at 5 among four."""
    assert average_cost([0, 0, 1, 1], [0.2, 0.5, 0.4, 0.9], 0.5, 2.0, 5.0) == 7 / 4


@given(forecasts())
def test_average_cost_with_equal_costs_is_the_error_rate(given: Forecasts) -> None:
    """Zero-one loss."""
    y, p = given
    assert average_cost(y, p, 0.5, 1.0, 1.0) == pytest.approx(np.mean((p >= 0.5) != y), abs=30 * EPS)


@given(st.floats(0.0, 1.0), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_correction_multiplies_the_odds(p: float, trained: float, true: float) -> None:
    """By the ratio of the odds; back again it is undone; nothing changes where the shares are equal."""
    there = corrected_proba(p, trained, true)
    assert 0.0 <= there <= 1.0
    # Odds ratios up to 99^2 enlarge a rounding of p by as much.
    assert corrected_proba(there, true, trained) == pytest.approx(p, abs=99**2 * 8 * EPS)
    assert corrected_proba(p, trained, trained) == pytest.approx(p, abs=8 * EPS)


@pytest.mark.parametrize(
    "call",
    [
        lambda: brier_score([], []),
        lambda: brier_score([0, 2], [0.1, 0.2]),
        lambda: brier_score([0, 1], [0.1, 1.2]),
        lambda: brier_score([[0], [1]], [0.1, 0.2]),
        lambda: reliability_curve([0], [0.5], 0),
        lambda: cost_threshold(0.0, 1.0),
        lambda: corrected_proba(0.5, 0.0, 0.5),
        lambda: corrected_proba(0.5, 0.5, 1.0),
    ],
)
def test_what_does_not_fit_is_refused(call) -> None:
    """In one sentence that names the call."""
    with pytest.raises(ValueError, match=r"but should .*\["):
        call()
