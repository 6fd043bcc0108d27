"""The ``fork`` engine, the grader's side: a warm parent, a sealed session per submission, a copy per question.

Deadlines are the grader's: what does not answer in time is interrupted (a cell, once) and then killed.  A cell
that takes its process down costs itself: the notebook is run again from the start without it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import time
from types import TracebackType
from typing import Self

from autograder import codec
from autograder.channel import Channel, ChannelTimeout
from autograder.codec import CodeCell, Reply, Request, WireError
from autograder.engines import base
from autograder.engines.warm_parent import WarmParent
from autograder.errors import HarnessError
from autograder.manifest import Manifest
from autograder.notebook import Notebook
from autograder.records import CellResult, CellStatus, EngineName
from autograder.sandbox.levels import Level

INTERRUPT_GRACE_SECONDS = 0.5
START_SECONDS = 10.0
MAX_REPLAYS = 8
_CREDENTIALS = struct.Struct("3i")


class ForkCopy:
    """One forked copy of a session's state."""

    def __init__(self, channel: Channel, pidfd: int) -> None:
        self._channel = channel
        self._pidfd = pidfd

    def ask(self, request: Request, deadline: float) -> Reply:
        """One call; on any trouble the copy is killed, since its state is then unknown."""
        try:
            self._channel.send(codec.encode(request), deadline=deadline)
            return codec.decode_reply(self._channel.receive(deadline=deadline))
        except ChannelTimeout:
            self.close()
            raise base.CopyTimedOut from None
        except WireError as error:
            self.close()
            raise base.CopyDied(str(error)) from None

    def close(self) -> None:
        """Kill it."""
        if self._pidfd < 0:
            return
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        os.close(self._pidfd)
        self._pidfd = -1
        self._channel.close()


class ForkSession:
    """One submission in a sealed process."""

    def __init__(self, parent: WarmParent, notebook: Notebook, answer_bytes: int) -> None:
        self.notebook = notebook
        self.cells: tuple[CellResult, ...] = ()
        self._parent = parent
        self._answer_bytes = answer_bytes
        self._channel: Channel | None = None

    def start(self) -> None:
        """A new sealed process; nothing of the student's has run in it yet, so a failure here is ours."""
        self.close()
        ours, theirs = _pair()
        self._channel = Channel(ours, self._answer_bytes)
        with theirs:
            self._parent.start(theirs)
        try:
            self._channel.receive(deadline=time.monotonic() + START_SECONDS)
        except WireError as error:
            raise HarnessError(f"a session did not start: {error}; {self._parent.log()}") from None

    def run_cell(self, cell: CodeCell, seconds: float) -> CellResult:
        """Run one cell; a result without an error whose status is not ok means that the process is lost."""
        assert self._channel is not None
        interrupted = False
        try:
            self._channel.send(codec.encode(codec.RunCell(cell)), deadline=time.monotonic() + seconds)
            try:
                body = self._channel.receive(deadline=time.monotonic() + seconds)
            except ChannelTimeout:
                interrupted = True
                self._parent.interrupt()
                body = self._channel.receive(deadline=time.monotonic() + INTERRUPT_GRACE_SECONDS)
            done = codec.decode_reply(body)
        except WireError:
            return _lost(cell, CellStatus.TIMED_OUT if interrupted else CellStatus.KILLED)
        if not isinstance(done, codec.CellDone):
            return _lost(cell, CellStatus.KILLED)
        return base.cell_result(self.notebook.cells, cell, done, interrupted=interrupted)

    def copy(self) -> ForkCopy:
        """Fork the state; the kernel vouches for the process id of the copy that answers."""
        if self._channel is None:
            raise base.CopyDied("the session is over")
        ours, theirs = _pair()
        deadline = time.monotonic() + START_SECONDS
        try:
            with theirs:
                self._channel.send(codec.encode(codec.Fork()), deadline=deadline, fds=(theirs.fileno(),))
            self._channel.receive(deadline=deadline)
            pidfd = _pidfd_of_sender(ours, deadline)
            channel = Channel(ours, self._answer_bytes)
            channel.receive(deadline=deadline)
        except (WireError, OSError) as error:
            ours.close()
            raise base.CopyDied(str(error)) from None
        return ForkCopy(channel, pidfd)

    def close(self) -> None:
        """Kill everything of this submission."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None
            self._parent.stop()


class ForkEngine:
    """Linux, the default: sealed and warm."""

    name: EngineName = "fork"

    def __init__(self, manifest: Manifest, *, unsafe: bool = False) -> None:
        self.limits = manifest.limits
        self._parent = WarmParent(manifest, unsafe=unsafe)

    @property
    def level(self) -> Level:
        """The sandbox level that this machine gave."""
        return self._parent.level

    def run(self, notebook: Notebook) -> ForkSession:
        """Run the cells, replaying without those that take the process down."""
        session = ForkSession(self._parent, notebook, self.limits.answer_bytes)
        replay = _Replay(deadline=time.monotonic() + self.limits.submission_seconds)
        try:
            while not self._run_once(session, replay):
                pass
        except BaseException:
            session.close()
            raise
        return session

    def _run_once(self, session: ForkSession, replay: _Replay) -> bool:
        """One pass from the first cell; false when it has to be done again because a cell was fatal."""
        session.start()
        results = []
        for cell in session.notebook.cells:
            left = replay.deadline - time.monotonic()
            if left <= 0 or replay.given_up_at(cell):
                results.append(replay.fatal.get(cell.index) or _not_run(cell))
                continue
            result = session.run_cell(replay.source(cell), min(self.limits.cell_seconds, left))
            if result.error is None and result.status in (CellStatus.KILLED, CellStatus.TIMED_OUT):
                replay.note(result)
                return False
            results.append(replay.fatal.get(cell.index, result))
        session.cells = tuple(results)
        return True

    def close(self) -> None:
        """End the warm parent."""
        self._parent.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Replay:
    """Which cells took the process down, and what is left of them when the notebook is run again."""

    def __init__(self, deadline: float) -> None:
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
        text = "" if cell.index in self._again else base.definitions_only(cell.source)
        return CodeCell(cell.index, cell.number, text)

    def given_up_at(self, cell: CodeCell) -> bool:
        """After too many fatal cells only what lies before the last of them is run."""
        return self._count > MAX_REPLAYS and cell.index >= max(self.fatal)


def _pair() -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return ours, theirs


def _pidfd_of_sender(sock: socket.socket, deadline: float) -> int:
    """A descriptor of whoever wrote the next byte; the kernel's own credentials cannot be forged without rights."""
    sock.settimeout(max(0.001, deadline - time.monotonic()))
    _data, ancillary, _flags, _address = sock.recvmsg(1, socket.CMSG_SPACE(_CREDENTIALS.size), socket.MSG_PEEK)
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            return os.pidfd_open(_CREDENTIALS.unpack(data)[0])
    raise OSError("no credentials came with the first message")


def _lost(cell: CodeCell, status: CellStatus) -> CellResult:
    return CellResult(index=cell.index, number=cell.number, status=status)


def _not_run(cell: CodeCell) -> CellResult:
    return CellResult(index=cell.index, number=cell.number, status=CellStatus.NOT_RUN)
