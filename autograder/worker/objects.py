"""Answering the grader's calls: names, attributes and calls of the student's objects, as plain values."""

from __future__ import annotations

import builtins
import collections
import difflib
import inspect
import sys
import types
import warnings
from typing import Any

import numpy as np

from autograder import codec
from autograder.codec import WireValue
from autograder.plain import plain
from autograder.worker.shell import cell_line, failure_of

MAX_DEPTH = 16  # with these two, a reply stays within the codec's own bounds
MAX_ITEMS = 100_000
MAX_WARNINGS = 20
_SEQUENCES: tuple[tuple[type, str], ...] = (
    (list, "list"),
    (tuple, "tuple"),
    (set, "set"),
    (frozenset, "set"),
    (range, "range"),
    (collections.deque, "deque"),
    (type({}.keys()), "dict keys"),
    (type({}.values()), "dict values"),
)


class Objects:
    """The student's objects that the grader holds handles to."""

    def __init__(self, namespace: dict[str, Any], hidden: dict[str, Any], answer_bytes: int) -> None:
        self._namespace = namespace
        self._hidden = hidden
        self._answer_bytes = answer_bytes
        self._held: list[Any] = []
        self._items = 0

    def answer(self, request: codec.Request) -> codec.Reply:
        """Carry out one request; whatever the student's code raises is an answer too."""
        try:
            if isinstance(request, codec.GetName):
                return self._name(request.name)
            if isinstance(request, codec.GetAttribute):
                return self._attribute(self._held[request.target], request.name)
            if isinstance(request, codec.Call):
                return self._call(request)
            if isinstance(request, codec.GetFigures):
                return codec.Answer(self.to_wire(_figures()))
        except BaseException as error:
            return codec.Raised(failure_of(error))
        raise TypeError(f"{type(request).__name__} is for the session")

    def _name(self, name: str) -> codec.Reply:
        if name in self._namespace and name not in self._hidden:
            return codec.Answer(self.to_wire(self._namespace[name]))
        own = [key for key in self._namespace if key not in self._hidden and not key.startswith("_")]
        return codec.NoName(_similar(name, own))

    def _attribute(self, target: Any, name: str) -> codec.Reply:
        try:
            value = getattr(target, name)
        except AttributeError:
            own = [key for key in dir(target) if not key.startswith("__")]
            return codec.NoName(_similar(name, own))
        return codec.Answer(self.to_wire(value))

    def _call(self, request: codec.Call) -> codec.Reply:
        """Call it; once more where it failed because a later cell took a builtin's name, as `max = 3` does.

        Who called `max` when the cells ran was right then, and has no reason to look again.
        """
        try:
            return self._called(request)
        except TypeError as error:
            shadows = self._shadows() if type(error) is TypeError and "is not callable" in str(error) else {}
            if not shadows:
                raise
            for name in shadows:
                del self._namespace[name]
            try:
                return self._called(request)
            except Exception:
                raise error from None
            finally:
                self._namespace.update(shadows)

    def _shadows(self) -> dict[str, Any]:
        """Names of the notebook that hide a builtin which can be called, and cannot be called themselves."""
        known = vars(builtins)
        return {
            name: value
            for name, value in self._namespace.items()
            if name in known and callable(known[name]) and not callable(value)
        }

    def _called(self, request: codec.Call) -> codec.Reply:
        args = [self.from_wire(value) for value in request.args]
        kwargs = {key: self.from_wire(value) for key, value in request.kwargs.items()}
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = self._held[request.target](*args, **kwargs)
        sent = [*zip(map(str, range(len(args))), request.args, args, strict=True)]
        sent += [(key, request.kwargs[key], value) for key, value in kwargs.items()]
        changed = [key for key, wire, value in sent if isinstance(wire, codec.Array) and value.tobytes() != wire.data]
        return codec.Answer(self.to_wire(result), [_warned(item) for item in caught[:MAX_WARNINGS]], changed)

    # --- student's object -> wire ---

    def to_wire(self, value: Any) -> WireValue:
        """A value in the wire's vocabulary; what has no plain form stays here behind a handle."""
        self._items = 0
        return self._to_wire(value, 0)

    def _to_wire(self, value: Any, depth: int) -> WireValue:
        self._items += 1
        if depth > MAX_DEPTH:
            return codec.Opaque(_type_name(value), f"is nested deeper than {MAX_DEPTH} levels")
        if self._items > MAX_ITEMS:
            return codec.Opaque(_type_name(value), f"has more than {MAX_ITEMS} entries")
        if value is None or isinstance(value, (bool, np.bool_)):
            return None if value is None else bool(value)
        if isinstance(value, (int, float, complex, str, bytes)) and not isinstance(value, np.generic):
            return _plain(value)
        if isinstance(value, (np.ndarray, np.generic)):
            return self._array(value, depth)
        if isinstance(value, dict):
            return self._mapping("dict", value.items(), depth)
        for kind, name in _SEQUENCES:
            if isinstance(value, kind):
                return self._sequence(name, value, depth)
        return self._frame(value, depth) or self._handle(value)

    def _array(self, value: np.ndarray[Any, Any] | np.generic, depth: int) -> WireValue:
        array = np.asarray(value)
        if array.dtype.names:
            return codec.Table(
                "structured array",
                list(array.dtype.names),
                [self._to_wire(array[n], depth + 1) for n in array.dtype.names],
            )
        if array.nbytes > self._answer_bytes // 2:
            return codec.Opaque(_type_name(value), f"takes {array.nbytes} bytes")
        if array.dtype.kind == "f" and array.dtype.itemsize > 8:
            array = array.astype(np.float64)
        if array.dtype.name in codec.DTYPES:
            return codec.array_to_wire(array)
        if array.shape == ():
            return self._plain_or_handle(array.item(), depth)
        return self._sequence("array", list(array), depth)

    def _plain_or_handle(self, value: Any, depth: int) -> WireValue:
        return self._handle(value) if isinstance(value, np.generic) else self._to_wire(value, depth + 1)

    def _sequence(self, kind: str, value: Any, depth: int) -> WireValue:
        fields = [_label(str(name)) for name in getattr(value, "_fields", ())] if isinstance(value, tuple) else []
        if len(value) > MAX_ITEMS:
            return codec.Opaque(_type_name(value), f"has {len(value)} entries")
        return codec.Sequence(kind, [self._to_wire(item, depth + 1) for item in value], fields)

    def _mapping(self, kind: str, items: Any, depth: int) -> WireValue:
        return codec.Mapping(
            kind, [(self._to_wire(key, depth + 1), self._to_wire(item, depth + 1)) for key, item in items]
        )

    def _frame(self, value: Any, depth: int) -> WireValue | None:
        """A pandas object as a table; pandas is not imported for the question."""
        pandas = sys.modules.get("pandas")
        if pandas is None:
            return None
        if isinstance(value, pandas.DataFrame):
            names = [self._to_wire(name, depth + 1) for name in value.columns]
            columns = [self._to_wire(value.iloc[:, i].to_numpy(), depth + 1) for i in range(len(names))]
            return codec.Table("DataFrame", names, columns)
        if isinstance(value, pandas.Series):
            return codec.Table(
                "Series", [self._to_wire(value.name, depth + 1)], [self._to_wire(value.to_numpy(), depth + 1)]
            )
        if isinstance(value, pandas.Index):
            return self._to_wire(value.to_numpy(), depth + 1)
        return None

    def _handle(self, value: Any) -> codec.Handle:
        number = next((i for i, held in enumerate(self._held) if held is value), len(self._held))
        if number == len(self._held):
            self._held.append(value)
        name = getattr(value, "__name__", "")
        name = _label(name) if type(name) is str else ""
        return codec.Handle(number, _kind(value), _type_name(value), name, _parameters(value))

    # --- wire -> argument ---

    def from_wire(self, value: WireValue) -> Any:
        """An argument from the grader, as the student's code sees it."""
        return plain(value, self._behind)

    def _behind(self, value: codec.Handle | codec.Opaque) -> Any:
        return self._held[value.id] if isinstance(value, codec.Handle) else value


def _figures() -> list[Any]:
    """Descriptions of the figures kept so far; none where matplotlib was never used."""
    if "matplotlib.pyplot" not in sys.modules:
        return []
    from autograder.worker import artists, figures

    figures.finish()
    return [artists.describe(figure) for figure in figures.kept]


def _plain(value: Any) -> WireValue:
    """The base value of a number or string, whatever subclass it is in."""
    if isinstance(value, int):
        return _integer(int.__index__(value))
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, complex):
        return codec.Complex(value.real, value.imag)
    if isinstance(value, bytes):
        return codec.Bytes(bytes(value))
    return str.__str__(value).encode("utf-8", "replace").decode()


def _integer(value: int) -> WireValue:
    try:
        return codec.int_to_wire(value)
    except codec.WireError:
        return codec.Opaque("int", f"has {value.bit_length()} bits")


def _kind(value: Any) -> str:
    if isinstance(value, type):
        return "class"
    if isinstance(value, types.ModuleType):
        return "module"
    return "function" if callable(value) and not hasattr(type(value), "fit") else "object"


def _type_name(value: Any) -> str:
    return _label(type(value).__name__)


def _label(text: str) -> str:
    """As long as the codec lets a label be, and without the lone surrogates that no message can hold."""
    return text[: codec.LABEL_CHARS].encode("utf-8", "replace").decode()


def _parameters(value: Any) -> list[str]:
    if not callable(value):
        return []
    try:
        return [_label(str(name)) for name in inspect.signature(value).parameters][:100]
    except (TypeError, ValueError):
        return []


def _similar(name: str, names: list[str]) -> list[str]:
    lowered = {key.lower(): key for key in names if isinstance(key, str)}
    return [lowered[key] for key in difflib.get_close_matches(name.lower(), lowered, n=2, cutoff=0.7)]


def _warned(item: warnings.WarningMessage) -> codec.Warned:
    cell, line = cell_line(item.filename, item.lineno)
    return codec.Warned(item.category.__name__, str(item.message)[:500].encode("utf-8", "replace").decode(), cell, line)
