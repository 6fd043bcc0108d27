"""Batch gradient descent, as the path that it walks."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np

from reference._arrays import FloatArray

Bias = TypeVar("Bias", np.float64, FloatArray)
"""A scalar for two classes, an array for K."""


def descend(
    gradient: Callable[[FloatArray, Bias], tuple[FloatArray, Bias]],
    weights: FloatArray,
    bias: Bias,
    learning_rate: float,
) -> Iterator[tuple[FloatArray, Bias]]:
    """Yield (weights, bias) before every step of gradient descent, for ever.

    An endless path leaves to its caller when to stop: after a number of steps, when the loss
    stands still, or never to look at the loss at all.

    Args:
        gradient: from (weights, bias) to (dw, db), of the same shapes.
        weights: where to start; never changed in place.
        bias: where to start; never changed in place.
        learning_rate: the step is this times the gradient.

    Source: ESL 10.10.1; Cauchy (1847).

    >>> path = descend(lambda w, b: (w, b), 1.0, 0.0, learning_rate=0.5)
    >>> [next(path) for _ in range(3)]
    [(1.0, 0.0), (0.5, 0.0), (0.25, 0.0)]
    """
    while True:
        yield weights, bias
        dw, db = gradient(weights, bias)
        weights = weights - learning_rate * dw
        bias = bias - learning_rate * db


def descend_from_zeros(
    gradient: Callable[[FloatArray, np.float64], tuple[FloatArray, np.float64]], n_features: int, learning_rate: float
) -> Iterator[tuple[FloatArray, np.float64]]:
    """Yield the path of a binary model, which starts at weights and bias 0.

    Args:
        gradient: from (weights, bias) to (dw, db).
        n_features: the number of weights.
        learning_rate: the step is this times the gradient.

    Source: as for `descend`; the loss is convex, so any start would do.

    >>> next(descend_from_zeros(lambda w, b: (w, b), n_features=2, learning_rate=0.5))
    (array([0., 0.]), np.float64(0.0))
    """
    return descend(gradient, np.zeros(n_features), np.float64(0.0), learning_rate)
