"""Comparing numbers: tolerances that say where they come from, and the mismatch that shows a fault best."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

Array = np.ndarray[Any, Any]
NUMERIC = "fiubc"
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
    """Elementwise: within the tolerance, equal infinities, or both NaN; of labels: equal.  Both have one shape."""
    came, wanted = np.asarray(actual), np.asarray(expected)
    if came.dtype.kind not in NUMERIC or wanted.dtype.kind not in NUMERIC:
        return _equal(came, wanted)
    came, wanted = _floating(came), _floating(wanted)
    with np.errstate(all="ignore"):
        close = np.abs(came - wanted) <= tolerance.atol + tolerance.rtol * np.abs(wanted)
        same = (came == wanted) | (np.isnan(came) & np.isnan(wanted))
    finite = np.isfinite(came) & np.isfinite(wanted)
    return np.asarray(np.where(finite, close, same))


def _equal(came: Array, wanted: Array) -> Array:
    if (came.dtype.kind in NUMERIC) != (wanted.dtype.kind in NUMERIC):  # a number is no label
        return np.zeros(np.broadcast_shapes(came.shape, wanted.shape), dtype=bool)
    return np.asarray(came == wanted)


def _floating(array: Array) -> Array:
    """In double precision: unsigned integers would wrap around at a difference, and booleans have none."""
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


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
