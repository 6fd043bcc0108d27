"""Exact values from mpmath, and the distance to them in units of the last place.

A float64 is taken as the exact number that it is. Every formula below adds numbers of one sign or
carries enough digits that what cancels cannot be seen: 400 bits hold 1 + e^-150 with 180 to spare,
and where e^-|x| is smaller, log1p and the quotients do without the sum.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any

import mpmath
import numpy as np

from reference._arrays import FloatArray

mp: Any = mpmath.mp.clone()  # a context of its own: the precision of others is left alone
mp.prec = 400


def decay(x: Any) -> Any:
    """e^-|x|, computed once for sigmoid and softplus alike."""
    return mp.exp(-abs(x))


def sigmoid(x: Any) -> Any:
    e = decay(x)
    return (e if x < 0 else 1) / (1 + e)


def grad_sigmoid(x: Any) -> Any:
    e = decay(x)
    return e / (1 + e) ** 2


def softplus(x: Any) -> Any:
    return max(x, mp.zero) + mp.log1p(decay(x))


def log_sigmoid(x: Any) -> Any:
    return -softplus(-x)


def log_odds(p: Any) -> Any:
    return mp.log(p) - mp.log1p(-p)


def entropy(p: Any) -> Any:
    return -(p * mp.log(p) + (1 - p) * mp.log1p(-p)) / mp.log(2)


def log_loss_from_logits(y: Any, z: Any) -> Any:
    return y * softplus(-z) + (1 - y) * softplus(z)


def worst_ulps(got: FloatArray, oracle: Callable[..., Any], *arguments: Iterable[np.float64]) -> float:
    """The largest distance of `got` from oracle(*arguments), in ulp of the exact value.

    An ulp is the spacing of float64 at the exact value: 2**-1074 where that is subnormal.
    """
    exact = [oracle(*(mp.mpf(float(v)) for v in row)) for row in zip(*arguments, strict=True)]
    return max(float(abs(mp.mpf(float(g)) - value) / math.ulp(value)) for g, value in zip(got, exact, strict=True))


def real_line() -> FloatArray:
    """9,000 float64 of each sign: every binary exponent, and all places where exp changes course.

    37 is where 1 - s(x) leaves the last bit of 1, 708.4 where e^-x turns subnormal, 710 where e^x
    overflows, 745.13 where e^-x underflows to 0.
    """
    rng = np.random.default_rng(0)
    exponents = np.arange(-1074, 1024)
    magnitudes = np.concatenate(
        [
            np.ldexp(1.0, exponents),
            np.ldexp(rng.uniform(1.0, 2.0, exponents.size), exponents),
            rng.uniform(0.0, 750.0, 3000),
            2.0 ** rng.uniform(-30, 6, 1000),
            *(centre + np.linspace(-1.0, 1.0, 201) for centre in (37.0, 708.4, 710.0, 745.13)),
            [np.finfo(np.float64).max, np.nextafter(0.0, 1.0), np.finfo(np.float64).tiny],
        ]
    )
    return np.concatenate([-magnitudes, magnitudes])


def unit_interval() -> FloatArray:
    """5,000 float64 strictly between 0 and 1: dense at 0, 1/4, 1/2 and 1, subnormals included."""
    rng = np.random.default_rng(1)
    near = 2.0 ** -rng.uniform(2, 53, 500)
    p = np.concatenate(
        [
            rng.uniform(0.0, 1.0, 2000),
            2.0 ** -rng.uniform(0, 1074, 1000),
            0.25 + np.linspace(-0.01, 0.01, 401),
            0.5 - near,
            0.5 + near,
            1.0 - near,
            [np.nextafter(0.0, 1.0), np.nextafter(1.0, 0.0), 0.5],
        ]
    )
    return p[(p > 0.0) & (p < 1.0)]
