"""Comparing numbers: tolerances that say where they come from, and the mismatch that shows a fault best."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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


Observer = Callable[[float, bool], None]
"""Told of a comparison: how far it was off, in tolerances, and whether the check fails if that is above 1."""

_OBSERVER: ContextVar[Observer | None] = ContextVar("observer", default=None)


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


def distance(actual: Array, expected: Array, tolerance: Tolerance) -> float:
    """How far the worst entry is off, in tolerances: at most 1 is agreement, 0 equality; infinite for the unlike."""
    came, wanted = np.asarray(actual), np.asarray(expected)
    if came.dtype.kind not in NUMERIC or wanted.dtype.kind not in NUMERIC:
        return 0.0 if _equal(came, wanted).all() else np.inf
    came, wanted = _floating(came), _floating(wanted)
    with np.errstate(all="ignore"):
        ratios = np.abs(came - wanted) / (tolerance.atol + tolerance.rtol * np.abs(wanted))
    same = (came == wanted) | (np.isnan(came) & np.isnan(wanted))
    finite = np.isfinite(came) & np.isfinite(wanted)
    return float(np.max(np.where(same, 0.0, np.where(finite, ratios, np.inf)), initial=0.0))


@contextmanager
def observed(observer: Observer) -> Iterator[None]:
    """Tell ``observer`` of the comparisons that suites make within; an audit reads margins from them."""
    token = _OBSERVER.set(observer)
    try:
        yield
    finally:
        _OBSERVER.reset(token)


def tell(actual: Array, expected: Array, tolerance: Tolerance, *, decides: bool) -> None:
    """Tell of a comparison, if anybody listens."""
    observer = _OBSERVER.get()
    if observer is not None:
        observer(distance(actual, expected, tolerance), decides)


def _equal(came: Array, wanted: Array) -> Array:
    if (came.dtype.kind in NUMERIC) != (wanted.dtype.kind in NUMERIC):  # a number is no label
        return np.zeros(np.broadcast_shapes(came.shape, wanted.shape), dtype=bool)
    return np.asarray(came == wanted)


def _floating(array: Array) -> Array:
    """In double precision: unsigned integers would wrap around at a difference, and booleans have none."""
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


def mismatch(actual: Array, expected: Array, tolerance: Tolerance, size_of: Array | None = None) -> Mismatch | None:
    """``None`` when all entries agree, else the wrong entry with the smallest ``size_of`` (without it the first)."""
    tell(actual, expected, tolerance, decides=True)
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
