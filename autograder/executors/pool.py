"""The ``processes`` executor: as many grader processes as there are processors, on this machine."""

from __future__ import annotations

import selectors
import time
from collections import deque
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from autograder.executors.base import ATTEMPTS, Outcome, Settings, Task
from autograder.executors.process import GraderLost, GraderProcess

ANSWER_SECONDS = 60.0
"""How long an answer that has begun to come may take to arrive."""


class _Seat:
    """A grader process and what it is at."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.grader: GraderProcess | None = None
        self.task: Task | None = None
        self.deadline = 0.0

    def start(self) -> None:
        self.grader = GraderProcess(self._settings)

    def replace(self) -> None:
        self.close()
        self.start()
        assert self.grader is not None
        self.grader.wait_until_ready()

    def close(self) -> None:
        if self.grader is not None:
            self.grader.close()
            self.grader = None


class ProcessPool:
    """``workers`` grader processes; each submission may take ``task_seconds`` before its process counts as lost."""

    def __init__(self, settings: Settings, workers: int, task_seconds: float) -> None:
        self._seats = [_Seat(settings) for _ in range(workers)]
        self._task_seconds = task_seconds
        self._again: deque[Task] = deque()
        self._losses: dict[str, int] = {}
        self._finishing = False

    @property
    def pids(self) -> list[int]:
        """The process ids of the grader processes that run."""
        return [seat.grader.pid for seat in self._seats if seat.grader is not None]

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """See :class:`~autograder.executors.base.Executor`."""
        source = iter(tasks)
        self._start()
        while True:
            for seat in self._seats:
                if seat.task is None and (task := self._next(source)) is not None:
                    yield from self._begin(seat, task)
            busy = [seat for seat in self._seats if seat.task is not None]
            if not busy and not self._again:
                return
            for seat in _ready(busy):
                yield from self._take(seat)

    def finish(self) -> None:
        """Draw no more tasks; what was begun is still answered."""
        self._finishing = True

    def close(self) -> None:
        """End all grader processes."""
        for seat in self._seats:
            seat.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        """All come up at the same time."""
        for seat in self._seats:
            seat.start()
        for seat in self._seats:
            assert seat.grader is not None
            seat.grader.wait_until_ready()

    def _next(self, source: Iterator[Task]) -> Task | None:
        if self._again:
            return self._again.popleft()
        return None if self._finishing else next(source, None)

    def _begin(self, seat: _Seat, task: Task) -> Iterator[Outcome]:
        assert seat.grader is not None
        seat.task, seat.deadline = task, time.monotonic() + self._task_seconds
        try:
            seat.grader.begin(task)
        except GraderLost as error:
            yield from self._lost(seat, str(error))

    def _take(self, seat: _Seat) -> Iterator[Outcome]:
        """What one process says, or that it says nothing."""
        assert seat.grader is not None
        late = time.monotonic() >= seat.deadline
        try:
            outcome = seat.grader.take(0.001 if late else ANSWER_SECONDS)
        except GraderLost as error:
            yield from self._lost(seat, f"no grade after {self._task_seconds:g} s" if late else str(error))
        else:
            seat.task = None
            yield outcome

    def _lost(self, seat: _Seat, why: str) -> Iterator[Outcome]:
        """A new process; the submission is tried again, once."""
        task, seat.task = seat.task, None
        assert task is not None
        seat.replace()
        self._losses[task.key] = self._losses.get(task.key, 0) + 1
        if self._losses[task.key] < ATTEMPTS:
            self._again.append(task)
        else:
            yield Outcome(key=task.key, failure=why)


def _ready(busy: list[_Seat]) -> list[_Seat]:
    """Wait until one of them answers, ends, or runs out of time."""
    if not busy:
        return []
    with selectors.DefaultSelector() as selector:
        for seat in busy:
            assert seat.grader is not None
            selector.register(seat.grader.fileno(), selectors.EVENT_READ, seat)
        while True:
            left = min(seat.deadline for seat in busy) - time.monotonic()
            found = [key.data for key, _ in selector.select(max(0.0, left))]
            late = [seat for seat in busy if time.monotonic() >= seat.deadline and seat not in found]
            if found or late:
                return found + late
