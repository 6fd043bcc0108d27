"""The figures that a notebook drew, for hidden suites: matplotlib's own artists as plain, typed records.

A suite asks which curves there are, over which points, with which words around them; never for pixels.  What the
student's process says of its figures is read with tolerance: a field of the wrong form counts as absent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
import numpy as np

from autograder import codec
from autograder.codec import WireValue
from autograder.reading import Unreadable, as_array
from autograder.student import Student, ask

Array = np.ndarray[Any, Any]
T = TypeVar("T")


class Curve(msgspec.Struct, frozen=True):
    """A line: its label (empty without one), its data, its marker and line style as matplotlib names them."""

    label: str
    x: Array
    y: Array
    marker: str
    style: str


class Points(msgspec.Struct, frozen=True):
    """A scatter: its label, its data, an id of its marker's form, and how many markers and colours it has."""

    label: str
    x: Array
    y: Array
    marker: int
    markers: int
    colours: int


class Note(msgspec.Struct, frozen=True):
    """A text in the plot, and where it points."""

    text: str
    x: float
    y: float


class Axes(msgspec.Struct, frozen=True):
    """One plot: words, curves, scatters, how many filled regions, the heights of bars."""

    title: str
    xlabel: str
    ylabel: str
    xscale: str
    yscale: str
    legend: tuple[str, ...]
    lines: tuple[Curve, ...]
    points: tuple[Points, ...]
    regions: int
    bars: Array
    texts: tuple[Note, ...]


def drawn(student: Student) -> list[Axes]:
    """All plots of all figures, in the order of finishing; a figure's title counts for its first plot."""
    plots: list[Axes] = []
    for figure in _list(ask(student, codec.GetFigures(), "the notebook's figures")):
        fields = _fields(figure)
        axes = [_axes(_fields(item)) for item in _list(fields.get("axes"))]
        if axes and not axes[0].title:
            axes[0] = msgspec.structs.replace(axes[0], title=_text(fields, "title"))
        plots += axes
    return plots


def _axes(fields: dict[str, WireValue]) -> Axes:
    return Axes(
        title=_text(fields, "title"),
        xlabel=_text(fields, "xlabel"),
        ylabel=_text(fields, "ylabel"),
        xscale=_text(fields, "xscale"),
        yscale=_text(fields, "yscale"),
        legend=tuple(item for item in _list(fields.get("legend")) if isinstance(item, str)),
        lines=_each(fields, "lines", _curve),
        points=_each(fields, "points", _points),
        regions=_integer(fields, "regions"),
        bars=_numbers(fields, "bars"),
        texts=_each(fields, "texts", lambda f: Note(_text(f, "text"), _number(f, "x"), _number(f, "y"))),
    )


def _curve(fields: dict[str, WireValue]) -> Curve:
    x, y = _paired(fields)
    return Curve(_text(fields, "label"), x, y, _text(fields, "marker"), _text(fields, "style"))


def _points(fields: dict[str, WireValue]) -> Points:
    x, y = _paired(fields)
    counts = (_integer(fields, name) for name in ("marker", "markers", "colours"))
    return Points(_text(fields, "label"), x, y, *counts)


def _paired(fields: dict[str, WireValue]) -> tuple[Array, Array]:
    x, y = _numbers(fields, "x"), _numbers(fields, "y")
    return (x, y) if x.shape == y.shape else (np.empty(0), np.empty(0))


def _each(fields: dict[str, WireValue], name: str, make: Callable[[dict[str, WireValue]], T]) -> tuple[T, ...]:
    return tuple(make(_fields(item)) for item in _list(fields.get(name)))


def _list(value: WireValue) -> list[WireValue]:
    return value.items if isinstance(value, codec.Sequence) else []


def _fields(value: WireValue) -> dict[str, WireValue]:
    if not isinstance(value, codec.Mapping):
        return {}
    return {key: item for key, item in value.items if isinstance(key, str)}


def _text(fields: dict[str, WireValue], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _integer(fields: dict[str, WireValue], name: str) -> int:
    value = fields.get(name)
    return value if isinstance(value, int) else 0


def _number(fields: dict[str, WireValue], name: str) -> float:
    value = fields.get(name)
    return float(value) if isinstance(value, (int, float)) else float("nan")


def _numbers(fields: dict[str, WireValue], name: str) -> Array:
    try:
        value = as_array(fields.get(name))
    except Unreadable:
        return np.empty(0)
    return value.astype(np.float64).ravel() if value.dtype.kind in "fiu" else np.empty(0)
