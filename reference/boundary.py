"""Where a linear classifier changes its mind: the set w.x + b = 0, on which P(class 1) = 1/2."""

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import FloatArray, as_float64, require_shape

CALL = "decision_boundary(weights, bias)"


def decision_boundary(weights: ArrayLike, bias: ArrayLike) -> np.float64 | tuple[np.float64, np.float64]:
    """Return the point (one weight) or the line (two weights) on which w.x + b = 0.

    Args:
        weights: shape (1,) or (), or (2,); real, not all 0.
        bias: a real scalar.

    Returns:
        One weight: the number -b/w. Two: `(slope, intercept)` of x2 = -(w1/w2) x1 - b/w2. A
        vertical line (w2 = 0) has no such form and gives `(inf, -b/w1)`, its position on x1.

    Raises:
        TypeError: an argument is not real.
        ValueError: another shape, or weights that are all 0, which leave no boundary.

    Source: ESL 4.1; Bishop, PRML, 4.1.1.

    >>> decision_boundary([2.0], 1.0)
    np.float64(-0.5)
    >>> decision_boundary([1.0, 2.0], -4.0)
    (np.float64(-0.5), np.float64(2.0))
    >>> decision_boundary([2.0, 0.0], -3.0)
    (np.float64(inf), np.float64(1.5))
    """
    w, b = as_float64(weights, "weights", CALL), as_float64(bias, "bias", CALL)
    if w.shape not in {(), (1,), (2,)}:
        raise ValueError(f"weights.shape={w.shape}, but should be (1,) or (2,) [{CALL}]")
    require_shape(b, (), "bias", CALL)
    if not w.any():
        raise ValueError(f"weights are all 0, but should leave a boundary [{CALL}]")
    return _point(w.item(), b) if w.size == 1 else _line(w, b)


@np.errstate(over="ignore", under="ignore")
def _point(weight: float, bias: FloatArray) -> np.float64:
    return np.float64(0.0 - bias / weight)  # 0 - x, for -x makes the boundary of bias 0 a -0


def _line(weights: FloatArray, bias: FloatArray) -> tuple[np.float64, np.float64]:
    w1, w2 = weights.tolist()
    if w2 == 0.0:
        return np.float64(np.inf), _point(w1, bias)
    return _point(w2, np.asarray(w1)), _point(w2, bias)
