"""What a student's code did wrong, as the exceptions that end a check.

A hidden suite runs in the grader; whatever the student's process answered wrongly surfaces there as a
:class:`StudentFault`.  Each carries its verdict, so that *whose fault it is* is decided by the type alone:
a ``StudentFault`` becomes a result, any other exception of a suite is the harness's own failure.
"""

from __future__ import annotations

from typing import ClassVar

from autograder.records import ErrorInfo, Place, Verdict


class StudentFault(Exception):
    """Ends a check by the student's fault.

    ``message`` is for the student: subject, actual, required, the call.  ``hint`` leads on, ``misconception``
    is the slug of a named mistake.
    """

    verdict: ClassVar[Verdict] = Verdict.FAILED

    def __init__(self, message: str, *, hint: str = "", misconception: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.misconception = misconception
        if hint:
            self.add_note(f"Hint: {hint}")  # so that plain pytest shows it, too


class CheckFailed(StudentFault, AssertionError):
    """The answer is wrong; an ``AssertionError``, so that plain pytest reports it as a failure."""


class PartialCredit(StudentFault):
    """Right in a stated part: ``fraction`` of the check's points, strictly between 0 and 1."""

    verdict = Verdict.PARTIAL

    def __init__(self, fraction: float, message: str, *, hint: str = "", misconception: str | None = None) -> None:
        if not 0.0 < fraction < 1.0:
            raise ValueError(f"PartialCredit(fraction={fraction!r}), but should be strictly between 0 and 1")
        super().__init__(message, hint=hint, misconception=misconception)
        self.fraction = fraction


class NameMissing(StudentFault):
    """The notebook ended without defining a name that the check needs."""

    verdict = Verdict.MISSING


class CallRaised(StudentFault):
    """The student's code raised; ``error`` says what and in which cell and line."""

    verdict = Verdict.CRASHED

    def __init__(self, message: str, error: ErrorInfo, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.error = error


class CallTimedOut(StudentFault):
    """The call did not return within its limit."""

    verdict = Verdict.TIMED_OUT


class OutOfMemory(StudentFault):
    """The call needed more memory than the limit."""

    verdict = Verdict.OUT_OF_MEMORY


class ProcessDied(StudentFault):
    """The student's process ended, or broke the protocol, in the middle of the call."""

    verdict = Verdict.CRASHED


def in_words(place: Place | None) -> str:
    """``" (code cell 3, line 2: `return 1 / 0`)"``, or nothing where the place is not known."""
    if place is None:
        return ""
    line = f", line {place.line}" if place.line is not None else ""
    source = f": `{place.source}`" if place.source else ""
    return f" (code cell {place.cell_number}{line}{source})"
