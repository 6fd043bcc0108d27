"""Running a notebook in a process that some of its cells take down: again from the start, without them."""

from __future__ import annotations

from typing import Protocol

from autograder.codec import CodeCell
from autograder.engines.fair_clock import FairClock
from autograder.engines.source import definitions_only
from autograder.records import CellResult, CellStatus

MAX_REPLAYS = 8
CELLS_SHARE = 2 / 3
"""The part of a submission's time that its cells may take; the rest is kept for the checks."""


class Process(Protocol):
    """What runs cells: a session of either engine, and the clock by which their time is counted."""

    clock: FairClock

    def start(self) -> None:
        """A new process, in place of the one before."""

    def run_cell(self, cell: CodeCell, seconds: float) -> CellResult:
        """Run one cell; a result without an error whose status is not ok means that the process is lost."""


class Replay:
    """Which cells took the process down, and what is left of them when the notebook is run again."""

    def __init__(self, deadline: float) -> None:
        """``deadline`` is of the process's clock."""
        self.deadline = deadline
        self.fatal: dict[int, CellResult] = {}
        self._again: set[int] = set()
        self._count = 0

    def note(self, result: CellResult) -> None:
        """A cell was fatal, perhaps for the second time."""
        self._count += 1
        if result.index in self.fatal:
            self._again.add(result.index)
        self.fatal.setdefault(result.index, result)

    def source(self, cell: CodeCell) -> CodeCell:
        """The cell; only its definitions if it was fatal, and nothing if even those were."""
        if cell.index not in self.fatal:
            return cell
        text = "" if cell.index in self._again else definitions_only(cell.source)
        return CodeCell(cell.index, cell.number, text)

    def given_up_at(self, cell: CodeCell) -> bool:
        """After too many fatal cells only what lies before the last of them is run."""
        return self._count > MAX_REPLAYS and cell.index >= max(self.fatal)

    def run(self, process: Process, cells: tuple[CodeCell, ...], cell_seconds: float) -> tuple[CellResult, ...]:
        """How the cells ended, in a process that has run all of them but the fatal ones."""
        while True:
            process.start()
            results = self._run_once(process, cells, cell_seconds)
            if results is not None:
                return results

    def _run_once(
        self, process: Process, cells: tuple[CodeCell, ...], cell_seconds: float
    ) -> tuple[CellResult, ...] | None:
        """One pass from the first cell; ``None`` when it has to be done again because a cell was fatal."""
        results = []
        for cell in cells:
            left = self.deadline - process.clock.now()
            if left <= 0 or self.given_up_at(cell):
                results.append(self.fatal.get(cell.index) or _not_run(cell))
                continue
            start = process.clock.now()
            result = process.run_cell(self.source(cell), min(cell_seconds, left))
            process.clock.since(start)
            if result.error is None and result.status in (CellStatus.KILLED, CellStatus.TIMED_OUT):
                self.note(result)
                return None
            results.append(self.fatal.get(cell.index, result))
        return tuple(results)


def _not_run(cell: CodeCell) -> CellResult:
    return CellResult(index=cell.index, number=cell.number, status=CellStatus.NOT_RUN)
