"""What a predicted probability costs: entropy, log loss and cross-entropy.

Two roads lead to each loss. From probabilities it is what the lesson derives; but a probability
that has rounded to 1 has forgotten how sure it was, so training goes from the logits.
"""

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import FloatArray, as_float64, as_probability, require_same_shape
from reference._summation import exact_mean

SMALLEST = np.nextafter(0.0, 1.0)
"""The smallest positive float64: the one probability that 0 is taken for inside a logarithm, so
that a loss stays finite (at most 744.5 nats) and every other probability keeps its value."""

LOG_2 = float(np.log(2.0))

LARGEST = np.nextafter(1.0, 0.0)
"""The largest float64 below 1, for which 1 is taken in log(1 - p): at most 36.8 nats."""


@np.errstate(under="ignore")
def entropy(p: ArrayLike) -> FloatArray:
    """Return H(p) = -p log2 p - (1-p) log2(1-p), the bits of a coin that shows heads with p.

    Args:
        p: probabilities of any shape; NaN gives NaN.

    Returns:
        float64 of p's shape, in bits, in [0, 1]: 0 at p = 0 and 1, 1 at p = 1/2.

    Raises:
        TypeError: p is not real.
        ValueError: p lies outside [0, 1].

    Source: Shannon (1948), section 6; Cover and Thomas, example 2.1.1.

    >>> entropy([0, 0.5, 1])
    array([0., 1., 0.])
    """
    p = as_probability(p, "p", "entropy(p)")
    nats = p * _minus_log(p) + (1.0 - p) * _minus_log_complement(p)
    return nats / LOG_2


@np.errstate(under="ignore")
def log_loss(y_true: ArrayLike, y_pred: ArrayLike) -> FloatArray:
    """Return -y log p - (1-y) log(1-p) for each sample, in nats.

    Args:
        y_true: labels 0 or 1, or probabilities in between, of any shape.
        y_pred: predicted P(class 1), of the same shape; either may be a scalar.

    Returns:
        float64 of that shape, at least 0 and finite: a sure and wrong prediction costs 744.4 at
        p = 0 and 36.7 at p = 1 (`SMALLEST`, `LARGEST`); a sure and right one costs 0.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes differ, or a value lies outside [0, 1].

    Source: ESL eq. 4.20; Bishop, PRML, eq. 4.90.

    >>> log_loss([1, 1, 0], [1.0, 0.5, 0.5])
    array([0.        , 0.69314718, 0.69314718])
    """
    call = "log_loss(y_true, y_pred)"
    y = as_probability(y_true, "y_true", call)
    p = as_probability(y_pred, "y_pred", call)
    require_same_shape(y, p, "y_true and y_pred", call)
    return y * _minus_log(p) + (1.0 - y) * _minus_log_complement(p)


def bce(y_true: ArrayLike, y_pred: ArrayLike) -> np.float64:
    """Return the binary cross-entropy, the mean of `log_loss` over all samples, in nats.

    Args:
        y_true: labels 0 or 1, or probabilities in between, of any shape.
        y_pred: predicted P(class 1), of the same shape; either may be a scalar.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes differ, there are no samples, or a value lies outside [0, 1].

    Source: ESL eq. 4.20; Bishop, PRML, eq. 4.90.

    >>> bce([1, 0], [0.5, 0.5])
    np.float64(0.6931471805599453)
    """
    return exact_mean(log_loss(y_true, y_pred))


@np.errstate(under="ignore")
def log_loss_from_logits(y_true: ArrayLike, logits: ArrayLike) -> FloatArray:
    """Return the log loss of p = s(logit) for each sample, in nats, without forming p.

    For a hard label it is softplus(-z) or softplus(z). For any label it is
    |y - [z > 0]| |z| + log1p(e^-|z|): two terms that are never negative.

    Args:
        y_true: labels 0 or 1, or probabilities in between, of any shape.
        logits: real, of the same shape; either may be a scalar. ±inf are sure predictions.

    Returns:
        float64 of that shape, in [0, inf], within 4 ulp of the exact value.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes differ, or a label lies outside [0, 1].

    Source: ESL eq. 4.20; Mächler (2012), as for `softplus`.

    >>> log_loss_from_logits([1, 1, 0], [40, -1000, -1000])
    array([4.24835426e-18, 1.00000000e+03, 0.00000000e+00])
    """
    call = "log_loss_from_logits(y_true, logits)"
    y = as_probability(y_true, "y_true", call)
    z = as_float64(logits, "logits", call)
    require_same_shape(y, z, "y_true and logits", call)
    doubt = np.abs(y - (z > 0.0))
    distance = np.where(doubt == 0.0, 0.0, np.abs(z))  # 0 * inf would be NaN
    return doubt * distance + np.log1p(np.exp(-np.abs(z)))


def bce_from_logits(y_true: ArrayLike, logits: ArrayLike) -> np.float64:
    """Return the mean of `log_loss_from_logits` over all samples, in nats.

    Args:
        y_true: labels 0 or 1, or probabilities in between, of any shape.
        logits: real, of the same shape; either may be a scalar.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes differ, there are no samples, or a label lies outside [0, 1].

    Source: ESL eq. 4.20; Mächler (2012), as for `softplus`.

    >>> bce_from_logits([1, 0], [0, 0])
    np.float64(0.6931471805599453)
    """
    return exact_mean(log_loss_from_logits(y_true, logits))


def _minus_log(p: FloatArray) -> FloatArray:
    return -np.log(np.maximum(p, SMALLEST))


def _minus_log_complement(p: FloatArray) -> FloatArray:
    return -np.log1p(-np.minimum(p, LARGEST))
