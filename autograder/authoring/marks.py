"""Solution marks, as Otter Assign has them, and what a cell is without its solution.

A line that ends in ``# SOLUTION`` becomes ``name = ...``; the lines between ``# BEGIN SOLUTION`` and ``# END SOLUTION``
become one ``...``, or nothing after ``# BEGIN SOLUTION NO PROMPT``.  Otter Assign takes solutions out for the student's
notebook; this module says beforehand, with the line, what it would stumble over, and knows afterwards what was taken.
"""

from __future__ import annotations

import re

import msgspec

_BEGIN = re.compile(r"\s*# BEGIN SOLUTION( NO PROMPT)?\s*\Z")
_END = re.compile(r"\s*# END SOLUTION\s*\Z")
_LINE = re.compile(r"# ?SOLUTION( NO PROMPT)?\s*\Z")
_ASSIGNED = re.compile(r"[^=#()]*[^=!<>]=(?!=)")
_ANY = re.compile(r"#\s*(?:(?:BEGIN|END)\s+)?SOLUTION\b", re.IGNORECASE)


class MarkError(Exception):
    """A mark that is not closed, not opened, or not one; ``line`` counts from 0 within the cell."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Parts(msgspec.Struct, frozen=True):
    """The lines of a cell that belong to the solution, and those that students are given."""

    solution: tuple[str, ...]
    given: tuple[str, ...]


def has_mark(source: str) -> bool:
    """Whether anything in it looks like a solution mark."""
    return _ANY.search(source) is not None


def parts(source: str) -> Parts:
    """A cell's lines, told apart; :class:`MarkError` where the marks do not fit together."""
    solution: list[str] = []
    given: list[str] = []
    opened: int | None = None
    for number, line in enumerate(source.split("\n")):
        if _BEGIN.match(line):
            if opened is not None:
                raise MarkError(number, "`# BEGIN SOLUTION` inside a solution, which should be closed first")
            opened = number
        elif _END.match(line):
            if opened is None:
                raise MarkError(number, "`# END SOLUTION` without a `# BEGIN SOLUTION` before it")
            opened = None
        elif opened is not None:
            solution.append(line)
        elif _LINE.search(line):
            solution.append(_LINE.sub("", line).rstrip())
        elif has_mark(line):
            raise MarkError(number, f"`{line.strip()}` is no solution mark, but looks like one")
        else:
            given.append(line)
    if opened is not None:
        raise MarkError(opened, "`# BEGIN SOLUTION` is never closed by an `# END SOLUTION`")
    return Parts(tuple(solution), tuple(given))


def without_marks(source: str) -> str:
    """The cell with its solution, as somebody would have written it."""
    kept = [line for line in source.split("\n") if not (_BEGIN.match(line) or _END.match(line))]
    return "\n".join(_LINE.sub("", line).rstrip() if _LINE.search(line) else line for line in kept)


def blank(source: str) -> str:
    """The cell as students find it: what Otter Assign makes of it, but for blank lines."""
    kept: list[str] = []
    inside = False
    for line in source.split("\n"):
        begins = _BEGIN.match(line)
        if begins and not begins[1]:
            kept.append(f"{line[: len(line) - len(line.lstrip())]}...")
        if begins or _END.match(line):
            inside = bool(begins)
        elif not inside:
            kept.append(_without_value(line))
    return "\n".join(kept)


def _without_value(line: str) -> str:
    marked = _LINE.search(line)
    if marked is None:
        return line
    assigned = _ASSIGNED.match(line)
    indent = line[: len(line) - len(line.lstrip())]
    return "" if marked[1] else f"{assigned[0]} ..." if assigned else f"{indent}..."
