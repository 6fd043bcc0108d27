"""Values of the wire as plain Python and NumPy: what arrives is a copy, and nothing of the other side's is run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder import codec
from autograder.codec import Handle, Opaque, WireValue


def plain(value: WireValue, stand_in: Callable[[Handle | Opaque], Any]) -> Any:
    """``value`` as numbers, text, lists, tuples, sets, dicts and arrays.

    What stays on the other side, or has no plain form, becomes what ``stand_in`` makes of it.  An array without
    dimensions is its scalar, a Series or a column its array, a table a dict of columns.
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return value

    def each(items: list[WireValue]) -> list[Any]:
        return [plain(item, stand_in) for item in items]

    match value:
        case codec.Array():
            array = codec.array_from_wire(value)
            return array[()] if array.shape == () else array
        case codec.Sequence():
            return _sequence(value.kind, each(value.items))
        case codec.Mapping():
            return {_key(plain(key, stand_in)): plain(item, stand_in) for key, item in value.items}
        case codec.Table(kind="Series"):
            return plain(value.columns[0], stand_in)
        case codec.Table():
            return dict(zip(map(_key, each(value.names)), each(value.columns), strict=True))
        case codec.Complex():
            return complex(value.real, value.imag)
        case codec.BigInt():
            return int.from_bytes(value.data, "little", signed=True)
        case codec.Bytes():
            return value.data
        case Handle() | Opaque():
            return stand_in(value)


def _sequence(kind: str, items: list[Any]) -> Any:
    if kind == "tuple":
        return tuple(items)
    if kind == "array" and all(isinstance(item, str) for item in items):
        return np.array(items)  # of labels, which have no raw buffer
    return items


def _key(value: Any) -> Any:
    """A key as something that can be one: the other side may send a list for it."""
    try:
        hash(value)
    except TypeError:
        return repr(value)
    return value
