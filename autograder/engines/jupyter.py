"""The ``jupyter`` engine: a real kernel per submission, driven by nbclient; anywhere that Jupyter runs.

Theory of operation.  The engine starts ipykernel with this interpreter, a clean environment and a fresh folder.
Cells go to it over Jupyter's protocol (nbclient); :mod:`autograder.worker.kernel` reports back over a socket of
ours, to which it connects before the first cell runs.  After the cells the same socket carries calls: the typed
messages of the ``fork`` engine, and nothing else that the kernel says is read.  Deadlines are the grader's; when a
kernel is lost the notebook is run again in a new one.

What it does not protect: **there is no sandbox** (level E).  A notebook can read and change whatever the grader's
user can, reach the network, and leave processes behind that moved to a session of their own.  Memory is limited on
Linux only.  A kernel has threads, so its state cannot be forked: all questions share one state, and what one
question's calls change, the next one sees; the state is fresh again only after a call that could not be interrupted or
ended the process.

Rejected: nbclient's own outputs (unbounded, and ``stderr`` loses its place among ``stdout``); installed
kernelspecs (they say nothing about which Python they start).
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from autograder.channel import ChannelTimeout
from autograder.codec import CodeCell, Reply, Request, WireError
from autograder.engines import base
from autograder.engines.fair_clock import FairClock
from autograder.engines.kernel_process import KernelProcess, remove_folder
from autograder.engines.replay import CELLS_SHARE, Replay
from autograder.manifest import Manifest
from autograder.notebook import Notebook
from autograder.records import CellResult, CellStatus, EngineName
from autograder.sandbox.levels import Level


class JupyterCopy:
    """The state after the cells.  It is the kernel itself: calls of all copies meet in one process."""

    def __init__(self, session: JupyterSession, kernel: KernelProcess) -> None:
        self._session = session
        self._kernel = kernel

    def ask(self, request: Request, deadline: float) -> Reply:
        """One call.  A kernel that can be interrupted goes on; on any other trouble it is killed.

        To run the notebook again after each call that takes too long would cost its whole time each time, and what an
        interrupted call leaves behind is no worse than what any call may leave for the next in a shared state.
        """
        try:
            return self._kernel.ask(request, deadline)
        except ChannelTimeout:
            where = self._kernel.interrupted()
            if where is None:
                self._session.lose(self._kernel)
            raise base.CopyTimedOut(where=where) from None
        except WireError as error:
            self._session.lose(self._kernel)
            raise base.CopyDied(str(error)) from None

    def close(self) -> None:
        """Nothing: the kernel stays for the next question."""


class JupyterSession:
    """One submission in a kernel, in another one after that is lost."""

    def __init__(
        self, manifest: Manifest, new_kernel: Callable[[], KernelProcess], notebook: Notebook, seconds: float
    ) -> None:
        self.notebook = notebook
        self.cells: tuple[CellResult, ...] = ()
        self._manifest = manifest
        self._new_kernel = new_kernel
        self._kernel: KernelProcess | None = None
        self._closed = False
        self._seconds_for_copies = manifest.limits.submission_seconds
        seconds = min(seconds, CELLS_SHARE * manifest.limits.submission_seconds)
        self.clock = FairClock()  # it watches nobody, and so counts all time
        self._replay = Replay(deadline=self.clock.now() + seconds)

    def run(self) -> tuple[CellResult, ...]:
        """Run the cells, replaying without those that take the kernel down."""
        return self._replay.run(self, self.notebook.cells, self._manifest.limits.cell_seconds)

    def start(self) -> None:
        """A new kernel, in place of the one before."""
        self._end_kernel()
        self._kernel = self._new_kernel()

    def run_cell(self, cell: CodeCell, seconds: float) -> CellResult:
        """Run one cell; a result without an error whose status is not ok means that the kernel is lost."""
        assert self._kernel is not None
        done, interrupted = self._kernel.run_cell(cell, seconds)
        if done is None:
            status = CellStatus.TIMED_OUT if interrupted else CellStatus.KILLED
            return CellResult(index=cell.index, number=cell.number, status=status)
        return base.cell_result(self.notebook.cells, cell, done, interrupted=interrupted)

    def copy(self) -> JupyterCopy:
        """The state after the cells; where the last call cost the kernel, the notebook is run again first."""
        if self._closed:
            raise base.CopyDied("the session is over")
        if self._kernel is None:
            self._run_again()
        assert self._kernel is not None
        try:
            self._kernel.serve()
        except WireError as error:
            self._end_kernel()
            raise base.CopyDied(str(error)) from None
        return JupyterCopy(self, self._kernel)

    def _run_again(self) -> None:
        """All repetitions together may take as long as one submission: no notebook can stall a grade by dying."""
        start = time.monotonic()
        self._replay.deadline = start + self._seconds_for_copies
        try:
            again = self.run() if self._seconds_for_copies > 0 else ()
        finally:
            self._seconds_for_copies -= time.monotonic() - start
        if _cut_short(again) != _cut_short(self.cells) or not again:
            self._end_kernel()
            raise base.CopyDied("no time is left to run the notebook once more")

    def lose(self, kernel: KernelProcess) -> None:
        """Kill a kernel, unless another one has its place already; the next copy needs a new one."""
        if self._kernel is kernel:
            self._end_kernel()

    def close(self) -> None:
        """Kill everything of this submission."""
        self._closed = True
        self._end_kernel()

    def _end_kernel(self) -> None:
        if self._kernel is not None:
            kernel, self._kernel = self._kernel, None
            kernel.close()


class JupyterEngine:
    """Any platform; no sandbox.  It runs an event loop of its own, so it cannot be used from inside one."""

    name: EngineName = "jupyter"
    level = Level.E

    def __init__(self, manifest: Manifest) -> None:
        self.limits = manifest.limits
        self.clock = FairClock()
        self._manifest = manifest
        self._home = Path(tempfile.mkdtemp(prefix="autograder-"))
        self._ready: KernelProcess | None = None
        self._session: JupyterSession | None = None

    def run(self, notebook: Notebook, seconds: float = math.inf) -> JupyterSession:
        """Run the cells; the session before, if it is still open, ends."""
        self._end_session()
        self._session = session = JupyterSession(self._manifest, self._kernel, notebook, seconds)
        try:
            session.cells = session.run()
        except BaseException:
            session.close()
            raise
        return session

    def prepare(self) -> None:
        """Start the kernel of the next run now, so that it need not be waited for then."""
        if self._ready is None:
            self._ready = KernelProcess(self._manifest, self._home)

    def _kernel(self) -> KernelProcess:
        """The prepared kernel, or a new one."""
        kernel, self._ready = self._ready, None
        return kernel if kernel is not None else KernelProcess(self._manifest, self._home)

    def close(self) -> None:
        """End the session and remove every file."""
        self._end_session()
        if self._ready is not None:
            self._ready.close()
            self._ready = None
        remove_folder(self._home)

    def _end_session(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _cut_short(cells: tuple[CellResult, ...]) -> list[int]:
    """The cells that did not come to an end of their own: what they define may not be there."""
    return [cell.index for cell in cells if cell.status not in (CellStatus.OK, CellStatus.ERROR)]
