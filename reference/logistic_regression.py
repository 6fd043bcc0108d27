"""The classifier of two classes, from scratch.

`fit` always starts afresh, and a loss is taken before the step, so `losses[0]` is log 2.
"""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import FloatArray, IntArray, as_labels, as_samples
from reference._fitted import fitted_rows
from reference._summation import exact_sum
from reference.activations import sigmoid
from reference.descent import descend_from_zeros
from reference.gradients import bce_gradient
from reference.losses import bce
from reference.objectives import regularised_loss


class LogisticRegression:
    """P(class 1) = s(w.x + b), fitted by batch gradient descent from zeros on `regularised_loss`.

    Args:
        learning_rate: each step is this times the gradient.
        n_iterations: the number of steps; there is no other stop.
        lambda_reg: the L2 strength; the loss has lambda/(2N) sum(w^2), without the bias.

    After `fit`: `weights` of shape (n_features,), the scalar `bias`, and `losses`, the regularised
    loss in nats before each step.

    Source: ESL 4.4.1; Bishop, PRML, 4.3.2.

    >>> model = LogisticRegression(learning_rate=1.0).fit([[-1.0], [1.0]], [0, 1])
    >>> model.predict([[-2.0], [2.0]])
    array([0, 1])
    """

    weights: FloatArray
    bias: np.float64
    losses: list[float]

    def __init__(self, learning_rate: float = 0.01, n_iterations: int = 1000, lambda_reg: float = 0.01) -> None:
        self.learning_rate = learning_rate
        self.n_iterations = n_iterations
        self.lambda_reg = lambda_reg

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Fit to X of shape (n_samples, n_features) and labels 0 or 1; return the model.

        Raises TypeError for values that are not real, ValueError for shapes or labels that do
        not fit.
        """
        X = as_samples(X, "LogisticRegression.fit(X, y)")
        y = as_labels(y, len(X), "LogisticRegression.fit(X, y)")
        path = descend_from_zeros(
            lambda weights, bias: bce_gradient(X, y, weights, bias, self.lambda_reg),
            X.shape[1],
            self.learning_rate,
        )
        self.losses = []
        self.weights, self.bias = next(path)
        for _ in range(self.n_iterations):
            loss = regularised_loss(X, y, self.weights, self.bias, self.lambda_reg)
            self.losses.append(float(loss))
            self.weights, self.bias = next(path)
        return self

    def predict_proba(self, X: ArrayLike) -> FloatArray:
        """Return P(class 1) for each row, shape (n_samples,)."""
        X = fitted_rows(self, X, "predict_proba(X)")
        return sigmoid(X @ self.weights + self.bias)

    def predict(self, X: ArrayLike, threshold: float = 0.5) -> IntArray:
        """Return 1 where P(class 1) >= threshold and 0 elsewhere, int64 of shape (n_samples,)."""
        return (self.predict_proba(X) >= threshold).astype(np.int64)

    def compute_loss(self, X: ArrayLike, y: ArrayLike, y_pred: ArrayLike) -> np.float64:
        """Return bce(y, y_pred) + lambda/(2N) sum(w^2), in nats, with N the rows of X."""
        X = fitted_rows(self, X, "compute_loss(X, y, y_pred)")
        y = as_labels(y, len(X), "LogisticRegression.compute_loss(X, y, y_pred)")
        penalty = self.lambda_reg * exact_sum(self.weights**2, 2.0 * len(X))
        return bce(y, y_pred) + penalty
