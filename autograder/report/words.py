"""What a verdict, a score and a level are called: the same on every page."""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from typing import NamedTuple

from autograder.records import CellResult, CellStatus, CheckResult, ErrorInfo, Grade, QuestionResult, Verdict
from autograder.sandbox.levels import PROMISES, Level

WITHHELD = "withheld"
_HUNDREDTH = decimal.Decimal("0.01")
NOT_THE_STUDENT = "The grading harness failed here, not the student: no points were given or taken."


class Face(NamedTuple):
    """How a verdict looks: the word for a student, the icon, a sign where there are only characters, the colour."""

    word: str
    icon: str
    sign: str
    tone: str


VERDICTS = {
    Verdict.PASSED: Face("Passed", "passed", "✓", "good"),
    Verdict.PARTIAL: Face("Partly right", "partial", "◐", "part"),
    Verdict.FOLLOWED_THROUGH: Face("Right, but for an earlier mistake", "followed_through", "»", "part"),
    Verdict.FAILED: Face("Not right yet", "failed", "✗", "bad"),
    Verdict.MISSING: Face("Not defined", "missing", "?", "bad"),
    Verdict.CRASHED: Face("Crashed", "crashed", "!", "bad"),
    Verdict.TIMED_OUT: Face("Timed out", "timed_out", "!", "bad"),
    Verdict.OUT_OF_MEMORY: Face("Out of memory", "out_of_memory", "!", "bad"),
    Verdict.SKIPPED: Face("Not assessed", "skipped", "-", "idle"),
    Verdict.HARNESS_ERROR: Face("Withheld", "harness_error", "~", "ours"),
}
CELLS = {
    CellStatus.OK: Face("Ran", "passed", "✓", "good"),
    CellStatus.ERROR: Face("Stopped with an error", "failed", "✗", "bad"),
    CellStatus.TIMED_OUT: Face("Timed out", "timed_out", "!", "bad"),
    CellStatus.OUT_OF_MEMORY: Face("Out of memory", "out_of_memory", "!", "bad"),
    CellStatus.KILLED: Face("Killed", "crashed", "!", "bad"),
    CellStatus.NOT_RUN: Face("Not run", "skipped", "-", "idle"),
}


def points(value: float | None) -> str:
    """A score with at most two decimals, or "withheld".

    >>> points(2.0), points(1 / 3), points(81.225), points(None)
    ('2', '0.33', '81.23', 'withheld')
    """
    return WITHHELD if value is None else f"{hundredths(value):f}".rstrip("0").rstrip(".")


def difference(value: float) -> str:
    """How many points more or fewer, with their sign.

    >>> difference(0.5), difference(-1.005), difference(0.0)
    ('+0.5', '-1.01', '+0')
    """
    return f"{hundredths(value):+f}".rstrip("0").rstrip(".")


def hundredths(value: float) -> decimal.Decimal:
    """``value`` to two decimals, half up as people round, by its decimal digits: 81.225 is less than that in binary."""
    rounded = decimal.Decimal(repr(float(value))).quantize(_HUNDREDTH, decimal.ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def score(value: float | None, out_of: float) -> str:
    """A score and what could be had: "2 / 4"."""
    return WITHHELD if value is None else f"{points(value)} / {points(out_of)}"


def count(number: int, noun: str) -> str:
    """A number and its noun: "1 check", "3 checks"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def numbers(values: list[int]) -> str:
    """A list in words, with runs of three or more as ranges: "1, 3 and 5 to 9"."""
    parts = [f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in _runs(values)]
    joined = ", ".join(parts)
    return " and ".join(joined.rsplit(", ", 1))


def open_checks(question: QuestionResult) -> list[CheckResult]:
    """The checks that did not pass, and those that passed with something to say; what was not assessed comes last."""
    told = [check for check in question.checks if check.verdict is not Verdict.PASSED or check.message]
    return sorted(told, key=lambda check: check.verdict is Verdict.SKIPPED)


def passed_checks(questions: Iterable[QuestionResult]) -> list[CheckResult]:
    """The checks that passed."""
    return [check for question in questions for check in question.checks if check.verdict is Verdict.PASSED]


def tally(questions: Iterable[QuestionResult]) -> str:
    """How many checks passed, and how many are right but for an earlier mistake: those have points, too."""
    checks = [check for question in questions for check in question.checks]
    passed, through = (
        sum(check.verdict is verdict for check in checks) for verdict in (Verdict.PASSED, Verdict.FOLLOWED_THROUGH)
    )
    right = f", {through} right but for an earlier mistake" if through else ""
    return f"{passed} of {count(len(checks), 'check')} passed{right}"


def stopped_cells(grade: Grade) -> list[CellResult]:
    """The cells that began and did not end well."""
    return [cell for cell in grade.cells if cell.status not in (CellStatus.OK, CellStatus.NOT_RUN)]


def cells_not_run(grade: Grade) -> list[int]:
    """The numbers of the code cells that never began."""
    return [cell.number for cell in grade.cells if cell.status is CellStatus.NOT_RUN]


def what_stopped(cell: CellResult) -> str:
    """Why a cell did not run to its end: the last line of a traceback, or what took the cell's process down."""
    if cell.status is CellStatus.TIMED_OUT:
        end = "was interrupted here" if cell.error else "did not stop when interrupted; what it defines was kept"
        return f"It ran longer than a cell may, and {end}."
    if cell.status is CellStatus.KILLED:
        return "It ended the whole Python process. What it defines was kept, the rest of it left out."
    if cell.error is None:
        return ""
    return f"{cell.error.type}: {cell.error.message}" if cell.error.message else cell.error.type


def place_line(error: ErrorInfo) -> str:
    """Where an error came from: "code cell 4, line 2", or nothing where it is not known."""
    if error.place is None:
        return ""
    line = f", line {error.place.line}" if error.place.line is not None else ""
    return f"code cell {error.place.cell_number}{line}"


def promise(level: str) -> str:
    """What a level of the sandbox seals."""
    return PROMISES[Level(level)]


def _runs(values: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for value in values:
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return runs
