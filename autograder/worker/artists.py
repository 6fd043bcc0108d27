"""A matplotlib figure as plain data: what is drawn, not how it looks.

Curves, points and filled regions with their data, and the words around them.  Pixels, colours and sizes are a
matter of taste and stay out, but for what tells groups apart (marker and colour counts).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.collections import LineCollection, PathCollection, PolyCollection, QuadMesh
from matplotlib.contour import ContourSet
from matplotlib.lines import Line2D

MAX_POINTS = 20_000
MAX_ARTISTS = 50


def describe(figure: Any) -> dict[str, Any]:
    """A figure: its title and its axes (colour bars left out)."""
    axes = [axis for axis in figure.axes if not hasattr(axis, "_colorbar")]
    title = figure._suptitle.get_text() if getattr(figure, "_suptitle", None) is not None else ""
    return {"title": title, "axes": [_axes(axis) for axis in axes[:MAX_ARTISTS]]}


def _axes(axis: Any) -> dict[str, Any]:
    legends = [axis.get_legend(), *axis.figure.legends]
    lines = [*axis.get_lines()[:MAX_ARTISTS], *_segments(axis)]
    return {
        "title": axis.get_title() or axis.get_title("left") or axis.get_title("right"),
        "xlabel": axis.get_xlabel(),
        "ylabel": axis.get_ylabel(),
        "xscale": axis.get_xscale(),
        "yscale": axis.get_yscale(),
        "legend": [text.get_text() for legend in legends if legend is not None for text in legend.get_texts()],
        "lines": [_line(line) for line in lines],
        "points": [_points(item) for item in axis.collections[:MAX_ARTISTS] if isinstance(item, PathCollection)],
        "regions": sum(map(_is_region, axis.collections)) + len(axis.images),
        "bars": [float(patch.get_height()) for patch in axis.patches[:MAX_ARTISTS] if hasattr(patch, "get_height")],
        "texts": [_text(text) for text in axis.texts[:MAX_ARTISTS]],
    }


def _segments(axis: Any) -> list[Any]:
    """What ``vlines`` and ``hlines`` draw, as the lines that they look like."""
    found = []
    for item in axis.collections:
        if isinstance(item, LineCollection):
            found += [Line2D(*np.asarray(part).T, label=item.get_label()) for part in item.get_segments()]
    return found[:MAX_ARTISTS]


def _line(line: Any) -> dict[str, Any]:
    return {
        "label": _label(line),
        "x": _numbers(line.get_xdata()),
        "y": _numbers(line.get_ydata()),
        "marker": str(line.get_marker()),
        "style": str(line.get_linestyle()),
    }


def _points(item: Any) -> dict[str, Any]:
    item.update_scalarmappable()  # colours given as numbers are only looked up when drawing
    offsets = np.asarray(item.get_offsets(), dtype=np.float64)[:MAX_POINTS]
    paths = [np.round(path.vertices, 6).tobytes() for path in item.get_paths()[:MAX_ARTISTS]]
    return {
        "label": _label(item),
        "x": offsets[:, 0],
        "y": offsets[:, 1],
        "markers": len(set(paths)),
        "marker": hash(paths[0]) if paths else 0,
        "colours": len(np.unique(np.asarray(item.get_facecolors()), axis=0)),
    }


def _is_region(item: Any) -> bool:
    """Filled contours, meshes and polygons."""
    if isinstance(item, ContourSet):
        return bool(item.filled)
    return isinstance(item, (QuadMesh, PolyCollection)) and not isinstance(item, PathCollection)


def _text(text: Any) -> dict[str, Any]:
    position = getattr(text, "xy", text.get_position())
    return {"text": text.get_text(), "x": _one(position[0]), "y": _one(position[1])}


def _label(artist: Any) -> str:
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _numbers(values: Any) -> Any:
    try:
        return np.asarray(values, dtype=np.float64).ravel()[:MAX_POINTS]
    except (TypeError, ValueError):
        return np.empty(0)


def _one(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")
