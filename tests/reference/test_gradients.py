"""Gradients: against finite differences with a derived tolerance, and where they must vanish."""

import dataclasses

import numpy as np
import pytest
import sklearn.linear_model
from hypothesis import given
from hypothesis import strategies as st

from reference import (
    bce_gradient,
    categorical_cross_entropy_from_logits,
    regularised_loss,
    softmax_gradient,
)
from reference._arrays import FloatArray
from reference.datasets import Split
from reference.gradients import bce_residual
from tests.reference import oracles
from tests.reference.strategies import EPS, Sample, samples

STEP = 2.0**-17
"""The cube root of eps, about: where truncation (h^2) and rounding (eps/h) meet."""


def loss_at(s: Sample, weights: FloatArray, bias: float) -> float:
    return float(regularised_loss(s.X, s.y, weights, bias, s.lambda_reg))


def slope_tolerance(s: Sample, column: FloatArray) -> float:
    """What a central difference along `column` of [X 1] may be off by.

    Truncation: h^2/6 times the third derivative, mean(s''(z) x^3), where |s''| <= 1/(6 sqrt 3);
    that of the penalty is 0. Rounding: two losses, over 2h. The gradient itself is off by less
    than one of the losses.
    """
    third = np.mean(np.abs(column) ** 3) / (6 * np.sqrt(3))
    return float(STEP**2 / 6 * third + s.loss_rounding / STEP)


@given(s=samples())
def test_dw_agrees_with_finite_differences_of_the_loss(s: Sample) -> None:
    """dw is the slope of regularised_loss along each weight."""
    dw, _ = bce_gradient(s.X, s.y, s.weights, s.bias, s.lambda_reg)
    for j, step in enumerate(STEP * np.eye(len(s.weights))):
        above, below = (loss_at(s, s.weights + move, s.bias) for move in (step, -step))
        slope = (above - below) / (2 * STEP)
        assert abs(dw[j] - slope) <= slope_tolerance(s, s.X[:, j])


@given(s=samples())
def test_db_agrees_with_finite_differences_of_the_loss(s: Sample) -> None:
    """db is the slope of regularised_loss along the bias."""
    _, db = bce_gradient(s.X, s.y, s.weights, s.bias, s.lambda_reg)
    above, below = (loss_at(s, s.weights, s.bias + move) for move in (STEP, -STEP))
    assert abs(db - (above - below) / (2 * STEP)) <= slope_tolerance(s, np.ones(len(s.X)))


def test_the_tolerance_can_tell_a_wrong_gradient() -> None:
    """The tolerance of a typical problem is far below what any usual mistake changes."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(0, 1, (8, 3)), (np.arange(8) % 2).astype(np.float64)
    s = Sample(X, y, weights=np.array([1.0, -0.5, 0.25]), bias=0.5, lambda_reg=1.0)
    right, db = bce_gradient(X, y, s.weights, s.bias, 1.0)
    without_penalty, _ = bce_gradient(X, y, s.weights, s.bias, 0.0)
    tolerance = max(slope_tolerance(s, column) for column in X.T)
    assert np.min(np.abs(right - without_penalty)) > 1e5 * tolerance
    assert np.min(np.abs(right - 8 * right)) > 1e5 * tolerance
    assert abs(db - (db + s.bias / 8)) > 1e5 * tolerance


def test_a_hand_made_gradient() -> None:
    """Two samples, p = 1/2: dw = ((1/2) 2 - (1/2) 4) / 2 + (6/2) 0, db = 0."""
    dw, db = bce_gradient([[2.0], [4.0]], [0, 1], [0.0], 0.0, lambda_reg=6.0)
    assert (dw.tolist(), db) == ([-0.5], 0.0)


@given(s=samples())
def test_the_penalty_adds_lambda_over_n_times_w_to_dw_alone(s: Sample) -> None:
    """dw grows by (lambda/N) w, db not at all."""
    dw, db = bce_gradient(s.X, s.y, s.weights, s.bias, s.lambda_reg)
    plain, plain_db = bce_gradient(s.X, s.y, s.weights, s.bias)
    assert db == plain_db
    # A product, a sum and a quotient on each side, of terms up to 4 and lambda * 4 / N.
    allowed = 3 * EPS * (4 + 4 * s.lambda_reg)
    np.testing.assert_allclose(dw - plain, s.lambda_reg / len(s.X) * s.weights, rtol=0, atol=allowed)


@given(s=samples())
def test_repeated_rows_change_nothing(s: Sample) -> None:
    """The gradient is a mean: every row twice gives the same."""
    twice = dataclasses.replace(s, X=np.vstack([s.X, s.X]), y=np.tile(s.y, 2))
    got = bce_gradient(twice.X, twice.y, s.weights, s.bias)
    expected = bce_gradient(s.X, s.y, s.weights, s.bias)
    # Sums of up to 16 terms below 4 in another order, each addition off by eps/2 of up to 64.
    for actual, wanted in zip(got, expected, strict=True):
        np.testing.assert_allclose(actual, wanted, rtol=0, atol=16 * EPS / 2 * 64 / 8)


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_the_residual_keeps_its_digits_where_p_has_rounded_to_the_label(label: float) -> None:
    """p - y is within 4 ulp for every logit: at logit 40 and y = 1 it is -4.2e-18, not 0."""
    z = oracles.real_line()
    got = bce_residual(np.full_like(z, label), z)
    # 4 ulp: for a hard label the residual is one sigmoid, times 1, minus 0.
    assert oracles.worst_ulps(got, lambda v: -oracles.sigmoid(-v) if label else oracles.sigmoid(v), z) <= 4


def test_residuals_that_underflow_are_silent() -> None:
    """Products below the smallest number are 0 without a flag, for hard and for soft labels."""
    with np.errstate(all="raise"):
        assert bce_gradient([[0.1]], [0], [0.0], -745.0)[0].tolist() == [0.0]
        assert bce_residual(np.array([0.9]), np.array([-745.0])).tolist() == [-0.9]
        assert softmax_gradient([[0.1]], [[1, 0]], [[0.0, 0.0]], [745.0, 0.0])[0][0, 1] == 0.0


@pytest.mark.parametrize("lambda_reg", [0.01, 1.0, 100.0])
def test_it_vanishes_at_scikit_learns_solution(churn_split: Split, lambda_reg: float) -> None:
    """With C = 1/lambda, scikit-learn's optimum is a zero of bce_gradient."""
    X, y = churn_split.X_train, churn_split.y_train
    model = sklearn.linear_model.LogisticRegression(C=1 / lambda_reg, solver="newton-cholesky", tol=1e-12).fit(X, y)
    dw, db = bce_gradient(X, y, model.coef_[0], model.intercept_[0], lambda_reg)
    # Its Newton solver stops once the largest entry of this very gradient (it too divides by N)
    # is at most tol; 800 residuals times |x| < 6 round by less than eps * 6 in the mean.
    assert max(np.abs(dw).max(), abs(db)) <= 1e-12 + 6 * EPS
    # The zero is a sharp one: half a percent off the solution, the gradient is a billion larger.
    elsewhere, _ = bce_gradient(X, y, 1.005 * model.coef_[0], model.intercept_[0], lambda_reg)
    assert np.abs(elsewhere).max() > 1e-4


softmax_problems = st.tuples(st.integers(1, 6), st.integers(1, 3), st.integers(1, 4), st.integers(0))


@given(shape_and_seed=softmax_problems)
def test_softmax_gradient_agrees_with_finite_differences(
    shape_and_seed: tuple[int, int, int, int],
) -> None:
    """dW and db are the slopes of the categorical cross-entropy."""
    n, d, K, seed = shape_and_seed
    rng = np.random.default_rng(seed)
    X, W, b = (rng.integers(-2048, 2049, size) / 1024 for size in ((n, d), (d, K), (K,)))
    Y = np.eye(K)[rng.integers(0, K, n)]

    def loss_(weights: FloatArray, bias: FloatArray) -> float:
        return float(categorical_cross_entropy_from_logits(Y, X @ weights + bias))

    dW, db = softmax_gradient(X, Y, W, b)
    # Truncation h^2/6 max|d3 log-sum-exp| |x|^3: the third cumulant of an indicator is at most
    # 1/(6 sqrt 3), |x| <= 2. Rounding: logits are sums of d + 1 products below 4, so a loss is off
    # by eps (d + 1)^2 4 and 6 eps of itself, at most 2 * 4 (d + 1) + log K; twice that over 2h.
    loss_rounding = EPS * (4 * (d + 1) ** 2 + 6 * (8 * (d + 1) + np.log(K)))
    allowed = STEP**2 / 6 * 8 / (6 * np.sqrt(3)) + loss_rounding / STEP
    for index in np.ndindex(d, K):
        step = np.zeros((d, K))
        step[index] = STEP
        slope = (loss_(W + step, b) - loss_(W - step, b)) / (2 * STEP)
        assert abs(dW[index] - slope) <= allowed
    for k, step in enumerate(STEP * np.eye(K)):
        slope = (loss_(W, b + step) - loss_(W, b - step)) / (2 * STEP)
        assert abs(db[k] - slope) <= allowed


@given(s=samples())
def test_softmax_gradient_at_two_classes_is_bce_gradient(s: Sample) -> None:
    """With columns (w, 0) and one-hot (y, 1-y), the first column of dW is dw, the second -dw."""
    W = np.column_stack([s.weights, np.zeros_like(s.weights)])
    dW, db = softmax_gradient(s.X, np.column_stack([s.y, 1 - s.y]), W, [s.bias, 0.0])
    dw, db_ = bce_gradient(s.X, s.y, s.weights, s.bias)
    # p - y against its stable form: 4 ulp of at most 1; sums of 8 terms below 4, over 8.
    allowed = 4 * (4 + 8 / 2) * EPS
    np.testing.assert_allclose(dW, np.column_stack([dw, -dw]), rtol=0, atol=allowed)
    np.testing.assert_allclose(db, [db_, -db_], rtol=0, atol=allowed)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"X": [1.0, 2.0]}, r"X\.shape=\(2,\), but should be \(n_samples, n_features\)"),
        ({"Y": [0, 1]}, r"bias\.shape=\(2,\), but should be \(\)"),
        ({"Y": [[0, 1]]}, r"Y\.shape=\(1, 2\), but should be \(2, 2\)"),
        ({"weights": [[1.0, 2.0]]}, r"weights\.shape=\(1, 2\), but should be \(3, 2\)"),
        ({"bias": [0.0]}, r"bias\.shape=\(1,\), but should be \(2,\)"),
    ],
)
def test_softmax_gradient_refuses_shapes_that_do_not_fit(change: dict[str, list[float]], message: str) -> None:
    """Each misfit is named with its shape and the right one."""
    arguments = {"X": np.ones((2, 3)), "Y": np.eye(2), "weights": np.ones((3, 2)), "bias": [0, 0]}
    with pytest.raises(ValueError, match=message):
        softmax_gradient(**(arguments | change))
