"""Reading what a student returned: any reasonable container becomes plain NumPy arrays, or a reason why not.

Students return the same three curves as a dict, a tuple, a named tuple, a list of rows, a structured array or a
DataFrame.  All of these are right, so all are read here, in one place, and judged elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from autograder import codec
from autograder.codec import WireError, WireValue

Array = np.ndarray[Any, Any]
MAX_TEXT = 80
SAME_POINT = 1e-6
"""Relative: a grid point that went through float32 or 7 decimals is still that point."""


class Unreadable(Exception):
    """The value has not the needed form; the text says what it is: ``"a dict"``, ``"None"``."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


def as_array(value: WireValue) -> Array:
    """The value as an array: numbers, nested sequences, arrays, a Series, a table with columns of one length."""
    if isinstance(value, (bool, int, float, str)):
        return np.asarray(value)
    if isinstance(value, codec.Array):
        return _buffer(value)
    if isinstance(value, codec.BigInt):
        return np.asarray(_big_int_as_float(value))
    if isinstance(value, codec.Complex):
        return np.asarray(complex(value.real, value.imag))
    if isinstance(value, codec.Sequence) and value.kind != "set":
        if value.items and {type(item) for item in value.items} <= {int, float}:
            return np.array(value.items)  # at once: one by one a million numbers would take the grader a second
        return _stacked([_member(item, value) for item in value.items], describe(value))
    if isinstance(value, codec.Table):
        columns = [_member(column, value) for column in value.columns]
        return columns[0] if value.kind == "Series" or len(columns) == 1 else _stacked(columns, describe(value)).T
    raise Unreadable(describe(value), hint(value))


def as_columns(value: WireValue, names: dict[str, tuple[str, ...]], grid: Array) -> dict[str, Array]:
    """Named columns, one entry per point of ``grid``, from whatever holds them.

    ``names`` maps each wanted column to its other spellings.  Columns without names are taken in the order of
    ``names``; a further column that repeats ``grid`` is ignored.
    """
    found = _named(value, names, grid) or _positional(value, list(names), grid)
    for name, column in found.items():
        if column.shape != grid.shape:
            raise Unreadable(f"{describe(value)} whose {name!r} has shape {column.shape}, not {grid.shape}")
    return found


def describe(value: WireValue) -> str:
    """What a value is, in a few words: ``"a tuple of 3"``, ``"an array of shape (4, 1)"``."""
    if value is None:
        return "None"
    if isinstance(value, (bool, int, float)):
        return repr(value)
    if isinstance(value, str):
        return f"the text {value[:MAX_TEXT]!r}"
    if isinstance(value, codec.Array):
        if value.shape == ():
            return repr(_buffer(value)[()].item())
        return f"an array of shape {value.shape}"
    if isinstance(value, codec.Sequence):
        kind = "named tuple" if value.fields else value.kind
        return f"{_article(kind)} {kind} of {len(value.items)}"
    if isinstance(value, codec.Mapping):
        keys = ", ".join(_label_of(key) for key, _ in value.items[:6] if isinstance(key, (str, int, float)))
        return f"a dict with the keys {keys}" if keys else f"a dict of {len(value.items)}"
    if isinstance(value, codec.Table):
        return f"a {value.kind} with the columns {', '.join(map(_label_of, value.names[:8]))}"
    if isinstance(value, codec.Handle):
        kind = {"function": "function", "class": "class", "module": "module"}.get(value.kind, value.type_name)
        return f"{_article(kind)} {kind}" + (f" ({value.name})" if value.name else "")
    if isinstance(value, codec.Opaque):
        return f"{_article(value.type_name)} {value.type_name} that {value.reason}"
    return {codec.BigInt: "a very large integer", codec.Complex: "a complex number"}.get(type(value), "bytes")


def _label_of(name: WireValue) -> str:
    """A key or a column's name; a tuple or an array for one is described, not written out."""
    return repr(name[:MAX_TEXT]) if isinstance(name, str) else describe(name)


def hint(value: WireValue) -> str:
    """What usually leads to such a value; empty where nothing is known."""
    if value is None:
        return "Does every path through it end in `return`?"
    if isinstance(value, codec.Handle) and value.type_name in ("generator", "map", "filter", "zip"):
        return f"Wrap it in `list(...)`: a {value.type_name} holds no values yet."
    if isinstance(value, codec.Sequence) and value.kind == "set":
        return "A set has no order."
    return ""


def _member(item: WireValue, whole: WireValue) -> Array:
    """One entry of a container; what is wrong with it is said of the container."""
    try:
        return as_array(item)
    except Unreadable as error:
        raise Unreadable(f"{describe(whole)} that holds {error.what}", error.hint) from None


def _buffer(value: codec.Array) -> Array:
    try:
        return codec.array_from_wire(value)
    except WireError as error:
        raise Unreadable(f"an array that cannot be read ({error})") from None


def _article(noun: str) -> str:
    return "an" if noun[:1].lower() in "aeiou" else "a"


def _big_int_as_float(value: codec.BigInt) -> float:
    number = int.from_bytes(value.data, "little", signed=True)
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _stacked(parts: list[Array], what: str) -> Array:
    if not parts:
        return np.empty(0)
    if len({part.shape for part in parts}) != 1:
        raise Unreadable(f"{what} whose parts have different lengths")
    kinds = {"text" if part.dtype.kind == "U" else "number" for part in parts}
    if len(kinds) != 1:
        raise Unreadable(f"{what} that mixes numbers and text")
    return np.stack(parts)


# --- columns with names ---------------------------------------------------------------------------------


def _named(value: WireValue, names: dict[str, tuple[str, ...]], grid: Array) -> dict[str, Array] | None:
    pairs = _pairs(value)
    if pairs is None or _only_numbered([key for key, _ in pairs]):
        return None
    found = _match(pairs, names) or _only_one(pairs, names, grid)
    if found is not None:
        return {name: _column(item, value, grid) for name, item in found.items()}
    by_point = _by_grid_point(pairs, grid)
    if by_point is not None:
        return _named(by_point, names, grid) or _positional(by_point, list(names), grid)
    if isinstance(value, codec.Sequence) and value.fields:
        return None  # a named tuple is a tuple: its order counts where its names say nothing
    raise Unreadable(describe(value), f"Expected the names {', '.join(map(repr, names))}.")


def _pairs(value: WireValue) -> list[tuple[WireValue, WireValue]] | None:
    """(name, column) pairs of whatever has names; a list of records is turned on its side."""
    if isinstance(value, codec.Mapping):
        return value.items
    if isinstance(value, codec.Table) and value.kind != "Series":
        return list(zip(value.names, value.columns, strict=True))
    if isinstance(value, codec.Sequence) and value.fields:
        return list(zip(value.fields, value.items, strict=False))
    if isinstance(value, codec.Sequence) and value.items:
        records = [_pairs(item) for item in value.items if isinstance(item, (codec.Mapping, codec.Sequence))]
        rows = [row for row in records if row]
        return _turned(rows) if len(rows) == len(value.items) else None
    return None


def _turned(rows: list[list[tuple[WireValue, WireValue]]]) -> list[tuple[WireValue, WireValue]] | None:
    """Records as columns, in the order of the first record's names; ``None`` where they have different names."""
    columns: list[tuple[WireValue, WireValue]] = []
    for wanted, _ in rows[0]:
        cells = [item for row in rows for key, item in row if key == wanted]
        if len(cells) != len(rows):
            return None
        columns.append((wanted, codec.Sequence("list", cells)))
    return columns if all(len(row) == len(columns) for row in rows) else None


def _only_numbered(keys: list[WireValue]) -> bool:
    """``0, 1, 2`` or ``f0, f1, f2``: what pandas and NumPy call columns that nobody has named."""
    plain = [key if isinstance(key, str) else _whole(key) for key in keys]
    return len(keys) > 1 and plain in (list(range(len(keys))), [f"f{i}" for i in range(len(keys))])


def _whole(key: WireValue) -> int | None:
    if isinstance(key, codec.Array) and key.shape == ():
        key = _buffer(key)[()].item()
    return key if isinstance(key, int) and not isinstance(key, bool) else None


def _match(pairs: list[tuple[WireValue, WireValue]], names: dict[str, tuple[str, ...]]) -> dict[str, WireValue] | None:
    """The columns whose keys are a spelling of the names, or else contain one that no other key contains."""
    spelled = {_normal(key): item for key, item in pairs if isinstance(key, str)}
    found: dict[str, WireValue] = {}
    for name, others in names.items():
        spellings = [_normal(spelling) for spelling in (name, *others)]
        exact = [spelling for spelling in spellings if spelling in spelled]
        telling = [spelling for spelling in spellings if spelling == _normal(name) or len(spelling) > 4]
        near = [key for key in spelled if any(spelling in key for spelling in telling)]
        if exact:
            found[name] = spelled[exact[0]]
        elif len(near) == 1:
            found[name] = spelled[near[0]]
    return found if len(found) == len(names) else None


def _only_one(
    pairs: list[tuple[WireValue, WireValue]], names: dict[str, tuple[str, ...]], grid: Array
) -> dict[str, WireValue] | None:
    """The only column (beside the grid) where one is asked for, whatever it is called."""
    if len(names) != 1 or len(pairs) > 2 or not all(isinstance(key, str) for key, _ in pairs):
        return None
    rest = [item for _, item in pairs if not _holds_grid(item, grid)]
    return dict.fromkeys(names, rest[0]) if len(rest) == 1 else None


def _holds_grid(item: WireValue, grid: Array) -> bool:
    try:
        return _is_grid(_flat(as_array(item)), grid)
    except Unreadable:
        return False


def _normal(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _column(item: WireValue, whole: WireValue, grid: Array) -> Array:
    """One column; as ``{0.1: 0.7, ...}`` it is put in the order of the grid."""
    by_point = _by_grid_point(item.items, grid) if isinstance(item, codec.Mapping) else None
    return _flat(_member(item if by_point is None else by_point, whole))


def _by_grid_point(pairs: list[tuple[WireValue, WireValue]], grid: Array) -> WireValue | None:
    """``{0.1: (p, r, f1), ...}`` as a list of rows in the order of the grid."""
    keyed = []
    for key, item in pairs:
        try:
            keyed.append((float(as_array(key)), item))
        except (Unreadable, TypeError, ValueError):
            return None
    if len(keyed) != len(grid):
        return None
    rows = []
    for point in grid:
        near = [item for key, item in keyed if abs(key - point) <= SAME_POINT * abs(point)]
        if len(near) != 1:
            return None
        rows.append(near[0])
    return codec.Sequence("list", rows)


# --- columns by position ------------------------------------------------------------------------------------


def _positional(value: WireValue, names: list[str], grid: Array) -> dict[str, Array]:
    pairs = _pairs(value)
    if pairs is not None and len(pairs) in (len(names), len(names) + 1):
        return _in_order([_column(item, value, grid) for _, item in pairs], names, grid, value)
    if isinstance(value, codec.Sequence) and len(value.items) in (len(names), len(names) + 1):
        try:
            columns = [_flat(as_array(item)) for item in value.items]
        except Unreadable:
            columns = []
        if columns and all(column.shape == grid.shape for column in columns):
            return _in_order(columns, names, grid, value)
    block = as_array(value)
    if block.ndim == 1 and len(names) == 1:
        return {names[0]: block}
    if block.ndim == 2 and block.shape[1] == len(grid) and block.shape[0] in (1, len(names), len(names) + 1):
        return _in_order(list(block), names, grid, value)
    if block.ndim == 2 and block.shape[0] == len(grid):
        return _in_order(list(block.T), names, grid, value)
    raise Unreadable(describe(value), f"Expected {', '.join(names)}, each with {len(grid)} values.")


def _in_order(columns: list[Array], names: list[str], grid: Array, value: WireValue) -> dict[str, Array]:
    if len(columns) == len(names) + 1:
        rest = [column for column in columns if not _is_grid(column, grid)]
        columns = rest if len(rest) == len(names) else columns
    if len(columns) != len(names):
        raise Unreadable(describe(value), f"Expected {', '.join(names)}, each with {len(grid)} values.")
    return dict(zip(names, columns, strict=True))


def _is_grid(column: Array, grid: Array) -> bool:
    return (
        column.shape == grid.shape
        and column.dtype.kind in "fiu"
        and bool(np.allclose(column, grid, rtol=SAME_POINT, atol=0))
    )


def _flat(column: Array) -> Array:
    """A column or row vector as one dimension."""
    return column.ravel() if column.ndim == 2 and 1 in column.shape else column


def numeric(array: Array, kinds: Iterable[str] = "fiub") -> Array:
    """The array if its dtype is one of ``kinds``, else :class:`Unreadable`."""
    if array.dtype.kind not in kinds:
        raise Unreadable(f"an array of dtype {array.dtype}" if array.shape else f"{array[()]!r}")
    return array
