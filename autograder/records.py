"""The records that a grade is made of: frozen, typed, and the one source of the JSON Schema.

``Grade`` holds ``QuestionResult`` holds ``CheckResult``; ``CellResult`` tells how each code cell ended.
Scores are points; times are wall-clock seconds.  ``null`` in a score means *withheld*: the harness, not
the student, failed there.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Literal

import msgspec

OUTPUT_TAIL_CHARS = 2_000
"""How much of a cell's output a grade keeps: its last characters."""


EngineName = Literal["fork", "jupyter"]


class Verdict(enum.StrEnum):
    """How a check ended, in one word."""

    PASSED = "passed"
    PARTIAL = "partial"
    FOLLOWED_THROUGH = "followed_through"
    FAILED = "failed"
    MISSING = "missing"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    SKIPPED = "skipped"
    HARNESS_ERROR = "harness_error"


class CellStatus(enum.StrEnum):
    """How a code cell ended."""

    OK = "ok"
    ERROR = "error"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    KILLED = "killed"
    NOT_RUN = "not_run"


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all records."""


class Place(Record, frozen=True, kw_only=True):
    """A line of the student's notebook: code cell ``number`` (from 1), ``line`` (from 1), its text."""

    cell_index: int
    cell_number: int
    line: int | None
    source: str | None = None


class ErrorInfo(Record, frozen=True, kw_only=True):
    """An exception of the student's code: its type, its message, and where in the notebook it came from."""

    type: str
    message: str
    place: Place | None = None


class CellResult(Record, frozen=True, kw_only=True):
    """How one code cell ended; ``index`` counts all cells from 0, ``number`` the code cells from 1.

    ``opened`` are files outside the notebook's folder that it opened; only the ``jupyter`` engine knows of them.
    """

    index: int
    number: int
    status: CellStatus
    error: ErrorInfo | None = None
    output: str = ""
    opened: tuple[str, ...] = ()
    wall_seconds: float = 0.0


class CheckResult(Record, frozen=True, kw_only=True):
    """One check's verdict with its reason.

    ``name`` identifies the check, ``description`` is the sentence a student reads first, ``message`` is
    the rationale (empty when passed), ``hint`` leads on, ``misconception`` is the slug of a named mistake.
    ``stood_in`` are the names of earlier questions with whose right definitions it was ``followed_through``.
    """

    name: str
    description: str
    verdict: Verdict
    points: float | None
    max_points: float
    message: str = ""
    hint: str = ""
    misconception: str | None = None
    stood_in: tuple[str, ...] = ()
    wall_seconds: float = 0.0


class QuestionResult(Record, frozen=True, kw_only=True):
    """One question's checks; ``score`` is ``None`` when it is withheld."""

    id: str
    title: str
    score: float | None
    max_score: float
    checks: tuple[CheckResult, ...] = ()


class SubmissionInfo(Record, frozen=True, kw_only=True):
    """What was graded: the file's name and the SHA-256 of its bytes."""

    name: str
    sha256: str


class SuiteInfo(Record, frozen=True, kw_only=True):
    """What graded it: the assignment, and SHA-256 over its suites, and over what its manifest decides."""

    assignment: str
    title: str
    sha256: str
    manifest_sha256: str


class Grade(Record, frozen=True, kw_only=True):
    """One submission's grade, as ``autograder grade --json`` writes it (schema ``autograder/grade/v1``)."""

    schema: Literal["autograder/grade/v1"] = "autograder/grade/v1"
    harness_version: str
    submission: SubmissionInfo
    suite: SuiteInfo
    engine: EngineName
    sandbox_level: Literal["A", "B", "C", "D", "E"]
    score: float | None
    max_score: float
    withheld: str | None = None
    notices: tuple[str, ...] = ()
    questions: tuple[QuestionResult, ...]
    cells: tuple[CellResult, ...]
    wall_seconds: float = 0.0


def has_all_points(check: CheckResult) -> bool:
    """Whether a check passed, or earned all its points with right definitions in place of an earlier mistake."""
    if check.verdict is Verdict.FOLLOWED_THROUGH:
        return check.points is not None and check.points >= check.max_points
    return check.verdict is Verdict.PASSED


def total(points: list[float | None]) -> float | None:
    """Sum of points, rounded to 1e-6 so that thirds add up; ``None`` as soon as one part is withheld."""
    if any(value is None for value in points):
        return None
    return round(sum(value for value in points if value is not None), 6)


def why_withheld(questions: Sequence[QuestionResult]) -> str | None:
    """Why a grade with these questions has no score; ``None`` where it has one."""
    broken = [f"{question.id}: {c.name}" for question in questions for c in question.checks if c.points is None]
    return f"These checks failed by themselves: {', '.join(broken)}." if broken else None
