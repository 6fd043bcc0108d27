"""The warm parent: forks a sealed session on demand, looks after it, and cleans up behind it."""

from __future__ import annotations

import os
import random
import select
import signal
import socket
import sys
import tempfile
import time
import traceback
from typing import NoReturn

import msgspec
import numpy as np

from autograder.channel import Channel, ChannelClosed
from autograder.sandbox import kernel
from autograder.sandbox.levels import Level
from autograder.sandbox.policy import seal
from autograder.worker import control
from autograder.worker.boot import import_libraries, prepare, scratch_of
from autograder.worker.session import serve
from autograder.worker.watch import POLL_SECONDS, Watch

CONTROL_BYTES = 256 * 2**20


def main(descriptor: int) -> NoReturn:
    """Boot, then serve the control socket until it closes."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    sock = socket.socket(fileno=descriptor)
    channel = Channel(sock, CONTROL_BYTES)
    boot = control.decode(channel.receive())
    try:
        program = prepare(boot)
    except OSError as error:
        channel.send(control.encode(control.BootFailed(str(error))))
        os._exit(0)
    boot = msgspec.structs.replace(boot, secrets=[])  # sessions inherit this memory: not even the paths
    absent = import_libraries(boot.warm)
    channel.send(control.encode(control.Booted(absent)))
    _Warm(channel, boot, program).loop()


def _settle(scratch: str) -> None:
    """Make ``scratch`` home, and the random numbers the same for everyone: a grade must not depend on luck."""
    os.environ.update(HOME=scratch, TMPDIR=scratch, PWD=scratch, MPLCONFIGDIR=scratch, IPYTHONDIR=scratch)
    tempfile.tempdir = None  # it remembers the warm parent's
    random.seed(0)  # a fork reseeds it
    np.random.seed(0)  # the global generator is the one that students use


class _Warm:
    """The loop: one session at a time."""

    def __init__(self, channel: Channel, boot: control.Boot, program: bytes) -> None:
        self._channel = channel
        self._boot = boot
        self._program = program
        self._pid = 0
        self._group = 0
        self._watch: Watch | None = None
        self._next_look = 0.0
        self._crowded = False

    def loop(self) -> NoReturn:
        """Answer the grader; leave when it does."""
        wake, waker = os.pipe()
        os.set_blocking(waker, False)
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True:
            patience = POLL_SECONDS if self._watch is not None else None
            ready, _, _ = select.select([self._channel.fileno(), wake], [], [], patience)
            if wake in ready:
                os.read(wake, 4_096)
                self._reap()
            if self._channel.fileno() in ready:
                try:
                    self._answer()
                except ChannelClosed:  # the grader left, perhaps by dying
                    self._kill_all()
                    os._exit(0)
            if self._watch is not None and time.monotonic() >= self._next_look:
                self._look_after(self._watch)

    def _answer(self) -> None:
        body, fds = self._channel.receive_fds()
        message = control.decode(body)
        if isinstance(message, control.Start):
            self._channel.send(control.encode(self._start(message, fds[0])))
            os.close(fds[0])
        elif isinstance(message, control.Interrupt):
            self._signal(signal.SIGINT)
            self._channel.send(control.encode(control.Interrupted()))
        elif isinstance(message, control.Sweep):
            if self._watch is not None:
                self._watch.sweep()
            self._channel.send(control.encode(control.Swept()))
        elif isinstance(message, control.Look):
            if self._watch is not None:
                self._look_after(self._watch)
            self._reap()
            self._channel.send(control.encode(control.Looked(bool(self._pid))))
        elif isinstance(message, control.Stop):
            self._kill_all()
            self._channel.send(control.encode(control.Stopped()))

    def _start(self, message: control.Start, descriptor: int) -> control.Started:
        self._pid = os.fork()
        if self._pid == 0:
            self._become_session(message, descriptor)
        self._group = self._pid
        below_a = self._boot.policy.level is not Level.A
        self._watch = Watch(self._boot.policy, self._pid, message.scratch if below_a else None)
        self._next_look = time.monotonic() + POLL_SECONDS
        self._crowded = False
        return control.Started(self._pid)

    def _become_session(self, message: control.Start, descriptor: int) -> NoReturn:
        """In the child: forget the warm parent's signals and sockets, seal, serve."""
        code = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            scratch = scratch_of(self._boot, message.scratch)
            _settle(scratch)
            seal(self._boot.policy, scratch, self._boot.data, self._program, descriptor)
            sys.path.append(scratch)  # last: a numpy.py beside the notebook shadows nothing
            serve(Channel(socket.socket(fileno=descriptor), CONTROL_BYTES), self._boot.answer_bytes)
            code = 0
        except BaseException:
            traceback.print_exc()  # before the seal this reaches the grader's log, afterwards nobody
        finally:
            os._exit(code)

    def _look_after(self, watch: Watch) -> None:
        """What is too much for all processes together costs what was forked; what comes back, the session."""
        if watch.too_much_disk():
            self._kill_all()
        elif not (watch.too_many_tasks() or watch.too_much_memory()):
            self._crowded = False
        elif self._crowded:
            self._kill_all()
        else:
            self._crowded = True
            watch.sweep()
        self._next_look = time.monotonic() + POLL_SECONDS

    def _signal(self, number: int) -> None:
        if self._pid:
            os.kill(self._pid, number)

    def _reap(self) -> None:
        """Collect whoever ended; as PID 1 (or subreaper) also what sessions left behind."""
        while True:
            try:
                pid, _status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self._pid:
                self._pid = 0

    def _kill_all(self) -> None:
        """End the session and everything that it started, and wait until it is gone.

        As PID 1 ``kill(-1)`` reaches all of the namespace; otherwise nobody can leave the session's process group,
        since setsid and setpgid are refused.
        """
        deadline = time.monotonic() + 5.0
        while True:
            self._kill_round()
            self._reap()
            try:
                os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                self._watch, self._group = None, 0  # the number may soon be somebody else's
                return
            if time.monotonic() > deadline:
                raise SystemExit("a student's process did not die")
            time.sleep(0.000_5)

    def _kill_round(self) -> None:
        try:
            if self._boot.policy.level is Level.A:
                os.kill(-1, signal.SIGKILL)
            elif self._group:
                os.killpg(self._group, signal.SIGKILL)
        except ProcessLookupError:
            pass
