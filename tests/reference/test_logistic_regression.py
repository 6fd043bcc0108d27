"""The estimator of two classes, from scratch."""

from typing import Any

import numpy as np
import pytest
import sklearn.linear_model

from reference import LogisticRegression, bce_gradient, regularised_loss, sigmoid
from reference.datasets import Split, diagonal
from tests.reference.strategies import EPS


def test_losses_start_at_log_2_and_fall() -> None:
    """One loss an iteration, taken before the step, falling while the step is a safe one."""
    X, y = diagonal()
    losses = LogisticRegression(0.1, 50, 0.1).fit(X, y).losses
    assert len(losses) == 50
    assert losses[0] == np.log(2)
    assert np.all(np.diff(losses) < 0)


def test_a_step_is_the_learning_rate_times_the_gradient() -> None:
    """After one iteration the weights are -learning_rate times bce_gradient at zero."""
    X, y = diagonal()
    model = LogisticRegression(0.5, 1, 3.0).fit(X, y)
    dw, db = bce_gradient(X, y, np.zeros(2), 0.0, 3.0)
    assert model.weights.tolist() == (-0.5 * dw).tolist()
    assert model.bias == -0.5 * db


def test_refitting_starts_afresh() -> None:
    """A second fit gives the weights and losses of a first one."""
    X, y = diagonal()
    model = LogisticRegression(0.1, 20)
    once = model.fit(X, y)
    assert once is model
    weights, bias, losses = model.weights, model.bias, model.losses
    model.fit(X, y)
    assert model.weights.tolist() == weights.tolist()
    assert (model.bias, model.losses) == (bias, losses)
    assert model.losses is not losses


def test_the_last_loss_is_that_of_the_weights_one_step_earlier() -> None:
    """losses[t] is regularised_loss after t steps."""
    X, y = diagonal()
    ten = LogisticRegression(0.1, 10, 2.0).fit(X, y)
    eleven = LogisticRegression(0.1, 11, 2.0).fit(X, y)
    assert eleven.losses[:10] == ten.losses
    assert eleven.losses[10] == regularised_loss(X, y, ten.weights, ten.bias, 2.0)


def test_compute_loss_takes_probabilities() -> None:
    """compute_loss(X, y, predict_proba(X)) is the loss of the fitted weights."""
    X, y = diagonal()
    model = LogisticRegression(0.1, 100, 5.0).fit(X, y)
    got = model.compute_loss(X, y, model.predict_proba(X))
    expected = regularised_loss(X, y, model.weights, model.bias, 5.0)
    # Probabilities are off by 4 ulp, relatively 4 eps on the right side and 4 eps e^|z| on the
    # wrong one; |z| < 5 here, so the mean of their logarithms is off by less than 4 eps e^5.
    assert got == pytest.approx(expected, abs=4 * EPS * np.exp(5))


def test_probabilities_have_one_dimension() -> None:
    """predict_proba gives P(class 1), float64 of shape (n_samples,), also for no rows."""
    X, y = diagonal()
    model = LogisticRegression(0.1, 10).fit(X, y)
    proba = model.predict_proba(X)
    assert proba.shape == (200,)
    assert proba.dtype == np.float64
    assert proba.tolist() == sigmoid(X @ model.weights + model.bias).tolist()
    assert model.predict_proba(np.empty((0, 2))).shape == (0,)


def test_a_probability_on_the_threshold_is_class_1() -> None:
    """predict compares with >=, and gives integers."""
    model = LogisticRegression(n_iterations=0).fit([[1.0], [2.0]], [0, 1])
    assert model.losses == []
    assert model.predict_proba([[1.0]]) == [0.5]
    assert model.predict([[1.0]]).tolist() == [1]
    assert model.predict([[1.0]], threshold=np.nextafter(0.5, 1)).tolist() == [0]
    assert model.predict([[1.0]]).dtype == np.int64


@pytest.mark.parametrize("dtype", ["?", "i1", "u1", "f4"])
def test_labels_of_any_real_dtype_are_the_same_labels(dtype: str) -> None:
    """Booleans, unsigned and single precision labels fit like float64 ones."""
    X, y = diagonal()
    expected = LogisticRegression(0.1, 5).fit(X, y.astype(float)).weights
    assert LogisticRegression(0.1, 5).fit(X, y.astype(dtype)).weights.tolist() == expected.tolist()


def test_enough_steps_reach_scikit_learns_optimum(churn_split: Split) -> None:
    """With C = 1/lambda, gradient descent arrives at scikit-learn's weights and probabilities."""
    X, y, lambda_reg = churn_split.X_train, churn_split.y_train, 10.0
    ours = LogisticRegression(1.0, 1500, lambda_reg).fit(X, y)
    theirs = sklearn.linear_model.LogisticRegression(C=1 / lambda_reg, solver="newton-cholesky", tol=1e-12).fit(X, y)
    # At the optimum H (theta - theta*) = gradient to first order, so the distance is at most
    # |gradient| / (least eigenvalue of H); 2 covers the change of H on the way, and 1e-12 each
    # side of what the Newton solver left over.
    A, p = np.column_stack([X, np.ones(len(X))]), ours.predict_proba(X)
    hessian = (A.T * (p * (1 - p))) @ A / len(X) + np.diag([lambda_reg / len(X)] * 5 + [0.0])
    dw, db = bce_gradient(X, y, ours.weights, ours.bias, lambda_reg)
    left = np.linalg.norm([*dw, db]) + 1e-12 * np.sqrt(6)
    distance = 2 * left / np.linalg.eigvalsh(hessian)[0]
    assert distance < 1e-6, "the descent must have converged for the comparison to mean anything"
    np.testing.assert_allclose(ours.weights, theirs.coef_[0], rtol=0, atol=distance)
    # p moves by at most 1/4 of the logit, the logit by |(x, 1)| times the distance.
    allowed = distance / 4 * np.linalg.norm(A, axis=1).max()
    np.testing.assert_allclose(p, theirs.predict_proba(X)[:, 1], rtol=0, atol=allowed)


def test_the_same_weights_give_scikit_learns_probabilities(churn_split: Split) -> None:
    """predict_proba of scikit-learn's coefficients is scikit-learn's."""
    X, y = churn_split.X_train, churn_split.y_train
    theirs = sklearn.linear_model.LogisticRegression().fit(X, y)
    ours = LogisticRegression()
    ours.weights, ours.bias = theirs.coef_[0], theirs.intercept_[0]
    # Logits of six terms below 16, in another order: 6 eps 16 of the exponent; 8 ulp of the rest.
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X)[:, 1], rtol=6 * 16 * EPS + 8 * EPS)


def test_a_larger_lambda_gives_shorter_weights() -> None:
    """The norm of the weights falls as lambda grows."""
    X, y = diagonal()
    norms = [np.linalg.norm(LogisticRegression(0.1, 200, v).fit(X, y).weights) for v in (0, 10, 99)]
    assert norms[0] > 1.1 * norms[1] > 1.21 * norms[2] > 0


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        ([1.0, 2.0], [0, 1], r"X\.shape=\(2,\), but should be \(n_samples, n_features\)"),
        (np.empty((0, 2)), [], "with at least one sample"),
        ([[1.0], [2.0]], [0, 1, 1], r"y\.shape=\(3,\), but should be \(2,\)"),
        ([[1.0], [2.0]], [[0], [1]], r"y\.shape=\(2, 1\), .*Did you reshape to a column\?"),
        ([[1.0], [2.0]], [0, 0.5], "y has values other than 0 and 1"),
        ([[1.0], [2.0]], [1, 2], r"y=2\.0, but should lie in \[0, 1\]"),
        ([[1.0], [2.0]], [-1, 1], r"y=-1\.0"),
        ([[1.0], [2.0]], [np.nan, 1], "y has values other than 0 and 1"),
    ],
)
def test_fit_refuses_what_does_not_fit(X: Any, y: Any, message: str) -> None:
    """Each misfit raises ValueError and is named with the call."""
    with pytest.raises(ValueError, match=message) as caught:
        LogisticRegression().fit(X, y)
    assert "[LogisticRegression.fit(X, y)]" in str(caught.value)


def test_rows_of_another_width_are_refused() -> None:
    """Three features cannot be judged by weights for two."""
    model = LogisticRegression(n_iterations=1).fit(*diagonal())
    for method in (model.predict_proba, model.predict):
        with pytest.raises(ValueError, match=r"X\.shape=\(1, 3\), but should be \(n_samples, 2\)"):
            method([[1.0, 2.0, 3.0]])


def test_an_unfitted_model_says_so() -> None:
    """predict before fit raises RuntimeError."""
    with pytest.raises(RuntimeError, match="the model has no weights, but should be fitted first"):
        LogisticRegression().predict([[1.0]])


def test_the_defaults_are_those_of_the_lesson() -> None:
    """learning_rate 0.01, 1000 iterations, lambda 0.01."""
    model = LogisticRegression()
    assert (model.learning_rate, model.n_iterations, model.lambda_reg) == (0.01, 1000, 0.01)
