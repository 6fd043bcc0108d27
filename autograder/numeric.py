"""Comparing numbers: tolerances that say where they come from, and the mismatch that shows a fault best."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

Array = np.ndarray[Any, Any]
EPS = 2.0**-52
"""Distance from 1.0 to the next float64."""


class Tolerance(msgspec.Struct, frozen=True, kw_only=True):
    """``|actual - expected| <= atol + rtol * |expected|``, and ``because``: the derivation of both numbers."""

    rtol: float = 0.0
    atol: float = 0.0
    because: str


class Mismatch(msgspec.Struct, frozen=True, kw_only=True):
    """The entry that shows best that two arrays differ, and how many do."""

    index: tuple[int, ...]
    actual: Any
    expected: Any
    count: int
    size: int


def agrees(actual: Array, expected: Array, tolerance: Tolerance) -> Array:
    """Elementwise: within the tolerance, equal infinities, or both NaN.  Both arrays have one shape."""
    with np.errstate(all="ignore"):
        wanted = np.asarray(expected)
        close = np.abs(actual - wanted) <= tolerance.atol + tolerance.rtol * np.abs(wanted)
    same = (actual == wanted) | (np.isnan(actual) & np.isnan(wanted))
    finite = np.isfinite(actual) & np.isfinite(wanted)
    return np.asarray(np.where(finite, close, same))


def mismatch(actual: Array, expected: Array, tolerance: Tolerance, size_of: Array | None = None) -> Mismatch | None:
    """``None`` when all entries agree, else the wrong entry with the smallest ``size_of`` (without it the first)."""
    wrong = ~agrees(actual, expected, tolerance)
    if not wrong.any():
        return None
    places = np.argwhere(wrong)
    if size_of is not None and size_of.shape == actual.shape:
        places = places[np.argsort(np.abs(size_of[wrong]), kind="stable")]
    index = tuple(int(i) for i in places[0])
    return Mismatch(
        index=index,
        actual=actual[index].item(),
        expected=np.asarray(expected)[index].item(),
        count=int(wrong.sum()),
        size=int(wrong.size),
    )
