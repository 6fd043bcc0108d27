"""The classifier of K classes, from scratch.

`fit` always starts afresh, and a loss is taken before the step, so `losses[0]` is that of the
starting weights.
"""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reference._arrays import FloatArray, as_samples
from reference._fitted import fitted_rows
from reference.descent import descend
from reference.gradients import softmax_gradient
from reference.multiclass import categorical_cross_entropy_from_logits, softmax


class SoftmaxRegression:
    """P(class k) = softmax(W^T x + b)_k, by gradient descent on the categorical cross-entropy.

    There is no penalty. The weights start as 0.01 times standard normal draws, the bias at 0.

    Args:
        learning_rate: each step is this times the gradient.
        max_iter: the most steps.
        tol: stop when the loss, in nats, changes by less than this from one step to the next.
        random_state: the seed of the starting weights; None draws fresh ones.

    After `fit`: `classes_`, the labels in order; `weights` of shape (n_features, n_classes);
    `bias` of shape (n_classes,); `losses`, before each step. Of one class the probability is 1.

    Source: ESL 4.4; Bishop, PRML, 4.3.4.

    >>> model = SoftmaxRegression(learning_rate=1.0, random_state=0)
    >>> model.fit([[-1.0], [1.0]], ["stay", "leave"]).predict([[-2.0], [2.0]])
    array(['stay', 'leave'], dtype='<U5')
    """

    weights: FloatArray
    bias: FloatArray
    losses: list[float]
    classes_: NDArray[Any]

    def __init__(
        self,
        learning_rate: float = 0.01,
        max_iter: int = 1000,
        tol: float = 1e-4,
        random_state: int | None = None,
    ) -> None:
        self.learning_rate = learning_rate
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Fit to X of shape (n_samples, n_features) and labels of any sortable type.

        Raises TypeError for X that is not real, ValueError for shapes that do not fit.
        """
        X = as_samples(X, "SoftmaxRegression.fit(X, y)")
        self.classes_, Y = _one_hot(y, len(X))
        rng = np.random.default_rng(self.random_state)
        path = descend(
            lambda weights, bias: softmax_gradient(X, Y, weights, bias),
            0.01 * rng.standard_normal((X.shape[1], Y.shape[1])),
            np.zeros(Y.shape[1]),
            self.learning_rate,
        )
        self.losses = []
        self.weights, self.bias = next(path)
        for _ in range(self.max_iter):
            logits = X @ self.weights + self.bias
            self.losses.append(float(categorical_cross_entropy_from_logits(Y, logits)))
            if self._stands_still():
                break
            self.weights, self.bias = next(path)
        return self

    def predict_proba(self, X: ArrayLike) -> FloatArray:
        """Return the probabilities of `classes_`, shape (n_samples, n_classes); rows sum to 1."""
        X = fitted_rows(self, X, "predict_proba(X)")
        return softmax(X @ self.weights + self.bias)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the likeliest label of each row; a tie goes to the first of `classes_`."""
        likeliest = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[likeliest])

    def _stands_still(self) -> bool:
        return len(self.losses) > 1 and abs(self.losses[-2] - self.losses[-1]) < self.tol


def _one_hot(y: ArrayLike, n_samples: int) -> tuple[NDArray[Any], FloatArray]:
    """Return the sorted classes, and Y with 1 in the column of each sample's class.

    One column a class for any K: a label binariser's single column at K = 2 breaks the softmax.
    """
    labels = np.asarray(y)
    if labels.shape != (n_samples,):
        raise ValueError(f"y.shape={labels.shape}, but should be ({n_samples},) [SoftmaxRegression.fit(X, y)]")
    classes, column = np.unique(labels, return_inverse=True)
    return classes, np.eye(len(classes))[column]
