"""Figures as plain SVG: where things lie, in percent of the figure, so that its letters keep their size on a phone."""

from __future__ import annotations

from typing import NamedTuple

from autograder.item_analysis.results import Distribution
from autograder.report import words

_GAP = 0.12  # of a bin's width
_HEADROOM = 0.86  # of the height, for the tallest bar: its count stands above it


class Bar(NamedTuple):
    """One bin: its corner and size in percent of the figure, how many are in it, and from where to where it goes."""

    x: float
    y: float
    width: float
    height: float
    students: int
    label: str
    span: str

    @property
    def middle(self) -> float:
        """Where its count stands."""
        return round(self.x + self.width / 2, 2)


class Tick(NamedTuple):
    """A place on the axis below, in percent of its width, with its label and the side on which that is anchored."""

    x: float
    label: str
    anchor: str


class Histogram(NamedTuple):
    """Bars, ticks, and where mean and median lie, in percent of the width."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    mean: float
    median: float


def histogram(scores: Distribution) -> Histogram:
    """The figure of final scores."""
    step = 100 / len(scores.bins)
    tallest = max(scores.bins)
    heights = [100 * _HEADROOM * count / tallest for count in scores.bins]
    bars = tuple(
        Bar(
            x=_rounded(place * step + step * _GAP / 2),
            y=_rounded(100 - height),
            width=_rounded(step * (1 - _GAP)),
            height=_rounded(height),
            students=count,
            label=_short(count),
            span=_span(scores, place),
        )
        for place, (count, height) in enumerate(zip(scores.bins, heights, strict=True))
    )
    return Histogram(bars, _ticks(scores.max_score), _place(scores, scores.mean), _place(scores, scores.median))


def _ticks(max_score: float) -> tuple[Tick, ...]:
    anchors = ("start", "middle", "middle", "middle", "end")
    return tuple(
        Tick(25.0 * place, words.points(max_score * place / 4), anchor) for place, anchor in enumerate(anchors)
    )


def _span(scores: Distribution, place: int) -> str:
    low, high = (words.points(scores.max_score * edge / len(scores.bins)) for edge in (place, place + 1))
    return f"{low} to {high}" if place == len(scores.bins) - 1 else f"{low} to under {high}"


def _place(scores: Distribution, value: float) -> float:
    share = value / scores.max_score if scores.max_score > 0 else 0.0
    return _rounded(100 * min(max(share, 0.0), 1.0))


def _short(count: int) -> str:
    """What fits above a bar."""
    if count < 1_000:
        return str(count) if count else ""
    return f"{count / 1_000:.0f}k"


def _rounded(value: float) -> float:
    return round(value, 2)
