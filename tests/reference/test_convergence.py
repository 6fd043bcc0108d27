"""Scaling and separability, in numbers of steps and lengths of weights."""

import numpy as np
import pytest

from reference import (
    LogisticRegression,
    bce_gradient,
    iterations_to_converge,
    regularised_loss,
    safe_learning_rate,
    standardise,
    weight_norm_bound,
    weight_norms,
)
from reference._arrays import FloatArray
from tests.reference.strategies import EPS


def unlike_scales() -> tuple[FloatArray, FloatArray]:
    """Two features that matter alike, one a hundred times as wide; classes overlap."""
    rng = np.random.default_rng(0)
    Z = rng.normal(0, 1, (200, 2))
    y = (Z @ [1.0, 1.0] + rng.logistic(0, 1, 200) > 0).astype(float)
    return Z * [1.0, 100.0] + [0.0, 50.0], y


def separable() -> tuple[FloatArray, FloatArray]:
    X = np.array([[-2.0], [-1.0], [1.0], [2.0]])
    return X, np.array([0.0, 0.0, 1.0, 1.0])


def test_scaled_features_converge_a_hundred_times_sooner() -> None:
    """Each with its own safe step, scaled features need under 1/100 of the iterations."""
    X, y = unlike_scales()
    scaled = standardise(X).X
    fast = iterations_to_converge(scaled, y, safe_learning_rate(scaled), tol=1e-4)
    slow = iterations_to_converge(X, y, safe_learning_rate(X), tol=1e-4, max_iterations=20_000)
    assert fast is not None
    assert 0 < fast < 100
    assert slow is None or slow > 100 * fast


def test_a_step_that_suits_scaled_features_never_settles_on_raw_ones() -> None:
    """At the scaled features' own rate, raw ones do not converge at all."""
    X, y = unlike_scales()
    rate = safe_learning_rate(standardise(X).X)
    assert iterations_to_converge(X, y, rate, tol=1e-4, max_iterations=2000) is None


def test_the_number_of_steps_is_the_first_that_suffices() -> None:
    """After that many steps the gradient is within tol, one step earlier it is not."""
    X, y = unlike_scales()
    X = standardise(X).X
    n = iterations_to_converge(X, y, 0.5, lambda_reg=1.0, tol=1e-3)
    assert n is not None
    assert n > 1

    def largest(n_iterations: int) -> float:
        model = LogisticRegression(0.5, n_iterations, 1.0).fit(X, y)
        dw, db = bce_gradient(X, y, model.weights, model.bias, 1.0)
        return float(max(np.abs(dw).max(), abs(db)))

    assert largest(n) <= 1e-3 < largest(n - 1)
    assert iterations_to_converge(X, y, 0.5, 1.0, 1e-3, max_iterations=n) == n
    assert iterations_to_converge(X, y, 0.5, 1.0, 1e-3, max_iterations=n - 1) is None


@pytest.mark.parametrize("lambda_reg", [0.0, 50.0])
def test_a_safe_step_always_descends(lambda_reg: float) -> None:
    """Even on unlike scales the loss never rises at 1/L."""
    X, y = unlike_scales()
    rate = float(safe_learning_rate(X, lambda_reg))
    losses = np.array(LogisticRegression(rate, 300, lambda_reg).fit(X, y).losses)
    assert np.all(np.diff(losses) < 0)


def test_the_safe_step_is_one_over_the_steepest_curvature() -> None:
    """At zero weights 1/L is 1 over the largest eigenvalue of the Hessian, found numerically."""
    X, y = unlike_scales()
    X = X / 10
    h = 2.0**-10

    def gradient(theta: FloatArray) -> FloatArray:
        dw, db = bce_gradient(X, y, theta[:2], theta[2], 3.0)
        return np.array([*dw, db])

    columns = [(gradient(step) - gradient(-step)) / (2 * h) for step in h * np.eye(3)]
    # Truncation h^2/6 max|s''''| |x|^4 = h^2/6 * 1/8 * 40^4, relative to an eigenvalue above 15;
    # the penalty is on the bias as well in the bound: 3/200.
    allowed = h**2 / 48 * 40**4 + 3 / 200
    steepest = np.linalg.eigvalsh(np.array(columns))[-1]
    assert steepest > 15
    assert 1 / safe_learning_rate(X, 3.0) == pytest.approx(steepest, abs=allowed)


def test_separable_classes_drive_unpenalised_weights_without_bound() -> None:
    """The norm grows at every step, and by as much from 1,000 to 2,000 as from 500 to 1,000."""
    norms = weight_norms(*separable(), n_iterations=2000, learning_rate=1.0)
    assert np.all(np.diff(norms) > 0)
    doublings = norms[[999, 1999]] - norms[[499, 999]]
    # |w| ~ log(t) / margin with margin 1: each doubling adds log 2, up to terms in 1/t.
    np.testing.assert_allclose(doublings, np.log(2), rtol=0.02)


def test_a_penalty_keeps_the_weights_below_their_bound() -> None:
    """With lambda = 0.1 the norm settles, well below sqrt(2 N log 2 / lambda)."""
    X, y = separable()
    norms = weight_norms(X, y, n_iterations=3000, learning_rate=1.0, lambda_reg=0.1)
    assert norms[-1] - norms[-1000] < 1e-6
    assert 1 < norms[-1] < weight_norm_bound(len(X), 0.1)


def test_the_bound_is_where_the_penalty_alone_is_log_2() -> None:
    """A weight of that length costs log 2 with no error at all."""
    X, y = separable()
    bound = weight_norm_bound(4, 0.5)
    penalty = regularised_loss(X, y, [bound], 0.0, 0.5) - regularised_loss(X, y, [bound], 0.0)
    # A square root (half an ulp, doubled by the square), and five roundings of numbers up to 1.
    assert penalty == pytest.approx(np.log(2), rel=6 * EPS)


def test_the_penalty_shortens_the_safe_step() -> None:
    """Two zero rows: L = 2/(4 * 2) + lambda/2, so 1/L is 4 without and 1 with lambda = 3/2."""
    X = [[0.0], [0.0]]
    assert safe_learning_rate(X) == pytest.approx(4, rel=16 * EPS)  # a singular value, squared
    assert safe_learning_rate(X, 1.5) == pytest.approx(1, rel=16 * EPS)


def test_a_gradient_of_0_is_within_a_tolerance_of_0() -> None:
    """Where zero weights are the optimum, no step is needed, however strict the tolerance."""
    assert iterations_to_converge([[1.0], [1.0]], [0, 1], 0.1, tol=0.0) == 0


def test_norms_are_those_after_each_step() -> None:
    """The n-th entry is the norm after n steps of the estimator."""
    X, y = unlike_scales()
    X = standardise(X).X
    norms = weight_norms(X, y, 3, 0.5, 0.1)
    models = [LogisticRegression(0.5, n, 0.1).fit(X, y) for n in (1, 2, 3)]
    assert norms.tolist() == [np.linalg.norm(model.weights) for model in models]
