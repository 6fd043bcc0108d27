"""What goes to a grader process and what comes back, as bytes; and the one interface of all executors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Protocol, Self

import msgspec

from autograder.records import EngineName, Grade
from autograder.storing import storable

ATTEMPTS = 2
"""How often a submission is given to a grader process before its grade is withheld."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How to grade: the assignment's folder, another suite than its own, the engine, the questions (none: all)."""

    assignment: str
    suite: str = ""
    engine: EngineName = "fork"
    unsafe: bool = False
    only: tuple[str, ...] = ()


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One submission to grade; ``key`` is the caller's, ``name`` what messages call the file."""

    key: str
    name: str
    data: bytes


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a task: a grade; or a sentence about a file that is no notebook; or a sentence about us."""

    key: str
    grade: Grade | None = None
    problem: str = ""
    failure: str = ""


class Ready(msgspec.Struct, frozen=True, tag=True):
    """It can grade, at this sandbox level and by these suites."""

    level: str
    suite_sha256: str
    manifest_sha256: str


class Refused(msgspec.Struct, frozen=True, tag=True):
    """It cannot grade at all; ``input_error`` tells whose fault that is."""

    reason: str
    input_error: bool


def encode(message: Settings | Task | Outcome | Ready | Refused) -> bytes:
    """A message as bytes; what cannot be written as UTF-8 in a grade is spelt out."""
    try:
        return msgspec.msgpack.encode(message)
    except UnicodeEncodeError:
        if isinstance(message, Outcome) and message.grade is not None:
            return msgspec.msgpack.encode(msgspec.structs.replace(message, grade=storable(message.grade)))
        raise


class Executor(Protocol):
    """Grades many submissions."""

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """One outcome for each task, as they come; tasks are drawn when there is somebody to do them.

        Raises :class:`~autograder.errors.HarnessError` when no grader process can be started.
        """

    def finish(self) -> None:
        """Draw no more tasks; those begun are still answered."""

    def close(self) -> None:
        """End everything, at once."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
