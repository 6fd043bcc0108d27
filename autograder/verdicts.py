"""How a check ended, decided in one place from the exception that ended it."""

from __future__ import annotations

import builtins
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from msgspec.structs import replace

from autograder.faults import CallRaised, NameMissing, PartialCredit, StudentFault
from autograder.faults import in_words as in_cell
from autograder.follow_through import StoodIn, in_words
from autograder.records import CheckResult, ErrorInfo, Verdict
from autograder.suite import Check, OwnError, own_error, suite_trace

_log = logging.getLogger(__name__)
_OWN = "own_error"

MAX_MESSAGE_CHARS = 2_000
"""A message may quote what the student's process sent, and that may be of any length."""


def judge(check: Check, error: BaseException | None, wall_seconds: float) -> CheckResult:
    """The result of a check that ended with ``error`` (``None``: it ran to its end).

    A :class:`StudentFault` is the student's, a bare ``assert`` of the suite too; whatever else a suite raises is the
    harness's failure, and no points are given or taken.
    """
    if error is None:
        return _result(check, Verdict.PASSED, check.points, wall_seconds)
    if isinstance(error, PartialCredit):
        earned = round(check.points * error.fraction, 6)
        return _result(check, Verdict.PARTIAL, earned, wall_seconds, error)
    if isinstance(error, StudentFault):
        return _result(check, error.verdict, 0.0, wall_seconds, error)
    if isinstance(error, AssertionError):
        fault = StudentFault(_own_words(error))
        return _result(check, Verdict.FAILED, 0.0, wall_seconds, fault)
    if isinstance(error, pytest.skip.Exception):
        return _result(check, Verdict.SKIPPED, 0.0, wall_seconds, StudentFault(str(error)))
    # The exception's own text may show what the author did not disclose: it goes to the log, not to the student.
    told = own_error(error)
    trace = (type(error), error, suite_trace(error))
    _log.error("%s of %s failed by itself: %s", check.name, check.question, told, exc_info=trace, extra={_OWN: told})
    text = "The check itself failed. This is not your fault, and costs no points."
    return _result(check, Verdict.HARNESS_ERROR, None, wall_seconds, StudentFault(text))


@contextmanager
def own_errors() -> Iterator[list[OwnError]]:
    """What checks do wrong themselves meanwhile, first to last: for whoever tells their author, and not for the log."""
    found: list[OwnError] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(getattr(record, _OWN))

    handler, propagate = Keep(), _log.propagate
    _log.addHandler(handler)
    _log.propagate = False
    try:
        yield found
    finally:
        _log.removeHandler(handler)
        _log.propagate = propagate


def skipped(check: Check, cause: Check) -> CheckResult:
    """The result of a check that would say nothing, since one that it depends on did not pass."""
    fault = StudentFault(f"Not assessed, because this comes first: {cause.description}.")
    return _result(check, Verdict.SKIPPED, 0.0, 0.0, fault)


def followed_through(
    first: CheckResult, again: CheckResult, stood_in: tuple[StoodIn, ...], share: float
) -> CheckResult:
    """The result of a check that earns more with right definitions in place of earlier ones: ``share`` of it.

    Of the second judging only the points count; its words may hold the code of what stood in.  The hint and the
    mistake's name go: what they are about is the earlier question's.
    """
    earned = round(share * (again.points or 0.0), 6)
    if first.points is None or earned <= first.points:
        return first
    how = "Right" if again.verdict is Verdict.PASSED else "Partly right"
    does = "passes" if again.verdict is Verdict.PASSED else "earns more"
    reason = (
        f"{how}, but for an earlier mistake: it {does} with the reference's {in_words(stood_in)} in place of yours."
    )
    if share < 1:
        reason += f" So earned, {100 * share:g} % of the points count."
    room = MAX_MESSAGE_CHARS - len(reason) - 1
    return replace(
        first,
        verdict=Verdict.FOLLOWED_THROUGH,
        points=earned,
        message=f"{_bounded(first.message, room)}\n{reason}".strip(),
        hint="",
        misconception=None,
        stood_in=tuple(item.name for item in stood_in),
    )


DIFFERS = (
    "Your answer differs from call to call: asked the same once more, your code answered differently. "
    "Does it draw random numbers, or remember something from one call to the next?"
)


def differs(first: CheckResult, again: CheckResult, messages: tuple[str, str]) -> bool:
    """Whether a check that was judged twice ended in two ways, by the student's doing: not where time ran out.

    The ``messages`` are what was said each time, whether or not it is disclosed.
    """
    if again.verdict in (Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY, Verdict.HARNESS_ERROR, Verdict.SKIPPED):
        return False
    one, other = (_ADDRESS.sub("", message) for message in messages)
    return (first.verdict, first.points, one) != (again.verdict, again.points, other)


_ADDRESS = re.compile(r"\b0x[0-9a-f]+\b")  # of an object, which differs though the code does not


def changeable(check: Check, result: CheckResult) -> CheckResult:
    """The result of a check whose answer :func:`differs` from call to call; the first judging counts."""
    if check.disclosure == "none":
        return result
    return replace(result, hint=f"{DIFFERS} {result.hint}".strip())


def _result(
    check: Check, verdict: Verdict, points: float | None, wall_seconds: float, fault: StudentFault | None = None
) -> CheckResult:
    message, hint, misconception = disclosed(check, verdict, fault)
    return CheckResult(
        name=check.name,
        description=check.description,
        verdict=verdict,
        points=points,
        max_points=check.points,
        message=_bounded(message),
        hint=hint,
        misconception=misconception,
        wall_seconds=round(wall_seconds, 6),
    )


def disclosed(check: Check, verdict: Verdict, fault: StudentFault | None) -> tuple[str, str, str | None]:
    """Message, hint and misconception of a check, as far as its author discloses them.

    What the grader says of itself, and what comes first, holds no input.  Of all else, below ``full``, nothing is told
    that came from the student's process but the type and place of an exception: a text of theirs, a name that they
    define, or a type that they invent, may quote the hidden input.
    """
    if fault is None:
        return "", "", None
    if check.disclosure == "full" or verdict in (Verdict.SKIPPED, Verdict.HARNESS_ERROR):
        return fault.message, fault.hint, fault.misconception
    if check.disclosure == "none":
        return "", "", None
    hint = "" if isinstance(fault, NameMissing) else fault.hint  # it suggests names that are theirs
    message = _raised(fault.error) if isinstance(fault, CallRaised) else _HINTS[verdict]
    return message, hint, fault.misconception


_HINTS = {
    Verdict.PARTIAL: "The check's description holds in part.",
    Verdict.FAILED: "The check's description does not hold yet.",
    Verdict.MISSING: "Something that this check needs is not defined.",
    Verdict.CRASHED: "Your code ended the whole Python process.",
    Verdict.TIMED_OUT: "Your code did not return in time.",
    Verdict.OUT_OF_MEMORY: "Your code needed more memory than allowed.",
}


def _raised(error: ErrorInfo) -> str:
    known = getattr(builtins, error.type, None)
    kind = error.type if isinstance(known, type) and issubclass(known, BaseException) else "an exception"
    return f"Your code raised {kind}{in_cell(error.place)}."


def _bounded(text: str, room: int = MAX_MESSAGE_CHARS) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"


def _own_words(error: AssertionError) -> str:
    """The author's message of a bare ``assert``, without the code that pytest appends to it."""
    text = str(error).partition("\nassert ")[0].strip()
    return text if text and not text.startswith("assert ") else "A condition of this check does not hold."
