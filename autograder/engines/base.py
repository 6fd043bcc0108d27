"""The interface of an engine, and what both engines share."""

from __future__ import annotations

import ast
import itertools
import math
import re
import warnings
from types import TracebackType
from typing import Protocol, Self

from autograder.codec import CellDone, CodeCell, Failure, Reply, Request
from autograder.manifest import Limits
from autograder.notebook import Notebook
from autograder.records import CellResult, CellStatus, EngineName, ErrorInfo, Place
from autograder.sandbox.levels import Level


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
        """One request, answered before ``deadline`` (``time.monotonic``), or :class:`CopyLost`."""

    def close(self) -> None:
        """Let it go."""


class Session(Protocol):
    """One submission, its cells run."""

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

    @property
    def level(self) -> Level:
        """How well students' processes are sealed."""

    def run(self, notebook: Notebook) -> Session:
        """Run the cells; a student's failure is in the session's ``cells``, never an exception."""

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
    if number is None or not 1 <= number <= len(cells):
        return None
    cell = cells[number - 1]
    lines = lines_of(cell.source)
    if line is not None:
        line += sum(1 for _ in itertools.takewhile(lambda text: not text.strip(), lines))  # IPython drops these
    source = lines[line - 1].strip()[:200] if line is not None and 1 <= line <= len(lines) else None
    return Place(cell_index=cell.index, cell_number=number, line=line if source is not None else None, source=source)


def lines_of(source: str) -> list[str]:
    """The lines as Python counts them: ``str.splitlines`` breaks at form feeds and U+2028, too."""
    return re.split(r"\r\n|\r|\n", source)


def error_of(cells: tuple[CodeCell, ...], failure: Failure) -> ErrorInfo:
    """A failure as the record that a grade shows."""
    return ErrorInfo(
        type=failure.type[:100], message=failure.message[:2_000], place=place_of(cells, failure.cell, failure.line)
    )


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
        wall_seconds=round(done.wall_seconds, 6) if 0 <= done.wall_seconds < math.inf else 0.0,
    )


def definitions_only(source: str) -> str:
    """What a cell defines without the rest, on its own lines; empty at a syntax error.

    Kept are imports, functions, classes, and names that are given a literal.

    A cell that ended its process is replayed like this, so that what it defined before is not lost with it.
    """
    tree = _parsed(source) or _parsed(_MAGIC.sub(r"\1pass", source))
    if tree is None:
        return ""
    lines = lines_of(source)
    kept = [""] * len(lines)
    for node in tree.body:
        first = node.lineno - 1
        if isinstance(node, (ast.Import, ast.ImportFrom)) or _is_literal(node):
            # Written anew, since what else stands on its lines may be what ended the process.
            kept[first] += ("; " if kept[first] else "") + ast.unparse(node)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            first = min([first, *(item.lineno - 1 for item in node.decorator_list)])
            kept[first : node.end_lineno] = lines[first : node.end_lineno]
    return "\n".join(kept).rstrip()


def _is_literal(node: ast.stmt) -> bool:
    """``kc1 = "b"``: cannot end a process, and may be an answer."""
    if not isinstance(node, ast.Assign):
        return False
    try:
        ast.literal_eval(node.value)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return False
    return all(isinstance(target, ast.Name) for target in node.targets)


def _parsed(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\s" in a student's string is not the grader's to warn of
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


# A line that IPython reads and Python does not.  Cell magics other than these two read the whole cell themselves.
_MAGIC = re.compile(r"^([ \t]*)(?:[%!?](?!%)|%%(?:time|capture)\b)[^\r\n]*", re.MULTILINE)
