"""What a check is charged, and by which limit it ends: the same whenever it is graded."""

from __future__ import annotations

import pytest

from autograder import codec
from autograder.attempt import Attempt
from autograder.engines.base import CopyDied, CopyTimedOut
from autograder.faults import CallTimedOut
from autograder.manifest import Limits

LIMITS = Limits(check_seconds=5.0, question_seconds=15.0, submission_seconds=180.0)
CALL = codec.Call(1, [], {})


class _Clock:
    def __init__(self):
        self.moment = 0.0

    def now(self):
        return self.moment

    def since(self, start):
        return self.moment - start


class _Session:
    """Each call takes as long as it is told, and may never come back."""

    def __init__(self):
        self.clock = _Clock()
        self.calls = []

    def copy(self):
        return self

    def ask(self, request, deadline):
        seconds, error = self.calls.pop(0)
        self.clock.moment += seconds if error is not CopyTimedOut else deadline - self.clock.moment + seconds
        if error is not None:
            raise error
        return codec.Done()

    def close(self):
        pass


def patience(session, calls):
    """How long each check of one question was waited for, in words; what was said of those that were not tried."""
    attempt, told = Attempt(session, LIMITS, deadline=1_000.0), []
    for seconds, error in calls:
        session.calls.append((seconds, error))
        try:
            attempt.begin_check("q1")
            told.append(attempt.patience)
            attempt.ask(CALL)
        except (CopyTimedOut, CopyDied):
            pass
        except CallTimedOut as late:
            told.append(str(late))
    return told


@pytest.mark.parametrize("late", [0.0, 0.03, -0.04, 0.7])
def test_what_never_ends_is_charged_its_limit(late):
    """However soon or late the clock says so: three of 5 s are the question's 15 s."""
    assert patience(_Session(), [(late, CopyTimedOut)] * 4) == [
        *["within 5 s"] * 3,
        "Not tried: earlier checks of this question used up its 15 s.",
    ]


@pytest.mark.parametrize("quick", [0.001, 0.4])
@pytest.mark.parametrize("late", [0.0, 0.03, -0.04])
def test_what_ends_is_charged_its_time(quick, late):
    """So that the third endless check has less than its own limit left, and the fourth nothing."""
    assert patience(_Session(), [(quick, None), *[(late, CopyTimedOut)] * 4])[1:] == [
        *["within 5 s"] * 2,
        "before the 15 s of this question were used up",
        "Not tried: earlier checks of this question used up its 15 s.",
    ]


def test_a_process_that_ends_is_charged_its_time():
    """It may have been at it for long."""
    told = patience(_Session(), [(4.0, CopyDied)] * 4)
    assert told == [*["within 5 s"] * 3, "before the 15 s of this question were used up"]
