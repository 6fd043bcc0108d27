"""How arguments come in: as float64 of a checked shape and domain, or not at all.

Every message has one grammar: the argument and what it was, what it should be, the call in
brackets, then a hint where a usual slip is known.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
"""A float64 array. Of no dimensions it is an `np.float64`, which has the same attributes and
arithmetic; annotating the union would oblige every caller to tell apart what never differs."""

IntArray: TypeAlias = NDArray[np.int64]

REAL_KINDS = "biuf"


def as_float64(value: ArrayLike, name: str, call: str) -> FloatArray:
    """Return `value` as float64, without a copy where it is so already."""
    array = np.asarray(value)
    if array.dtype.kind not in REAL_KINDS:
        raise TypeError(f"{name}.dtype={array.dtype}, but should be a real number type [{call}]")
    return array.astype(np.float64, copy=False)


def as_probability(value: ArrayLike, name: str, call: str) -> FloatArray:
    """Return `value` as float64 within [0, 1]; NaN, which is outside nothing, passes through."""
    array = as_float64(value, name, call)
    outside = array[(array < 0.0) | (array > 1.0)]
    if outside.size:
        raise ValueError(f"{name}={outside[0]}, but should lie in [0, 1] [{call}]")
    return array


def as_labels(y: ArrayLike, n_samples: int, call: str) -> FloatArray:
    """Return 0/1 labels of shape (n_samples,) as float64."""
    labels = as_probability(y, "y", call)
    require_shape(labels, (n_samples,), "y", call)
    if not np.isin(labels, (0.0, 1.0)).all():
        raise ValueError(f"y has values other than 0 and 1, but should have none [{call}]")
    return labels


def as_samples(X: ArrayLike, call: str) -> FloatArray:
    """Return X as float64 of shape (n_samples, n_features) with at least one sample."""
    samples = as_float64(X, "X", call)
    if samples.ndim != 2 or not len(samples):
        raise ValueError(
            f"X.shape={samples.shape}, but should be (n_samples, n_features) with at least one sample [{call}]"
        )
    return samples


def as_weights(weights: ArrayLike, X: FloatArray, call: str) -> FloatArray:
    """Return weights as float64 with one entry a column of X."""
    array = as_float64(weights, "weights", call)
    require_shape(array, X.shape[1:], "weights", call)
    return array


def require_shape(array: FloatArray, shape: tuple[int, ...], name: str, call: str) -> None:
    """Raise ValueError unless `array` has exactly this shape."""
    if array.shape == shape:
        return
    hint = " Did you reshape to a column?" if array.shape == (*shape, 1) else ""
    raise ValueError(f"{name}.shape={array.shape}, but should be {shape} [{call}].{hint}")


def require_same_shape(actual: FloatArray, like: FloatArray, names: str, call: str) -> None:
    """Raise ValueError unless the shapes are equal or one of the two is a scalar."""
    if actual.shape == like.shape or not actual.ndim or not like.ndim:
        return
    raise ValueError(f"{names} have shapes {actual.shape} and {like.shape}, but should be equal [{call}]")
