"""The ``fork`` engine, the grader's side: a warm parent, a sealed session per submission, a copy per question.

Deadlines are the grader's: what does not answer in time is interrupted (a cell, once) and then killed.  They are of
its :class:`~autograder.engines.fair_clock.FairClock`, which does not count waiting for a processor.  A cell
that takes its process down costs itself: the notebook is run again from the start without it.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import socket
import struct
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import msgspec

from autograder import codec
from autograder.channel import Channel, ChannelTimeout
from autograder.codec import CodeCell, Reply, Request, WireError
from autograder.engines import base
from autograder.engines.fair_clock import FairClock
from autograder.engines.replay import CELLS_SHARE, Replay
from autograder.engines.warm_parent import WarmParent
from autograder.errors import HarnessError
from autograder.manifest import Manifest
from autograder.notebook import Notebook
from autograder.records import CellResult, CellStatus, EngineName
from autograder.sandbox.levels import Level

INTERRUPT_GRACE_SECONDS = 0.5
START_SECONDS = 10.0
COPY_SECONDS = 5.0
COPIES_SECONDS = 30.0
"""How long a copy may take to appear, and all of one session together; an honest one takes a hundredth of a second."""
_CREDENTIALS = struct.Struct("3i")


class ForkCopy:
    """One forked copy of a session's state."""

    def __init__(self, channel: Channel, pidfd: int, clock: FairClock) -> None:
        self._channel = channel
        self._pidfd = pidfd
        self._clock = clock

    @property
    def closed(self) -> bool:
        """Whether it was let go."""
        return self._pidfd < 0

    def ask(self, request: Request, deadline: float) -> Reply:
        """One call; on any trouble the copy is killed, since its state is then unknown."""
        moment = self._clock.on_the_wall(deadline)
        try:
            self._channel.send(codec.encode(request), deadline=moment)
            return codec.decode_reply(self._channel.receive(deadline=moment, put_off=self._clock.put_off))
        except ChannelTimeout:
            where = self._interrupted()
            self.close()
            raise base.CopyTimedOut(where=where) from None
        except WireError as error:
            self.close()
            raise base.CopyDied(str(error)) from None

    def greet(self, deadline: float) -> None:
        """Take its first message, which says nothing but who sent it."""
        try:
            self._channel.receive(deadline=deadline)
        except WireError as error:
            self.close()
            raise (base.CopyTimedOut if isinstance(error, ChannelTimeout) else base.CopyDied)(str(error)) from None

    def _interrupted(self) -> codec.Failure | None:
        """Where it was when it was interrupted: the line of an endless loop is half of what a student needs."""
        with contextlib.suppress(WireError, ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGINT)
            deadline = time.monotonic() + base.LAST_WORD_SECONDS
            last = self._channel.receive(deadline=deadline, put_off=self._clock.put_off)
            return base.where_interrupted(codec.decode_reply(last))
        return None

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

    def __init__(self, parent: WarmParent, notebook: Notebook, answer_bytes: int, clock: FairClock) -> None:
        self.notebook = notebook
        self.cells: tuple[CellResult, ...] = ()
        self.clock = clock
        self._parent = parent
        self._answer_bytes = answer_bytes
        self._channel: Channel | None = None
        self._copies: list[ForkCopy] = []
        self._copies_seconds = COPIES_SECONDS
        self._group = 0

    def start(self) -> None:
        """A new sealed process; nothing of the student's has run in it yet, so a failure here is ours."""
        self.close()
        ours, theirs = _pair()
        try:
            with theirs:
                self._parent.start(theirs)
        except BaseException:  # no sandbox here, for one: there is no session to end
            ours.close()
            raise
        self._channel = Channel(ours, self._answer_bytes)
        deadline = time.monotonic() + START_SECONDS
        try:
            self._group = _sender(ours, deadline)  # it leads a session of processes, which nobody can leave
            self.clock.watch(self._group)
            self._channel.receive(deadline=deadline)
        except (WireError, OSError) as error:
            raise HarnessError(f"a session did not start: {error}; {self._parent.log()}") from None

    def run_cell(self, cell: CodeCell, seconds: float) -> CellResult:
        """Run one cell; a result without an error whose status is not ok means that the process is lost."""
        assert self._channel is not None
        interrupted = False
        start, put_off = time.monotonic(), self.clock.put_off
        try:
            self._channel.send(codec.encode(codec.RunCell(cell)), deadline=time.monotonic() + seconds)
            try:
                body = self._channel.receive(deadline=time.monotonic() + seconds, put_off=put_off)
            except ChannelTimeout:
                interrupted = True
                self._parent.interrupt()
                grace = time.monotonic() + INTERRUPT_GRACE_SECONDS
                body = self._channel.receive(deadline=grace, put_off=put_off)
            done = codec.decode_reply(body)
        except WireError:
            return _lost(cell, CellStatus.TIMED_OUT if interrupted else CellStatus.KILLED)
        # A cell may fill the disk in less time than the watch takes to look again, or leave a child of it to answer
        # and end: found only later, that would cost the questions instead of the cell.
        if not isinstance(done, codec.CellDone) or not self._parent.alive():
            return _lost(cell, CellStatus.KILLED)
        measured = msgspec.structs.replace(done, wall_seconds=time.monotonic() - start)  # theirs may be NaN
        return base.cell_result(self.notebook.cells, cell, measured, interrupted=interrupted)

    def copy(self) -> ForkCopy:
        """Fork the state; what cells and earlier copies left running is killed first.

        A session that does not fork in time is ended: a thread of the student's may keep it from ever answering,
        and each check would wait for it anew.
        """
        start = time.monotonic()
        try:
            copy = self._fork(start + min(COPY_SECONDS, self._copies_seconds))
        except base.CopyTimedOut:
            self.close()
            raise
        finally:
            self._copies_seconds -= time.monotonic() - start
        self._copies.append(copy)
        return copy

    def _fork(self, deadline: float) -> ForkCopy:
        """The kernel vouches for the process id of the copy that answers."""
        if self._channel is None:
            raise base.CopyDied("the session is over")
        if all(copy.closed for copy in self._copies):
            self._copies.clear()
            self._parent.sweep()
        ours, theirs = _pair()
        try:
            with theirs:
                self._channel.send(codec.encode(codec.Fork()), deadline=deadline, fds=(theirs.fileno(),))
            self._channel.receive(deadline=deadline)
            pid, pidfd = _sender_and_pidfd(ours, deadline, self._group)
        except (WireError, OSError) as error:
            ours.close()
            timed_out = isinstance(error, (ChannelTimeout, TimeoutError))
            raise (base.CopyTimedOut if timed_out else base.CopyDied)(str(error)) from None
        self.clock.watch(pid)
        copy = ForkCopy(Channel(ours, self._answer_bytes), pidfd, self.clock)
        copy.greet(deadline)
        return copy

    def close(self) -> None:
        """Kill everything of this submission."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None
            self._parent.stop()


class ForkEngine:
    """Linux, the default: sealed and warm."""

    name: EngineName = "fork"

    def __init__(self, manifest: Manifest, *, unsafe: bool = False, levels: Sequence[Level] | None = None) -> None:
        self.limits = manifest.limits
        self.clock = FairClock()
        self._parent = WarmParent(manifest, unsafe=unsafe, levels=levels)

    @property
    def level(self) -> Level:
        """The sandbox level that this machine gave."""
        return self._parent.level

    @property
    def process_id(self) -> int:
        """The outermost process of the tree in which students' code runs; for measurements."""
        return self._parent.process_id

    def run(self, notebook: Notebook, seconds: float = math.inf) -> ForkSession:
        """Run the cells, replaying without those that take the process down."""
        session = ForkSession(self._parent, notebook, self.limits.answer_bytes, self.clock)
        seconds = min(seconds, CELLS_SHARE * self.limits.submission_seconds)
        replay = Replay(deadline=self.clock.now() + seconds)
        try:
            session.cells = replay.run(session, notebook.cells, self.limits.cell_seconds)
        except BaseException:
            session.close()
            raise
        return session

    def close(self) -> None:
        """End the warm parent."""
        self._parent.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _pair() -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return ours, theirs


def _sender_and_pidfd(sock: socket.socket, deadline: float, group: int) -> tuple[int, int]:
    """The number and a descriptor of whoever wrote the next byte, if it is of the session ``group``.

    The kernel's credentials cannot be forged, but may be old: a student's process could write, end, and wait with
    the rest until its number is that of somebody else's process, which we would kill in its place.
    """
    pid = _sender(sock, deadline)
    pidfd = os.pidfd_open(pid)
    try:
        if os.getsid(pid) == group:
            return pid, pidfd
    except OSError:
        pass
    os.close(pidfd)
    raise OSError("a process that is no longer there answered")


def _sender(sock: socket.socket, deadline: float) -> int:
    """The process that wrote the next byte."""
    sock.settimeout(max(0.001, deadline - time.monotonic()))
    _data, ancillary, _flags, _address = sock.recvmsg(1, socket.CMSG_SPACE(_CREDENTIALS.size), socket.MSG_PEEK)
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            return int(_CREDENTIALS.unpack(data)[0])
    raise OSError("no credentials came with the first message")


def _lost(cell: CodeCell, status: CellStatus) -> CellResult:
    return CellResult(index=cell.index, number=cell.number, status=status)
