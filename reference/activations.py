"""From a score to a probability: the sigmoid, its derivative and its logarithm.

Each form takes the exponential of a number that is never positive, so nothing can overflow, and
adds only numbers of one sign, so nothing can cancel.
"""

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import FloatArray, as_float64


@np.errstate(under="ignore")
def sigmoid(x: ArrayLike) -> FloatArray:
    """Return 1 / (1 + e^-x), the probability whose log-odds are x.

    Computed as e^min(x, 0) / (1 + e^-|x|), which is the same number on both sides of 0.

    Args:
        x: real numbers of any shape and dtype, ±inf included; NaN gives NaN.

    Returns:
        float64 of x's shape, in [0, 1]; `np.float64` for a scalar. Within 4 ulp of the exact
        value, down to the smallest subnormal number at x = -745.

    Raises:
        TypeError: x is not real.

    Source: ESL 4.4; Bishop, PRML, eq. 4.59.

    >>> sigmoid(0)
    np.float64(0.5)
    >>> sigmoid([-1000, -745, 1000])
    array([0.e+000, 5.e-324, 1.e+000])
    """
    x = as_float64(x, "x", "sigmoid(x)")
    return np.exp(np.minimum(x, 0.0)) / (1.0 + np.exp(-np.abs(x)))


def grad_sigmoid(x: ArrayLike) -> FloatArray:
    """Return s(x) (1 - s(x)), the derivative of the sigmoid s.

    Computed as s(x) s(-x): the factor 1 - s(x) would be 0 from x = 37 on, where the derivative is
    still 8.5e-17.

    Args:
        x: real numbers of any shape and dtype, ±inf included; NaN gives NaN.

    Returns:
        float64 of x's shape, in [0, 1/4], exactly even in x.

    Raises:
        TypeError: x is not real.

    Source: Bishop, PRML, eq. 4.88.

    >>> grad_sigmoid([0, 40, -40])
    array([2.50000000e-01, 4.24835426e-18, 4.24835426e-18])
    """
    x = as_float64(x, "x", "grad_sigmoid(x)")
    return sigmoid(x) * sigmoid(-x)


@np.errstate(under="ignore")
def softplus(x: ArrayLike) -> FloatArray:
    """Return log(1 + e^x), the loss in nats of a sample of class 0 whose logit is x.

    Computed as max(x, 0) + log1p(e^-|x|): two terms of one sign.

    Args:
        x: real numbers of any shape and dtype, ±inf included; NaN gives NaN.

    Returns:
        float64 of x's shape, at least 0, within 4 ulp of the exact value.

    Raises:
        TypeError: x is not real.

    Source: Mächler (2012), Accurately computing log(1 - exp(-|a|)), on log1pexp.

    >>> softplus([-800, -40, 0, 800])
    array([0.00000000e+00, 4.24835426e-18, 6.93147181e-01, 8.00000000e+02])
    """
    x = as_float64(x, "x", "softplus(x)")
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def log_sigmoid(x: ArrayLike) -> FloatArray:
    """Return log s(x) = -softplus(-x), finite wherever x is, also where s(x) rounds to 0 or 1.

    Args:
        x: real numbers of any shape and dtype, ±inf included; NaN gives NaN.

    Returns:
        float64 of x's shape, at most 0, within 4 ulp of the exact value.

    Raises:
        TypeError: x is not real.

    Source: Mächler (2012), as for `softplus`.

    >>> log_sigmoid([-1000, 0])
    array([-1.00000000e+03, -6.93147181e-01])
    """
    return -softplus(-as_float64(x, "x", "log_sigmoid(x)"))
