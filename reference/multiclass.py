"""K classes: the softmax, its logarithm, and what the predicted probabilities cost.

At K = 2 all of it is the sigmoid and the binary cross-entropy.
"""

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import FloatArray, as_float64, as_probability, require_shape
from reference._summation import exact_mean
from reference.losses import SMALLEST


@np.errstate(under="ignore")
def softmax(Z: ArrayLike) -> FloatArray:
    """Return e^z_k / sum_j e^z_j along the last axis: one probability a class.

    Adding a constant to a row changes nothing, so its largest entry is made 0 first. Of two
    classes it is the sigmoid, to the last bit: softmax([z, 0]) = (s(z), s(-z)).

    Args:
        Z: logits of shape (..., n_classes), real. Infinite entries give the limit in which
            equal entries stay equal: inf takes all, a row of -inf is uniform. NaN gives NaN.

    Returns:
        float64 of Z's shape; every row sums to 1. Within 4 + (max z - min z) ulp of the exact
        value: subtracting the largest entry rounds once.

    Raises:
        TypeError: Z is not real.
        ValueError: Z has no classes along its last axis.

    Source: Bridle (1990); Bishop, PRML, eq. 4.62; Blanchard, Higham and Higham (2021).

    >>> softmax([[0, 0], [1000, 0]])
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    relative = np.exp(_below_largest(Z, "softmax(Z)"))
    return np.asarray(relative / relative.sum(axis=-1, keepdims=True))


@np.errstate(under="ignore")
def log_softmax(Z: ArrayLike) -> FloatArray:
    """Return log softmax(Z) along the last axis, finite wherever Z is.

    The largest entry contributes the 1 of log1p(the others), so that the logarithm of a
    probability next to 1 keeps its digits: log_softmax([40, 0]) starts with -4.2e-18, not 0.

    Args:
        Z: logits of shape (..., n_classes), real, infinite ones as for `softmax`.

    Returns:
        float64 of Z's shape, at most 0. Within 4 + (max z - min z) ulp of the exact value.

    Raises:
        TypeError: Z is not real.
        ValueError: Z has no classes along its last axis.

    Source: Blanchard, Higham and Higham (2021), Accurately computing the log-sum-exp and softmax
    functions.

    >>> log_softmax([40, 0])
    array([-4.24835426e-18, -4.00000000e+01])
    """
    shifted = _below_largest(Z, "log_softmax(Z)")
    others = np.exp(shifted)
    np.put_along_axis(others, shifted.argmax(axis=-1, keepdims=True), 0.0, axis=-1)
    return np.asarray(shifted - np.log1p(others.sum(axis=-1, keepdims=True)))


def categorical_cross_entropy(Y: ArrayLike, P: ArrayLike) -> np.float64:
    """Return the mean over samples of -sum_k y_k log p_k, in nats.

    Args:
        Y: one-hot labels (or probabilities), shape (n_samples, n_classes).
        P: predicted probabilities of that shape; 0 counts as the smallest positive float64.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes differ, or a value lies outside [0, 1].

    Source: Bishop, PRML, eq. 4.108.

    >>> categorical_cross_entropy([[1, 0], [0, 1]], [[0.5, 0.5], [0, 1]])
    np.float64(0.34657359027997264)
    """
    call = "categorical_cross_entropy(Y, P)"
    P = as_probability(P, "P", call)
    return _mean_cost(Y, np.log(np.maximum(P, SMALLEST)), call)


def categorical_cross_entropy_from_logits(Y: ArrayLike, logits: ArrayLike) -> np.float64:
    """Return the categorical cross-entropy of P = softmax(logits), without forming P.

    Args:
        Y: one-hot labels (or probabilities), shape (n_samples, n_classes).
        logits: real, of that shape.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes differ, or a label lies outside [0, 1].

    Source: Bishop, PRML, eq. 4.108; log_softmax for the form.

    >>> categorical_cross_entropy_from_logits([[0, 1]], [[1000, 0]])
    np.float64(1000.0)
    """
    call = "categorical_cross_entropy_from_logits(Y, logits)"
    return _mean_cost(Y, log_softmax(logits), call)


@np.errstate(over="ignore", invalid="ignore")
def _below_largest(Z: ArrayLike, call: str) -> FloatArray:
    """Return Z minus its largest entry a row; the subtraction is spared where inf - inf is 0."""
    Z = as_float64(Z, "Z", call)
    if not Z.ndim or not Z.shape[-1]:
        raise ValueError(f"Z.shape={Z.shape}, but should be (..., n_classes) [{call}]")
    largest = Z.max(axis=-1, keepdims=True)
    return np.where(largest == Z, 0.0, Z - largest)


@np.errstate(under="ignore")
def _mean_cost(Y: ArrayLike, log_proba: FloatArray, call: str) -> np.float64:
    """Return the mean over rows of -sum_k y_k log p_k, where 0 log 0 = 0."""
    Y = as_probability(Y, "Y", call)
    require_shape(Y, log_proba.shape, "Y", call)
    cost = Y * -np.where(Y == 0.0, 0.0, log_proba)
    return exact_mean(cost.sum(axis=-1))
