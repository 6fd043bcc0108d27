"""Likelihood, prior and posterior: the BCE by another road."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.stats
import sklearn.linear_model
from hypothesis import given

from reference import (
    bce_from_logits,
    bce_gradient,
    coin_likelihood,
    map_objective,
    neg_log_likelihood,
    regularised_loss,
    theta_mle,
)
from reference.datasets import Split
from tests.reference.strategies import EPS, Sample, samples


def test_the_coin() -> None:
    """H, H, T, H, T has probability theta^3 (1-theta)^2: 0 for sure coins, 1/32 for a fair one."""
    assert coin_likelihood([0.0, 0.5, 1.0]).tolist() == [0.0, 1 / 32, 0.0]
    assert coin_likelihood(0.2) == pytest.approx(0.2**3 * 0.8**2, rel=4 * EPS)  # 4 roundings


def test_the_coin_is_one_of_the_ten_orders_of_three_heads() -> None:
    """Ten times the likelihood is the binomial probability of three heads in five."""
    theta = np.linspace(0.01, 0.99, 99)
    # SciPy documents no bound; the gamma functions in its pmf are good to about 1e-14.
    np.testing.assert_allclose(10 * coin_likelihood(theta), scipy.stats.binom.pmf(3, 5, theta), rtol=1e-13)


def test_the_likelihood_integrates_to_a_beta_function() -> None:
    """Over [0, 1] it has the area B(4, 3) = 3! 2! / 6! = 1/60."""
    nodes, weights = np.polynomial.legendre.leggauss(3)  # exact up to degree 5
    area = weights @ coin_likelihood((nodes + 1) / 2) / 2
    assert area == pytest.approx(1 / 60, rel=16 * EPS)  # 3 terms of one sign, 5 roundings each


def test_theta_mle_is_the_most_likely_theta() -> None:
    """3/5 beats every other multiple of 1/1000."""
    grid = np.arange(1001) / 1000
    assert theta_mle == 0.6 == grid[coin_likelihood(grid).argmax()]


@given(s=samples())
def test_the_nll_is_n_times_the_bce(s: Sample) -> None:
    """Maximising the likelihood is minimising the BCE."""
    bce = bce_from_logits(s.y, s.X @ s.weights + s.bias)
    nll = neg_log_likelihood(s.X, s.y, s.weights, s.bias)
    # The BCE is the exact sum twice rounded, the NLL once, and N times the BCE rounds again.
    assert nll == pytest.approx(len(s.X) * bce, rel=2 * EPS)


def test_the_nll_is_minus_the_log_of_a_product_of_probabilities() -> None:
    """Three samples: -log(p1 p2 (1 - p3))."""
    X, y, w, b = [[1.0], [2.0], [-1.0]], [1, 1, 0], [0.5], 0.25
    p = 1 / (1 + np.exp(-(np.array([1.0, 2.0, -1.0]) * 0.5 + 0.25)))
    expected = -np.log(p[0] * p[1] * (1 - p[2]))
    assert neg_log_likelihood(X, y, w, b) == pytest.approx(expected, rel=16 * EPS)  # 12 roundings


@given(s=samples())
def test_a_gaussian_prior_is_the_l2_penalty(s: Sample) -> None:
    """The objective is N times regularised_loss with the same lambda."""
    map_ = map_objective(s.X, s.y, s.weights, s.bias, s.lambda_reg, prior="gaussian")
    loss = regularised_loss(s.X, s.y, s.weights, s.bias, s.lambda_reg)
    # Terms of one sign: two roundings in the sum, three in the penalty, the sum of both, times N.
    assert map_ == pytest.approx(len(s.X) * loss, rel=8 * EPS)


@pytest.mark.parametrize(
    ("prior", "distribution"),
    [
        ("gaussian", lambda lam: scipy.stats.norm(scale=1 / np.sqrt(lam))),
        ("laplace", lambda lam: scipy.stats.laplace(scale=1 / lam)),
    ],
)
@pytest.mark.parametrize("lam", [0.25, 1.0, 9.0])
def test_the_penalty_is_minus_the_log_of_the_prior(
    prior: str, distribution: Callable[[float], Any], lam: float
) -> None:
    """Up to its constant it is -log N(w; 0, 1/lambda) or -log Laplace(w; 0, 1/lambda)."""
    w = np.array([1.5, -0.5, 2.0])
    X, y = [[0.0, 0.0, 0.0]], [1]
    penalty = map_objective(X, y, w, 0.0, lam, prior) - np.log(2)
    density = distribution(lam)
    expected = -np.sum(density.logpdf(w) - density.logpdf(0.0))
    # Some ten roundings of numbers up to 9 * 6.5 / 2 + log terms of 3.
    assert penalty == pytest.approx(expected, abs=10 * EPS * 64)


def test_the_bias_has_a_flat_prior() -> None:
    """With no weight to pay for, both objectives are the NLL at every bias."""
    for prior in ("gaussian", "laplace"):
        for bias in (-3.0, 0.0, 50.0):
            nll = neg_log_likelihood([[1.0]], [1], [0.0], bias)
            assert map_objective([[1.0]], [1], [0.0], bias, 5.0, prior) == nll


def test_lambda_1_and_a_gaussian_prior_are_the_defaults() -> None:
    """map_objective(X, y, w, b) adds sum(w^2) / 2."""
    got = map_objective([[0.0, 0.0]], [0], [2.0, 4.0], 0.0)
    assert got == np.log(2) + 10


def test_a_laplace_prior_makes_weights_exactly_zero(churn_split: Split) -> None:
    """At scikit-learn's L1 optimum some weights are 0, and map_objective has its minimum there."""
    X, y, lam = churn_split.X_train, churn_split.y_train, 50.0
    model = sklearn.linear_model.LogisticRegression(
        C=1 / lam, l1_ratio=1.0, solver="saga", tol=1e-10, max_iter=10_000, random_state=0
    ).fit(X, y)
    w, b = model.coef_[0], model.intercept_[0]
    zero = w == 0.0
    assert 0 < zero.sum() < len(w)
    dw, db = bce_gradient(X, y, w, b)
    slope = len(X) * dw
    # Optimality of L1: |slope| <= lambda where w is 0, slope = -lambda sign(w) elsewhere, and none
    # along the bias. saga stops at relative steps of 1e-10; the Hessian's largest eigenvalue is at
    # most N |x|^2 / 4 ~ 800 * 5 / 4 = 1000, weights and steps are below 2 a pass.
    assert np.all(np.abs(slope[zero]) < lam)
    np.testing.assert_allclose(slope[~zero], -lam * np.sign(w[~zero]), rtol=0, atol=1e-6)
    assert abs(len(X) * db) <= 1e-6
    best = map_objective(X, y, w, b, lam, prior="laplace")
    for step in 0.01 * np.eye(len(w)):
        assert map_objective(X, y, w + step, b, lam, prior="laplace") > best
        assert map_objective(X, y, w - step, b, lam, prior="laplace") > best


def test_another_prior_raises_value_error() -> None:
    """Only "gaussian" and "laplace" are known."""
    with pytest.raises(ValueError, match="prior='cauchy', but should be one of gaussian, laplace"):
        map_objective([[1.0]], [1], [0.0], 0.0, prior="cauchy")


def test_huge_weights_are_silent() -> None:
    """The square of 1e200 overflows to inf, its magnitude does not; that of 1e308 may."""
    with np.errstate(all="raise"):
        assert map_objective([[0.0]], [1], [1e200], 0.0, 1.0, "gaussian") == np.inf
        assert map_objective([[0.0]], [1], [1e200], 0.0, 1.0, "laplace") == 1e200
        assert map_objective([[0.0]], [1], [1e308], 0.0, 10.0, "laplace") == np.inf


def test_tiny_weights_and_probabilities_are_silent() -> None:
    """Squares and shares below the smallest number are 0 without a flag, and so is theta^3."""
    with np.errstate(all="raise"):
        assert map_objective([[0.0]], [1], [1e-200], 0.0, 1.0, "gaussian") == np.log(2)
        assert map_objective([[0.0]], [1], [5e-324], 0.0, 0.1, "laplace") == np.log(2)
        assert coin_likelihood(1e-200) == 0.0
