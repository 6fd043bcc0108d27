"""One place decides how a check ended, from the exception that ended it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from msgspec.structs import replace

from autograder.faults import (
    CallRaised,
    CallTimedOut,
    CheckFailed,
    NameMissing,
    OutOfMemory,
    PartialCredit,
    ProcessDied,
    StudentFault,
)
from autograder.records import ErrorInfo, Place, Verdict
from autograder.suite import Check
from autograder.verdicts import MAX_MESSAGE_CHARS, judge, own_errors, skipped

CHECK = Check(name="test_it", question="q", points=3.0, description="It is right", depends=())


def test_a_check_that_ran_to_its_end_passed():
    """All points, no message; the time is kept to the microsecond."""
    result = judge(CHECK, None, 0.12345678)
    assert (result.verdict, result.points, result.max_points) == (Verdict.PASSED, 3.0, 3.0)
    assert (result.message, result.hint, result.misconception) == ("", "", None)
    assert (result.name, result.description, result.wall_seconds) == ("test_it", "It is right", 0.123457)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (CheckFailed("no"), Verdict.FAILED),
        (StudentFault("no"), Verdict.FAILED),
        (NameMissing("no"), Verdict.MISSING),
        (CallRaised("no", ErrorInfo(type="E", message="")), Verdict.CRASHED),
        (ProcessDied("no"), Verdict.CRASHED),
        (CallTimedOut("no"), Verdict.TIMED_OUT),
        (OutOfMemory("no"), Verdict.OUT_OF_MEMORY),
        (AssertionError("no"), Verdict.FAILED),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_students_fault_is_a_result_without_points(error, verdict):
    """Each fault has its verdict, its message and no points."""
    result = judge(CHECK, error, 0.0)
    assert (result.verdict, result.points, result.message) == (verdict, 0.0, "no")


def test_partial_credit_is_a_part_of_the_points():
    """A third of three points is one, whatever the rounding."""
    result = judge(CHECK, PartialCredit(1 / 3, "Nearly.", hint="One letter.", misconception="typo"), 0.0)
    assert (result.verdict, result.points) == (Verdict.PARTIAL, 1.0)
    assert (result.message, result.hint, result.misconception) == ("Nearly.", "One letter.", "typo")


def test_hint_and_misconception_are_handed_on():
    """What diagnosis found is in the result."""
    result = judge(CHECK, CheckFailed("no", hint="Look.", misconception="slip"), 0.0)
    assert (result.hint, result.misconception) == ("Look.", "slip")


@pytest.mark.parametrize(
    "error",
    [ValueError("boom"), KeyError("boom"), RecursionError("boom"), MemoryError("boom"), ZeroDivisionError("boom")],
    ids=lambda error: type(error).__name__,
)
def test_any_other_exception_is_the_harnesss_own(error, caplog):
    """No points are given or taken, the student reads whose fault it is not, and the log what happened."""
    result = judge(CHECK, error, 0.0)
    assert (result.verdict, result.points, result.max_points) == (Verdict.HARNESS_ERROR, None, 3.0)
    assert result.message == "The check itself failed. This is not your fault, and costs no points."
    (record,) = caplog.records
    assert record.getMessage() == f"test_it of q failed by itself: {type(error).__name__}: {error!s}"
    assert record.exc_info[1] is error


def test_own_errors_are_kept_for_whoever_tells_the_author(caplog):
    """With the line of the suite, not of a library; meanwhile the log is spared."""
    with own_errors() as found:
        try:
            Fraction("nothing")
        except ValueError as error:
            judge(CHECK, error, 0.0)
    assert caplog.records == []
    assert found[0].place.startswith(f"{__file__}:")
    assert found[0].what.startswith("ValueError: Invalid literal")


def test_pytests_own_failure_is_the_harnesss():
    """pytest.fail() is how pytest's plugins report trouble of theirs, so it says nothing of the student."""
    assert judge(CHECK, pytest.fail.Exception("timeout"), 0.0).verdict == Verdict.HARNESS_ERROR


def test_a_suite_may_skip():
    """pytest.skip() is a check that was not assessed."""
    result = judge(CHECK, pytest.skip.Exception("not on this machine"), 0.0)
    assert (result.verdict, result.points, result.message) == (Verdict.SKIPPED, 0.0, "not on this machine")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("`word` should be right.", "`word` should be right."),
        ("`word` should be right.\nassert 'a' == 'b'", "`word` should be right."),
        ("two\nlines\nassert 1 == 2\n  +  where", "two\nlines"),
        ("assert 1 == 2", "A condition of this check does not hold."),
        ("", "A condition of this check does not hold."),
        ("assertions are fine", "assertions are fine"),
    ],
)
def test_of_a_bare_assert_the_authors_words_are_kept(text, message):
    """The code that pytest writes behind them may give the answer away."""
    assert judge(CHECK, AssertionError(text), 0.0).message == message


def test_a_message_has_a_largest_length():
    """What a student's process sent, and a message quotes, cannot fill a report."""
    message = judge(CHECK, CheckFailed("x" * 10**6), 0.0).message
    assert (len(message), message[-1]) == (MAX_MESSAGE_CHARS, "…")
    assert judge(CHECK, CheckFailed("x" * MAX_MESSAGE_CHARS), 0.0).message == "x" * MAX_MESSAGE_CHARS


def test_a_skipped_check_names_what_comes_first():
    """A check whose foundation is missing is said to be not assessed, with the reason."""
    cause = Check(name="test_first", question="q", points=1.0, description="f exists", depends=())
    result = skipped(CHECK, cause)
    assert (result.verdict, result.points, result.max_points) == (Verdict.SKIPPED, 0.0, 3.0)
    assert result.message == "Not assessed, because this comes first: f exists."


# --- disclosure ---------------------------------------------------------------------------------------------------

HIDDEN = "0.123456789"
PLACE = Place(cell_index=3, cell_number=2, line=4, source="return 1 / 0")


def raised(kind):
    return CallRaised(f"f({HIDDEN}) raised: {HIDDEN}", ErrorInfo(type=kind, message=f"for {HIDDEN}", place=PLACE))


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (CheckFailed(f"f({HIDDEN}) is 1"), "The check's description does not hold yet."),
        (AssertionError(f"f({HIDDEN}) is 1"), "The check's description does not hold yet."),
        (PartialCredit(0.5, f"f({HIDDEN}) is 1"), "The check's description holds in part."),
        (NameMissing(f"`x` of f({HIDDEN})"), "Something that this check needs is not defined."),
        (ProcessDied(f"f({HIDDEN}) ended"), "Your code ended the whole Python process."),
        (CallTimedOut(f"f({HIDDEN}) did not return"), "Your code did not return in time."),
        (OutOfMemory(f"f({HIDDEN}) needed more"), "Your code needed more memory than allowed."),
        (raised("ValueError"), "Your code raised ValueError (code cell 2, line 4: `return 1 / 0`)."),
        (raised(f"Error{HIDDEN}"), "Your code raised an exception (code cell 2, line 4: `return 1 / 0`)."),
        (raised("print"), "Your code raised an exception (code cell 2, line 4: `return 1 / 0`)."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_below_full_no_input_is_told(error, message):
    """One sentence without inputs or values; nothing at all where nothing is disclosed."""
    hint, none = (judge(replace(CHECK, disclosure=level), error, 0.0) for level in ("hint", "none"))
    full = judge(CHECK, error, 0.0)
    assert HIDDEN in full.message
    assert (hint.message, none.message) == (message, "")
    assert {(r.verdict, r.points, r.description) for r in (full, hint, none)} == {
        (full.verdict, full.points, "It is right")
    }
    assert HIDDEN not in repr(hint)


def test_a_hint_without_the_values():
    """What leads on is kept at one level, and not at the next."""
    fault = CheckFailed("no", hint="Look.", misconception="slip")
    hint, none = (judge(replace(CHECK, disclosure=level), fault, 0.0) for level in ("hint", "none"))
    assert (hint.hint, hint.misconception) == ("Look.", "slip")
    assert (none.hint, none.misconception) == ("", None)


def test_a_suggested_name_may_quote_an_input():
    """The names that a notebook defines are its own, and it may define them during a call."""
    fault = NameMissing("no", hint=f"There is `x{HIDDEN}`: is it a different spelling?")
    assert judge(replace(CHECK, disclosure="hint"), fault, 0.0).hint == ""


@pytest.mark.parametrize("level", ["full", "hint", "none"])
def test_what_is_no_secret_is_always_told(level):
    """Whose fault it is not, and what comes first."""
    check = replace(CHECK, disclosure=level)
    assert judge(check, ValueError("boom"), 0.0).message.startswith("The check itself failed.")
    assert skipped(check, CHECK).message == "Not assessed, because this comes first: It is right."
