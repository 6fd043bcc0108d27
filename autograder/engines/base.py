"""The interface of an engine, and what both engines share."""

from __future__ import annotations

import itertools
import math
from types import TracebackType
from typing import Protocol, Self

from autograder.codec import MAX_FRAMES, CellDone, CodeCell, Failure, Raised, Reply, Request
from autograder.engines.fair_clock import FairClock
from autograder.engines.source import lines_of, loop_around
from autograder.manifest import Limits
from autograder.notebook import Notebook
from autograder.records import CellResult, CellStatus, EngineName, ErrorInfo, Place
from autograder.sandbox.levels import Level

SOURCE_CHARS = 200
MAX_OPENED = 20
OPENED_CHARS = 300
"""How much of what a student's process says of opened files a grade keeps."""


LAST_WORD_SECONDS = 0.2
"""How long a copy that took too long may take to say where it was interrupted."""


class CopyLost(Exception):
    """A copy of the student's state is no longer there."""


class CopyTimedOut(CopyLost):
    """It did not answer before the deadline, and was killed; ``where`` is what it was at, if it still said so."""

    def __init__(self, message: str = "", where: Failure | None = None) -> None:
        super().__init__(message)
        self.where = where


class CopyDied(CopyLost):
    """Its process ended, or sent what is no message."""


class Copy(Protocol):
    """A copy of the student's state after the last cell; one question's calls go to it."""

    def ask(self, request: Request, deadline: float) -> Reply:
        """One request, answered before ``deadline`` (of the session's clock), or :class:`CopyLost`."""

    def close(self) -> None:
        """Let it go."""


class Session(Protocol):
    """One submission, its cells run."""

    clock: FairClock
    notebook: Notebook
    cells: tuple[CellResult, ...]

    def copy(self) -> Copy:
        """A fresh copy of the state; raises :class:`CopyLost` when there is nothing left to copy."""

    def close(self) -> None:
        """End it and everything that it started."""


class Engine(Protocol):
    """Runs notebooks, one at a time."""

    name: EngineName
    limits: Limits
    clock: FairClock

    @property
    def level(self) -> Level:
        """How well students' processes are sealed."""

    def run(self, notebook: Notebook, seconds: float = math.inf) -> Session:
        """Run the cells; a student's failure is in the session's ``cells``, never an exception.

        What is not begun after so many ``seconds``, or after the cells' share of the submission's, is not run.
        """

    def close(self) -> None:
        """End the engine."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def place_of(cells: tuple[CodeCell, ...], number: int | None, line: int | None) -> Place | None:
    """Where a failure lies, with the text of the line; ``None`` when that is not in a cell of the notebook.

    ``number`` and ``line`` come from the student's process and may be anything.
    """
    cell = _cell(cells, number)
    if cell is None:
        return None
    if line is not None:
        blank = itertools.takewhile(lambda text: not text.strip(), lines_of(cell.source))
        line += sum(1 for _ in blank)  # IPython drops these
    return _place(cell, line)


def _cell(cells: tuple[CodeCell, ...], number: int | None) -> CodeCell | None:
    """The student's cell of that number; what is run before the first of them has 0."""
    return next((cell for cell in cells if cell.number == number and cell.number > 0), None)


def _place(cell: CodeCell, line: int | None) -> Place:
    lines = lines_of(cell.source)
    source = lines[line - 1].strip()[:SOURCE_CHARS] if line is not None and 1 <= line <= len(lines) else None
    return Place(
        cell_index=cell.index, cell_number=cell.number, line=line if source is not None else None, source=source
    )


def where_interrupted(reply: Reply) -> Failure | None:
    """Where a call was when it was interrupted: the line of an endless loop is half of what a student needs."""
    return reply.failure if isinstance(reply, Raised) and reply.failure.type == "KeyboardInterrupt" else None


def error_of(cells: tuple[CodeCell, ...], failure: Failure) -> ErrorInfo:
    """A failure as the record that a grade shows; of an interrupt, the place is the loop that it was in."""
    frames = failure.frames[:MAX_FRAMES] if failure.type == "KeyboardInterrupt" else []
    place = _loop_of(cells, frames) or place_of(cells, failure.cell, failure.line)
    return ErrorInfo(type=failure.type[:100], message=failure.message[:2_000], place=place)


def _loop_of(cells: tuple[CodeCell, ...], frames: list[tuple[int, int]]) -> Place | None:
    """The outermost loop with a condition, else the outermost: no two grades would name the same line of its body."""
    found: list[tuple[bool, CodeCell, int]] = []
    for number, frame_line in frames:
        cell, place = _cell(cells, number), place_of(cells, number, frame_line)
        if cell is None or place is None or place.line is None:
            continue
        if (loop := loop_around(cell.source, place.line)) is not None:
            found.append((not loop.has_condition, cell, loop.first))
    if not found:
        return None
    _, cell, line = min(found, key=lambda one: one[0])
    return _place(cell, line)


def cell_result(cells: tuple[CodeCell, ...], cell: CodeCell, done: CellDone, *, interrupted: bool) -> CellResult:
    """How a cell ended, from what its process said and from whether we interrupted it."""
    failure = done.failure
    if interrupted and failure is not None:
        status = CellStatus.TIMED_OUT
    elif failure is None:
        status = CellStatus.OK
    else:
        status = CellStatus.OUT_OF_MEMORY if failure.type == "MemoryError" else CellStatus.ERROR
    return CellResult(
        index=cell.index,
        number=cell.number,
        status=status,
        error=error_of(cells, failure) if failure is not None else None,
        output=done.output[-2_000:],
        opened=tuple(path[:OPENED_CHARS] for path in done.opened[:MAX_OPENED]),
        wall_seconds=round(done.wall_seconds, 6) if 0 <= done.wall_seconds < math.inf else 0.0,
    )
