"""Where two notebooks are alike: their longest common runs of tokens, given code left out, as lines of cells."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from autograder.codec import CodeCell
from autograder.records import Record
from autograder.similarity.fingerprints import GRAM, all_hashes, winnowed
from autograder.similarity.lexer import BREAK, Codes, Lexer, Place, places

MAX_PASSAGES = 30
"""How many passages of a pair are kept, the longest ones."""

MAX_GAP = 16
"""Tokens on either side that two passages may be apart and still be shown as one: a statement put in between."""

MAX_STEPS = 500_000
"""Tokens of one pair that are compared; only a notebook made to stall this one needs more."""

MAX_AROUND = 500
"""Characters before a passage on its first line, and after it on its last line, that are kept with it."""

MAX_TEXT = 20_000
"""Characters of a passage that are kept: a line may have megabytes, and each passage in it would be a copy of it."""

_OCCURRENCES = 3


class Side(Record, frozen=True, kw_only=True):
    """A passage in one notebook: code cell ``cell_number``, lines from 1, ``last_line`` included, and their text.

    Where that is very long it is cut: see :data:`MAX_TEXT`.
    """

    cell_number: int
    first_line: int
    last_line: int
    text: str


class Passage(Record, frozen=True, kw_only=True):
    """What stands in both notebooks: ``tokens`` in common, in lines that may hold more than these."""

    first: Side
    second: Side
    tokens: int


class Text(NamedTuple):
    """A notebook's code ready to be compared: given code is blanked out in ``codes``."""

    cells: tuple[CodeCell, ...]
    codes: list[int]
    prints: dict[int, list[int]]
    places: list[Place]


class _Run(NamedTuple):
    tokens: int
    first: int
    first_end: int
    second: int
    second_end: int


def prepared(cells: tuple[CodeCell, ...], lexer: Lexer, given: Codes) -> Text:
    """Read a notebook for :func:`shared_passages`; ``given`` are all hashes of the given code."""
    codes = lexer.read(cells)
    hashes = all_hashes(codes)
    prints: dict[int, list[int]] = {}
    for place in winnowed(hashes).tolist():
        prints.setdefault(int(hashes[place]), []).append(place)
    return Text(cells, _without_given(codes, hashes, given).tolist(), prints, places(cells))


def shared_passages(one: Text, other: Text, telling: set[int]) -> tuple[Passage, ...]:
    """The passages around the fingerprints ``telling``, the longest first."""
    runs = _joined(_apart(_runs(one, other, telling)), one, other)
    runs.sort(key=lambda run: (-run.tokens, run))
    return tuple(
        Passage(
            first=_side(one, run.first, run.first_end),
            second=_side(other, run.second, run.second_end),
            tokens=run.tokens,
        )
        for run in runs[:MAX_PASSAGES]
    )


def _without_given(codes: Codes, hashes: Codes, given: Codes) -> Codes:
    starts = np.flatnonzero(np.isin(hashes, given))
    blanked: npt.NDArray[np.uint64] = codes.copy()
    for offset in range(GRAM):
        blanked[starts + offset] = BREAK
    return blanked


def _seeds(one: Text, other: Text, telling: set[int]) -> Iterator[tuple[int, int]]:
    for code in sorted(telling):
        first, second = one.prints.get(code, [])[:_OCCURRENCES], other.prints.get(code, [])[:_OCCURRENCES]
        for start in first:
            for place in second:
                yield start, place


def _runs(one: Text, other: Text, telling: set[int]) -> list[_Run]:
    """Every common run around a seed, as long as it goes."""
    found: set[_Run] = set()
    ends: dict[int, list[tuple[int, int]]] = {}  # begin and end of runs, by how far apart their two places are
    steps = 0
    for first, second in _seeds(one, other, telling):
        begun = next((k for k in range(GRAM) if one.codes[first + k] != BREAK), 0)  # it may begin in given code
        first, second = first + begun, second + begun
        known = ends.setdefault(first - second, [])
        before = bisect.bisect_right(known, (first, len(one.codes)))
        if before and known[before - 1][1] > first:
            continue  # a run known already goes through it
        run = _extended(one.codes, other.codes, first, second, MAX_STEPS - steps)
        steps += run.tokens + 1
        bisect.insort(known, (run.first, run.first_end))
        found.add(run)
        if steps >= MAX_STEPS:
            break
    return [run for run in found if run.tokens >= GRAM // 2]


def _extended(one: list[int], other: list[int], first: int, second: int, room: int) -> _Run:
    back = 0
    while back < min(first, second, room) and one[first - back - 1] == other[second - back - 1] != BREAK:
        back += 1
    on, most = 0, min(len(one) - first, len(other) - second, room)
    while on < most and one[first + on] == other[second + on] != BREAK:
        on += 1
    return _Run(back + on, first - back, first + on, second - back, second + on)


def _apart(runs: list[_Run]) -> list[_Run]:
    """The longest runs of which no two overlap in either notebook."""
    kept: list[_Run] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for run in sorted(runs, key=lambda run: (-run.tokens, run)):
        here, there = range(run.first, run.first_end), range(run.second, run.second_end)
        if taken[0].isdisjoint(here) and taken[1].isdisjoint(there):
            taken[0].update(here)
            taken[1].update(there)
            kept.append(run)
    return sorted(kept, key=lambda run: run.first)


def _joined(runs: list[_Run], one: Text, other: Text) -> list[_Run]:
    """Neighbours in both notebooks as one."""
    joined: list[_Run] = []
    for run in runs:
        if joined and _neighbours(joined[-1], run, one, other):
            last = joined.pop()
            run = _Run(last.tokens + run.tokens, last.first, run.first_end, last.second, run.second_end)
        joined.append(run)
    return joined


def _neighbours(last: _Run, run: _Run, one: Text, other: Text) -> bool:
    near = run.first - last.first_end <= MAX_GAP and 0 <= run.second - last.second_end <= MAX_GAP
    return (
        near
        and one.places[last.first].cell == one.places[run.first].cell
        and other.places[last.second].cell == other.places[run.second].cell
    )


def _side(text: Text, start: int, end: int) -> Side:
    begin, last = text.places[start], text.places[end - 1]
    cell = text.cells[begin.cell]
    low, high = max(begin.start - MAX_AROUND, 0), last.end + MAX_AROUND
    newline = cell.source.rfind("\n", low, begin.start)
    first_char = newline + 1 if newline >= 0 else low
    newline = cell.source.find("\n", last.end, high)
    last_char = newline if newline >= 0 else min(high, len(cell.source))
    first_line = cell.source.count("\n", 0, begin.start) + 1
    return Side(
        cell_number=cell.number,
        first_line=first_line,
        last_line=first_line + cell.source.count("\n", begin.start, last.end),
        text=cell.source[first_char : min(last_char, first_char + MAX_TEXT)],
    )
