"""One submission while its questions are judged: a copy of the state per question, a deadline per check."""

from __future__ import annotations

from autograder import codec
from autograder.engines.base import Copy, CopyDied, CopyLost, CopyTimedOut, Session, error_of
from autograder.faults import CallTimedOut, ProcessDied
from autograder.manifest import Limits
from autograder.records import ErrorInfo
from autograder.replay import Trace

LEAST_SECONDS = 1e-6
"""Less than this is left of a question's time only by the rounding of a sum."""


class Attempt:
    """The link of :class:`~autograder.student.Student`: calls of one question go to one copy of the state.

    A copy that timed out or died is gone; the next check gets a fresh one, so an endless loop costs its own
    check alone.  ``deadline`` (of the session's clock) is the whole submission's.  A function or class that a name
    stands for is asked for once a copy.
    """

    def __init__(self, session: Session, limits: Limits, deadline: float) -> None:
        self.patience = ""
        self._seconds = limits.check_seconds
        self._session = session
        self._clock = session.clock
        self._limits = limits
        self._last = deadline
        self._question: str | None = None
        self._copy: Copy | None = None
        self._check_seconds = 0.0
        self._question_seconds = 0.0
        self._names: dict[str, codec.Reply] = {}
        self.trace = Trace()

    def begin_question(self, question: str) -> None:
        """Give the question its time, and a fresh copy."""
        self.close()
        self._question = question
        self._question_seconds = 0.0

    @property
    def usable(self) -> bool:
        """Whether there is still a copy that answers; another one costs a fork, or a run of the notebook."""
        return self._copy is not None

    def begin_check(self, question: str) -> None:
        """Set the check's deadline, and see to it that there is a copy to ask."""
        self.trace = Trace()
        if question != self._question:
            self.begin_question(question)
        left = self._limits.question_seconds - self._question_seconds
        if left < LEAST_SECONDS:
            raise CallTimedOut(
                f"Not tried: earlier checks of this question used up its {self._limits.question_seconds:g} s."
            )
        rest = self._last - self._clock.now()
        if rest <= 0:
            raise CallTimedOut(f"Not tried: the submission used up its {self._limits.submission_seconds:g} s.")
        self._seconds = min(self._limits.check_seconds, left, rest)
        self.patience = self._in_words(left, rest)
        self._check_seconds = 0.0
        if self._copy is None:
            self._names.clear()
            self._copy = self._fresh_copy()

    def ask(self, request: codec.Request) -> codec.Reply:
        """One request, within what is left of the check's time, of which only waiting for the student counts."""
        if self._copy is None:
            raise CopyDied("the copy is gone")
        if isinstance(request, codec.GetName) and (known := self._names.get(request.name)) is not None:
            self.trace.add(request, known)
            return known
        start, left = self._clock.now(), self._seconds - self._check_seconds
        spent = left  # what time runs out for is charged its limit: by the clock no two grades would charge the same
        try:
            reply = self._copy.ask(request, start + left)
            spent = min(left, self._clock.since(start))
        except CopyTimedOut:
            self._copy = None
            raise
        except CopyLost:
            self._copy, spent = None, min(left, self._clock.since(start))
            raise
        finally:
            self._check_seconds += spent
            self._question_seconds += spent
        if isinstance(request, codec.GetName) and _is_code(reply):
            self._names[request.name] = reply
        self.trace.add(request, reply)
        return reply

    def _in_words(self, left: float, rest: float) -> str:
        """Which limit ends this check; never how much is left of it, or no two grades would be the same."""
        limits = self._limits
        if limits.check_seconds <= min(left, rest):
            return f"within {limits.check_seconds:g} s"
        if left <= rest:
            return f"before the {limits.question_seconds:g} s of this question were used up"
        return f"before the {limits.submission_seconds:g} s of the submission were used up"

    def error_of(self, failure: codec.Failure) -> ErrorInfo:
        """A failure with its place in the notebook."""
        return error_of(self._session.notebook.cells, failure)

    def close(self) -> None:
        """Let the current copy go."""
        if self._copy is not None:
            self._copy.close()
            self._copy = None
        self._names.clear()
        self._question = None

    def _fresh_copy(self) -> Copy:
        try:
            return self._session.copy()
        except CopyLost:
            raise ProcessDied("The notebook's process ended by itself, so nothing is left of it to call.") from None


def _is_code(reply: codec.Reply) -> bool:
    value = reply.value if isinstance(reply, codec.Answer) else None
    return isinstance(value, codec.Handle) and value.kind in ("function", "class")
