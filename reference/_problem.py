"""The four arguments that most functions of a binary model share, checked once."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import (
    FloatArray,
    as_float64,
    as_probability,
    as_samples,
    as_weights,
    require_shape,
)


class Problem(NamedTuple):
    """Samples, labels and parameters as float64 arrays whose shapes fit."""

    X: FloatArray
    y: FloatArray
    weights: FloatArray
    bias: FloatArray

    @property
    def n_samples(self) -> int:
        return len(self.X)

    @property
    def logits(self) -> FloatArray:
        """X w + b, shape (n_samples,). An overflow here is the caller's data, and NumPy says so."""
        return np.asarray(self.X @ self.weights + self.bias)


def as_problem(X: ArrayLike, y: ArrayLike, weights: ArrayLike, bias: ArrayLike, call: str) -> Problem:
    """Return the arguments checked: X (n, d), y (n,) within [0, 1], weights (d,), a scalar bias."""
    samples = as_samples(X, call)
    labels = as_probability(y, "y", call)
    require_shape(labels, samples.shape[:1], "y", call)
    w = as_weights(weights, samples, call)
    b = as_float64(bias, "bias", call)
    require_shape(b, (), "bias", call)
    return Problem(samples, labels, w, b)
