"""A rare class: what always guessing earns, and what weighting it does."""

from typing import Any

import numpy as np
import pytest
import sklearn.linear_model
import sklearn.utils
from hypothesis import given
from hypothesis import strategies as st

from reference import (
    LogisticRegression,
    balanced_class_weights,
    bce_gradient,
    fit_weighted,
    majority_accuracy,
    sigmoid,
    threshold_sweep,
    weighted_bce_gradient,
)
from reference.datasets import diagonal
from tests.reference.strategies import EPS, Sample, samples


def rare(n_samples: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """One sample in ten of class 1, on overlapping normal clouds."""
    rng = np.random.default_rng(0)
    y = (np.arange(n_samples) % 10 == 0).astype(int)
    return rng.normal(0, 1, (n_samples, 2)) + y[:, np.newaxis], y


def test_always_guessing_the_majority_earns_its_share() -> None:
    """95 of 100 without a model; the same whichever class is common; 1/2 when balanced."""
    assert majority_accuracy([0] * 95 + [1] * 5) == 0.95
    assert majority_accuracy([1] * 95 + [0] * 5) == 0.95
    assert majority_accuracy([True, False]) == 0.5
    assert majority_accuracy([1, 1]) == 1.0


def test_class_weights_are_scikit_learns_balanced_ones() -> None:
    """N / (2 N_k) is compute_class_weight("balanced")."""
    y = np.array([0] * 7 + [1] * 3)
    theirs = sklearn.utils.compute_class_weight("balanced", classes=np.array([0, 1]), y=y)
    assert balanced_class_weights(y).tolist() == theirs.tolist()


@given(n0=st.integers(1, 50), n1=st.integers(1, 50))
def test_balanced_classes_weigh_the_same(n0: int, n1: int) -> None:
    """The weights of each class add up to N/2."""
    y = np.array([0] * n0 + [1] * n1)
    weights = balanced_class_weights(y)
    # One quotient and one product: eps of N/2.
    np.testing.assert_allclose(weights * [n0, n1], (n0 + n1) / 2, rtol=EPS)


@given(s=samples())
def test_equal_weights_are_no_weights(s: Sample) -> None:
    """With all weights 1 it is bce_gradient, to rounding."""
    ones = np.ones(len(s.y))
    got = weighted_bce_gradient(s.X, s.y, s.weights, s.bias, ones, s.lambda_reg)
    expected = bce_gradient(s.X, s.y, s.weights, s.bias, s.lambda_reg)
    assert got[0].tolist() == expected[0].tolist()
    assert got[1] == pytest.approx(expected[1], rel=EPS, abs=0)  # sum / N against mean


@given(s=samples(), data=st.data())
def test_a_row_of_weight_2_is_the_row_twice(s: Sample, data: st.DataObject) -> None:
    """Whole weights are repetitions, in the penalty's N too; weight 0 leaves a row out."""
    n = len(s.y)
    counts = np.array(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n).filter(any)))
    got = weighted_bce_gradient(s.X, s.y, s.weights, s.bias, counts, s.lambda_reg)
    expected = bce_gradient(np.repeat(s.X, counts, axis=0), np.repeat(s.y, counts), s.weights, s.bias, s.lambda_reg)
    # Up to 24 terms below 4 and a penalty below 40, in another order, over at least 1 sample.
    for actual, wanted in zip(got, expected, strict=True):
        np.testing.assert_allclose(actual, wanted, rtol=0, atol=24 * EPS * (24 * 4 + 40))


def test_the_weighted_fit_reaches_scikit_learns_balanced_optimum() -> None:
    """Its weights are those of class_weight="balanced" with C = 1/lambda."""
    X, y = rare()
    sample_weight = balanced_class_weights(y)[y]
    weights, bias = fit_weighted(X, y, sample_weight, 1.0, 3000, lambda_reg=1.0)
    theirs = sklearn.linear_model.LogisticRegression(
        C=1.0, class_weight="balanced", solver="newton-cholesky", tol=1e-12
    ).fit(X, y)
    # The weighted Hessian of this set has its least eigenvalue above 0.05 (asserted), and the
    # gradient left over is below 1e-12 on both sides: the distance is below 2 * 2e-12 / 0.05.
    A = np.column_stack([X, np.ones(len(X))])
    p = sigmoid(X @ weights + bias)
    hessian = (A.T * (sample_weight * p * (1 - p))) @ A / sample_weight.sum()
    assert np.linalg.eigvalsh(hessian)[0] > 0.05
    left = weighted_bce_gradient(X, y, weights, bias, sample_weight, 1.0)
    assert max(np.abs(left[0]).max(), abs(left[1])) < 1e-12
    np.testing.assert_allclose(weights, theirs.coef_[0], rtol=0, atol=1e-10)
    assert bias == pytest.approx(theirs.intercept_[0], abs=1e-10)


def test_a_weighted_step_is_the_learning_rate_times_the_gradient() -> None:
    """After one iteration from zeros, (weights, bias) is -learning_rate times (dw, db)."""
    X, y = rare()
    sample_weight = balanced_class_weights(y)[y]
    weights, bias = fit_weighted(X, y, sample_weight, 0.5, 1, lambda_reg=3.0)
    dw, db = weighted_bce_gradient(X, y, [0.0, 0.0], 0.0, sample_weight, 3.0)
    assert weights.tolist() == (-0.5 * dw).tolist()
    assert bias == -0.5 * db


def test_weighting_buys_recall_with_accuracy() -> None:
    """On one churner in ten, the plain model beats guessing by little and finds few of them."""
    X, y = rare()
    plain = LogisticRegression(1.0, 500, 0.0).fit(X, y)
    weights, bias = fit_weighted(X, y, balanced_class_weights(y)[y], 1.0, 500)
    before = threshold_sweep(y, plain.predict_proba(X), [0.5])
    after = threshold_sweep(y, sigmoid(X @ weights + bias), [0.5])
    assert np.mean(plain.predict(X) == y) < majority_accuracy(y) + 0.05
    assert before.recall < 0.4 < 0.7 < after.recall
    assert after.precision < before.precision


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (majority_accuracy, ([],), "y is empty, but should have at least one label"),
        (majority_accuracy, ([0, 2],), r"y=2\.0, but should lie in \[0, 1\]"),
        (majority_accuracy, ([[0], [1]],), r"y\.shape=\(2, 1\), but should be \(2,\)"),
        (balanced_class_weights, ([1, 1],), "y has only one class, but should have both"),
    ],
)
def test_labels_that_make_no_sense_are_refused(function: Any, arguments: tuple[Any, ...], message: str) -> None:
    """No labels, other labels, a column, or one class raise ValueError."""
    with pytest.raises(ValueError, match=message):
        function(*arguments)


@pytest.mark.parametrize("bad", [[-1.0, 1.0], [0.0, 0.0]])
def test_bad_sample_weights_are_refused(bad: list[float]) -> None:
    """A negative weight, or none at all, raises ValueError."""
    with pytest.raises(ValueError, match="sample_weight should be at least 0 and not all 0"):
        weighted_bce_gradient([[1.0], [2.0]], [0, 1], [0.0], 0.0, bad)


def test_sample_weights_of_another_shape_are_refused() -> None:
    """One weight for two samples, or a weight a class, raises ValueError."""
    X, y = diagonal()
    with pytest.raises(ValueError, match=r"sample_weight\.shape=\(2,\), but should be \(200,\)"):
        weighted_bce_gradient(X, y, [0.0, 0.0], 0.0, [1.0, 2.0])
