"""How far a batch is: a bar on a terminal, a line now and then elsewhere; what failed so far beside it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

SECONDS_BETWEEN_LINES = 10.0


class _Rate(ProgressColumn):
    """Submissions a minute, over the whole run: single ones differ too much."""

    def render(self, task: Task) -> Text:
        return Text(rate(task.completed, task.elapsed or 0.0))


def rate(done: float, seconds: float) -> str:
    """How many a minute.

    >>> rate(30, 20), rate(0, 20)
    ('90 a minute', '')
    """
    return f"{60 * done / seconds:.0f} a minute" if done and seconds > 0 else ""


class Meter:
    """Counts what comes; see :func:`meter`."""

    def __init__(self, total: int, console: Console) -> None:
        self.total = total
        self.done = 0
        self.unreadable = 0
        self.withheld = 0
        self._console = console
        self._start = time.monotonic()
        self._said = self._start

    def count(self, *, unreadable: bool, withheld: bool) -> None:
        """One more is done."""
        self.done += 1
        self.unreadable += unreadable
        self.withheld += withheld
        self.show()

    def show(self) -> None:
        """Say a line, when it is time for one."""
        if time.monotonic() - self._said >= SECONDS_BETWEEN_LINES:
            self._said = time.monotonic()
            self._console.print(Text(self.line()))

    def line(self) -> str:
        """Count, rate, time left, failures."""
        seconds = time.monotonic() - self._start
        left = (self.total - self.done) * seconds / self.done if self.done else 0.0
        parts = [
            f"{self.done} of {self.total} graded",
            rate(self.done, seconds),
            f"{_clock(left)} left",
            self.failures(),
        ]
        return ", ".join(part for part in parts if part)

    def failures(self) -> str:
        """What failed so far, if anything did."""
        parts = [f"{self.unreadable} unreadable"] if self.unreadable else []
        parts += [f"{self.withheld} withheld"] if self.withheld else []
        return ", ".join(parts)


class _Bar(Meter):
    """The same on a terminal."""

    def __init__(self, total: int, console: Console, bar: Progress) -> None:
        super().__init__(total, console)
        self._bar = bar
        self._task = bar.add_task("grading", total=total, failures="")

    def show(self) -> None:
        self._bar.update(self._task, completed=self.done, failures=self.failures())


@contextmanager
def meter(total: int, console: Console) -> Iterator[Meter]:
    """A :class:`Meter` for ``total`` submissions, shown on ``console`` while the block runs."""
    if not console.is_terminal:
        yield Meter(total, console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failures]}", style="magenta"),
    )
    with Progress(*columns, console=console) as bar:
        yield _Bar(total, console, bar)


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3_600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
