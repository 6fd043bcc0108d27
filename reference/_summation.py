"""Sums that are rounded once.

A plain sum depends on the order of its terms, and overflows where the mean does not. A reference
may do neither: these two are exact up to one rounding, or two where they divide.
"""

import math

import numpy as np

from reference._arrays import FloatArray


@np.errstate(under="ignore", over="ignore")
def exact_sum(terms: FloatArray, divisor: float = 1.0) -> np.float64:
    """Return sum(terms) / divisor, the sum exact (Shewchuk 1997, as in `math.fsum`).

    The terms are first brought below 1 by a power of two, an exact operation, so that no partial
    sum can overflow; what underflows there is 2**-1074 of the largest and cannot be seen.

    >>> exact_sum(np.array([1e308, 1e308, 1e-300]), divisor=2.0)
    np.float64(1e+308)
    """
    _, exponent = np.frexp(np.max(np.abs(terms), initial=0.0))
    total = math.fsum(np.ldexp(terms, -exponent).ravel().tolist())
    return np.float64(np.ldexp(total / divisor, exponent))


def exact_mean(terms: FloatArray) -> np.float64:
    """Return the mean of the terms, the same in whatever order they stand.

    Raises ValueError where there are none.

    >>> exact_mean(np.array([0.1] * 10))
    np.float64(0.1)
    """
    if not terms.size:
        raise ValueError("there are 0 terms, but should be at least one [mean of the losses]")
    return exact_sum(terms, float(terms.size))
