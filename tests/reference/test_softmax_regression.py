"""The estimator of K classes, from scratch."""

from typing import Any

import numpy as np
import pytest
import sklearn.linear_model

from reference import (
    LogisticRegression,
    SoftmaxRegression,
    categorical_cross_entropy_from_logits,
    sigmoid,
    softmax_gradient,
)
from reference.datasets import Split, diagonal
from tests.reference.strategies import EPS


def test_shapes(iris_model: SoftmaxRegression, iris_split: Split) -> None:
    """weights (n_features, n_classes), bias (n_classes,), probabilities (n_samples, n_classes)."""
    assert iris_model.weights.shape == (4, 3)
    assert iris_model.bias.shape == (3,)
    assert iris_model.classes_.tolist() == [0, 1, 2]
    assert iris_model.predict_proba(iris_split.X_test).shape == (30, 3)


def test_rows_sum_to_1(iris_model: SoftmaxRegression, iris_split: Split) -> None:
    """Every row of predict_proba is a distribution."""
    P = iris_model.predict_proba(iris_split.X_test)
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=0, atol=3 * EPS)  # three terms below 1
    assert np.all(P > 0)


def test_losses_fall_and_are_taken_before_the_step(iris_split: Split) -> None:
    """The first loss is that of the starting weights, close to log 3."""
    model = SoftmaxRegression(0.1, 50, 0.0, random_state=0)
    losses = model.fit(iris_split.X_train, iris_split.y_train).losses
    assert len(losses) == 50
    # Starting weights of spread 0.01 give logits of spread 0.01 * |x| < 0.05.
    assert losses[0] == pytest.approx(np.log(3), abs=0.05)
    assert np.all(np.diff(losses) < 0)


def test_stops_when_the_loss_stands_still(iris_split: Split) -> None:
    """The last change, and no earlier one, is below tol, and the weights are of the last loss."""
    X, y = iris_split.X_train, iris_split.y_train
    model = SoftmaxRegression(0.1, 2000, 1e-3, random_state=0).fit(X, y)
    changes = np.abs(np.diff(model.losses))
    assert 10 < len(model.losses) < 2000
    assert changes[-1] < 1e-3 <= changes[:-1].min()
    logits = X @ model.weights + model.bias
    assert model.losses[-1] == categorical_cross_entropy_from_logits(np.eye(3)[y], logits)


def test_takes_all_steps_if_the_loss_keeps_moving(iris_split: Split) -> None:
    """With tol 0 there are max_iter losses and max_iter steps."""
    X, y = iris_split.X_train, iris_split.y_train
    short, long = (SoftmaxRegression(0.1, n, 0.0, random_state=0).fit(X, y) for n in (3, 4))
    assert (len(short.losses), len(long.losses)) == (3, 4)
    logits = X @ short.weights + short.bias
    assert long.losses[3] == categorical_cross_entropy_from_logits(np.eye(3)[y], logits)


def test_a_seed_repeats_and_another_differs(iris_split: Split) -> None:
    """random_state fixes the starting weights; refitting starts afresh from them."""
    X, y = iris_split.X_train, iris_split.y_train
    model = SoftmaxRegression(0.1, 5, random_state=7).fit(X, y)
    first, losses = model.weights, model.losses
    assert model.fit(X, y).weights.tolist() == first.tolist()
    assert model.losses == losses
    assert model.losses is not losses
    assert SoftmaxRegression(0.1, 5, random_state=8).fit(X, y).weights.tolist() != first.tolist()


def test_starting_weights_are_small_normal_draws() -> None:
    """0.01 times standard normal, bias 0, before any step."""
    model = SoftmaxRegression(max_iter=0, random_state=0).fit(np.ones((3, 2000)), [0, 1, 2])
    # The spread of 6,000 draws is off by 0.01 / sqrt(12000) a sigma, their mean by 0.01 / sqrt(6000)
    # a sigma; five of each.
    assert model.weights.std() == pytest.approx(0.01, abs=5e-2 / np.sqrt(12000))
    assert model.weights.mean() == pytest.approx(0, abs=5e-2 / np.sqrt(6000))
    assert model.bias.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    "labels",
    [
        np.array(["setosa", "versicolor", "virginica"]),
        np.array([b"a", b"b", b"c"]),
        np.array([-1.5, 0.0, 7.25]),
        np.array([10, 20, 30], dtype=np.uint8),
        np.array(["x", "yy", "zzz"], dtype=object),
        np.array(["2024-01-01", "2024-01-02", "2025-01-01"], dtype="M8[D]"),
    ],
)
def test_any_label_type(iris_split: Split, iris_model: SoftmaxRegression, labels: Any) -> None:
    """Strings, bytes, floats, dates: predict gives them back, in the same dtype."""
    model = SoftmaxRegression(0.1, 2000, 1e-5, 42)
    model.fit(iris_split.X_train, labels[iris_split.y_train])
    got = model.predict(iris_split.X_test)
    assert got.dtype == labels.dtype
    assert got.tolist() == labels[iris_model.predict(iris_split.X_test)].tolist()


def test_booleans_and_lists_are_labels_too() -> None:
    """Two classes of bool, X and y as lists."""
    model = SoftmaxRegression(1.0, 200, random_state=0).fit([[-1], [-2], [3], [4]], [False] * 2 + [True] * 2)
    assert model.predict([[-3], [5]]).tolist() == [False, True]


def test_two_classes_equal_the_sigmoid() -> None:
    """P(class 1) of two columns is the sigmoid of their difference."""
    X, y = diagonal()
    model = SoftmaxRegression(0.5, 100, 0.0, random_state=0).fit(X, y)
    difference = X @ (model.weights[:, 1] - model.weights[:, 0]) + model.bias[1] - model.bias[0]
    # Logits below 8 in another order: 8 roundings of 8 in the exponent, and 4 ulp on each side.
    np.testing.assert_allclose(model.predict_proba(X)[:, 1], sigmoid(difference), rtol=(8 * 8 + 8) * EPS)


def test_two_classes_learn_what_logistic_regression_learns() -> None:
    """From equal weights, the difference of the columns takes twice the step of the sigmoid's."""
    X, y = diagonal()
    softmax = SoftmaxRegression(0.1, 200, 0.0, random_state=0).fit(X, y)
    start = SoftmaxRegression(0.1, 0, 0.0, random_state=0).fit(X, y)
    logistic = LogisticRegression(0.2, 200, 0.0).fit(X, y)
    # d(difference)/dt is the same function of the difference but for the factor 2 in the rate, so
    # the paths differ by how they start: by 0.01 times draws, and descent on a convex loss with a
    # safe step contracts.
    gap = softmax.weights[:, 1] - softmax.weights[:, 0] - logistic.weights
    at_start = start.weights[:, 1] - start.weights[:, 0]
    assert np.linalg.norm(gap) <= np.linalg.norm(at_start) < 0.05
    assert np.linalg.norm(logistic.weights) > 1


def test_one_class_has_probability_1() -> None:
    """The only class there is has probability 1 everywhere, and the descent stops at once."""
    model = SoftmaxRegression(random_state=0).fit([[1.0, 2.0], [3.0, 4.0]], ["only", "only"])
    assert model.losses == [0.0, 0.0]
    assert model.predict_proba([[9.0, 9.0], [-9.0, 0.0]]).tolist() == [[1.0], [1.0]]
    assert model.predict([[9.0, 9.0]]).tolist() == ["only"]


def test_ties_go_to_the_first_of_classes() -> None:
    """Equal probabilities give classes_[0], or the first of those that tie."""
    model = SoftmaxRegression(random_state=0).fit([[1.0], [2.0], [3.0]], ["c", "a", "b"])
    model.weights, model.bias = np.zeros((1, 3)), np.array([0.0, 0.0, 0.0])
    assert model.predict([[1.0]]).tolist() == ["a"]
    model.bias = np.array([-1.0, 2.0, 2.0])
    assert model.predict([[1.0]]).tolist() == ["b"]


def test_enough_steps_reach_scikit_learns_probabilities() -> None:
    """The unpenalised gradient vanishes at scikit-learn's optimum, and descent arrives there."""
    # Iris would not do: its classes can be separated, so it has no finite optimum. Labels drawn
    # from a softmax (by Gumbel noise) overlap.
    rng = np.random.default_rng(0)
    X = rng.normal(0, 1, (300, 2))
    y = (X @ [[1.0, -1.0, 0.0], [0.5, 0.0, -1.0]] + rng.gumbel(0, 1, (300, 3))).argmax(axis=1)
    theirs = sklearn.linear_model.LogisticRegression(C=np.inf, solver="newton-cg", tol=1e-10, max_iter=500).fit(X, y)
    dW, db = softmax_gradient(X, np.eye(3)[y], theirs.coef_.T, theirs.intercept_)
    # It stops once the largest entry of this gradient (divided by N, as here) is at most tol.
    assert max(np.abs(dW).max(), np.abs(db).max()) <= 1e-10 + 16 * EPS
    ours = SoftmaxRegression(1.0, 2000, 0.0, random_state=0).fit(X, y)
    # Logits are free up to a constant per sample, so probabilities are compared. The Hessian of
    # this set has its least non-zero eigenvalue above 0.05 (asserted); the distance is at most
    # |gradient| / that, doubled for the change of the Hessian, and p moves by half of a logit.
    P = ours.predict_proba(X)
    A = np.column_stack([X, np.ones(300)])
    blocks = np.einsum("nk,kl->nkl", P, np.eye(3)) - np.einsum("nk,nl->nkl", P, P)
    hessian = np.einsum("nkl,ni,nj->kilj", blocks, A, A).reshape(9, 9) / 300
    least = np.linalg.eigvalsh(hessian)[3]
    dW, db = softmax_gradient(X, np.eye(3)[y], ours.weights, ours.bias)
    distance = 2 * (np.linalg.norm([*dW.ravel(), *db]) + 3e-10) / least
    assert least > 0.05
    assert distance < 1e-7
    allowed = distance / 2 * np.linalg.norm(A, axis=1).max()
    np.testing.assert_allclose(P, theirs.predict_proba(X), rtol=0, atol=allowed)


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        ([1.0, 2.0], [0, 1], r"X\.shape=\(2,\), but should be \(n_samples, n_features\)"),
        ([[1.0], [2.0]], [0], r"y\.shape=\(1,\), but should be \(2,\)"),
        ([[1.0], [2.0]], [[0], [1]], r"y\.shape=\(2, 1\), but should be \(2,\)"),
    ],
)
def test_fit_refuses_what_does_not_fit(X: Any, y: Any, message: str) -> None:
    """Each misfit raises ValueError and is named with the call."""
    with pytest.raises(ValueError, match=message) as caught:
        SoftmaxRegression().fit(X, y)
    assert "[SoftmaxRegression.fit(X, y)]" in str(caught.value)


def test_an_unfitted_model_says_so() -> None:
    """predict before fit raises RuntimeError."""
    with pytest.raises(RuntimeError, match=r"\[SoftmaxRegression\.predict_proba\(X\)\]"):
        SoftmaxRegression().predict([[1.0]])


def test_the_defaults_are_those_of_the_lesson() -> None:
    """learning_rate 0.01, max_iter 1000, tol 1e-4, no seed."""
    model = SoftmaxRegression()
    assert (model.learning_rate, model.max_iter, model.tol) == (0.01, 1000, 1e-4)
    assert model.random_state is None
