"""Grading what is pending: tasks go to an executor, and each grade is stored as it comes."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from autograder.executors import Executor, Outcome, Task
from autograder.gradebook import Gradebook, GradeKey


def grade_pending(
    book: Gradebook,
    executor: Executor,
    pending: Mapping[str, str],
    key: GradeKey,
    *,
    accept: bool,
    tell: Callable[[Outcome], None],
) -> None:
    """Have each submission graded and store what comes; ``tell`` is told of it once it is stored."""
    tasks = (Task(key=sha256, name=name, data=book.content(sha256)) for sha256, name in pending.items())
    for outcome in executor.run(tasks):
        book.keep(
            key,
            outcome.key,
            outcome.grade,
            problem=outcome.problem.removeprefix(f"{pending[outcome.key]}: "),
            failure=outcome.failure,
            accept=accept,
        )
        tell(outcome)


@contextmanager
def interruptible(executor: Executor, on_first: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """The first Ctrl-C lets what was begun be finished, the second stops at once; whether there was a first."""
    interrupted = False

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal interrupted
        if interrupted:
            raise KeyboardInterrupt
        interrupted = True
        executor.finish()
        on_first()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: interrupted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
