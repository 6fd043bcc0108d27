"""Random problems whose rounding errors have a bound that can be stated."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reference._arrays import FloatArray

EPS = float(np.finfo(np.float64).eps)

every_float = st.floats(allow_nan=True, allow_infinity=True, allow_subnormal=True)
coordinates = st.integers(-4096, 4096).map(lambda k: k / 1024)
"""Multiples of 2**-10 in [-4, 4]: adding or subtracting 2**-17 to them is exact."""


@dataclass(frozen=True)
class Sample:
    """A binary problem with a point at which to look at its loss."""

    X: FloatArray
    y: FloatArray
    weights: FloatArray
    bias: float
    lambda_reg: float

    @property
    def loss_rounding(self) -> float:
        """A bound on the error of regularised_loss here, or at a point 2**-17 away.

        A logit is a sum of d + 1 products, each below B = 4 * 4 + 2**-10: its error is at most
        (d + 1) eps times (d + 1) B. The log loss moves no faster than its logit and adds 4 ulp
        (below 4 eps) of itself, which is at most |z| + 1; the mean adds 2 roundings. The penalty
        is lambda/(2N) times at most d * B, with 4 roundings.
        """
        d = int(self.X.shape[1])
        largest_logit = (d + 1) * 16.1
        penalty = self.lambda_reg * d * 16.1 / (2.0 * len(self.X))
        return EPS * ((d + 1) * largest_logit + 6 * (largest_logit + 1) + 4 * penalty)


@st.composite
def samples(draw: st.DrawFn, max_features: int = 3) -> Sample:
    n, d = draw(st.integers(1, 8)), draw(st.integers(1, max_features))
    return Sample(
        X=draw(arrays(np.float64, (n, d), elements=coordinates)),
        y=draw(arrays(np.float64, n, elements=st.sampled_from([0.0, 1.0]))),
        weights=draw(arrays(np.float64, d, elements=coordinates)),
        bias=draw(coordinates),
        lambda_reg=draw(st.sampled_from([0.0, 0.1, 1.0, 10.0])),
    )
