"""The warm parent: imports libraries once, forks a sealed session on demand, and cleans up behind it."""

from __future__ import annotations

import errno
import gc
import importlib
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
from autograder.sandbox import kernel, namespaces
from autograder.sandbox.levels import SAFE, Level
from autograder.sandbox.policy import seal
from autograder.sandbox.syscalls import compile_filter
from autograder.worker import control
from autograder.worker.session import serve
from autograder.worker.shell import make_shell
from autograder.worker.watch import POLL_SECONDS, Watch

CONTROL_BYTES = 256 * 2**20


def main(descriptor: int) -> NoReturn:
    """Boot, then serve the control socket until it closes."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    sock = socket.socket(fileno=descriptor)
    channel = Channel(sock, CONTROL_BYTES)
    boot = control.decode(channel.receive())
    try:
        program = _prepare(boot)
    except OSError as error:
        channel.send(control.encode(control.BootFailed(str(error))))
        os._exit(0)
    boot = msgspec.structs.replace(boot, secrets=[])  # sessions inherit this memory: not even the paths
    absent = _import(boot.warm)
    channel.send(control.encode(control.Booted(absent)))
    _Warm(channel, boot, program).loop()


def _prepare(boot: control.Boot) -> bytes:
    """Put on this process's half of the sandbox and try the other half in a throwaway child."""
    program = compile_filter(own_uid=boot.policy.uid is not None) if boot.policy.level is not Level.E else b""
    if boot.policy.level is Level.A:
        namespaces.enter()
        _become_init()
        namespaces.build_root(boot.root, boot.policy.readable, [*boot.writable, boot.home])
    else:
        # Without a namespace that dies with its PID 1, we are needed to clean up when the grader is killed: the
        # closed socket tells us.  What a student's process forked has no death signal of its own.
        kernel.prctl(kernel.PR_SET_PDEATHSIG, 0)
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # same uid or not: nobody reads the warm parent's memory
    _try_seal(boot, program)
    return program


def _become_init() -> None:
    """Go on as PID 1 of the new namespace; the process outside only waits, so that the two die together."""
    pid = os.fork()
    if pid:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _pid, status = os.waitpid(pid, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def _try_seal(boot: control.Boot, program: bytes) -> None:
    """Seal a child for real and let it try what must fail; some kernels report features that they refuse."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            seal(boot.policy, _scratch(boot, boot.root), {}, program, writer)
            complaint = _weakness(boot) if boot.policy.level in SAFE else ""
        except OSError as error:
            complaint = str(error)
        os.write(writer, complaint.encode() or b"sealed")
        os._exit(0)
    os.close(writer)
    said = b"".join(iter(lambda: os.read(reader, 4_096), b""))
    os.close(reader)
    os.waitpid(pid, 0)
    if said != b"sealed":
        raise OSError(errno.EPERM, said.decode() or "the trial process died while sealing itself")


def _weakness(boot: control.Boot) -> str:
    """What a sealed child can still do although it must not; empty when all is well."""
    for path in boot.secrets:
        try:
            os.listdir(path)
        except OSError:
            continue
        return f"a sealed process could still list {path}"
    try:
        socket.socket(socket.AF_INET).close()
    except OSError:
        pass
    else:
        return "a sealed process could still open a socket"
    try:
        os.listdir(os.path.dirname(os.__file__))
    except OSError as error:
        return f"a sealed process cannot read Python's own library ({error})"
    return ""


def _scratch(boot: control.Boot, folder: str) -> str:
    return namespaces.SCRATCH if boot.policy.level is Level.A else folder


def _import(names: list[str]) -> list[str]:
    """Import libraries and run what they do lazily on first use, so that no child pays for it."""
    absent = []
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            absent.append(name)
    make_shell()
    importlib.import_module("numpy.random")  # numpy loads it on first use, and each child would seed its own
    if "matplotlib.pyplot" in sys.modules:
        _draw_once()
    if "sklearn" in sys.modules:
        _look_at_threads_once()
    gc.collect()
    gc.freeze()  # the collector would otherwise touch, and so copy, every page in every child
    return absent


def _draw_once() -> None:
    """Fill matplotlib's font cache: 0.3 s that every first figure would cost."""
    import matplotlib.pyplot as plt

    importlib.import_module("autograder.worker.artists")
    figure, axes = plt.subplots()
    axes.set_title("x")
    figure.canvas.draw()
    plt.close(figure)


def _look_at_threads_once() -> None:
    """scikit-learn looks through /proc for thread pools once per process; it keeps what it found."""
    from sklearn.utils.parallel import _get_threadpool_controller

    _get_threadpool_controller()


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
        self._ended = control.Stopped()

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
        elif isinstance(message, control.Stop):
            self._kill_all()
            self._channel.send(control.encode(self._ended))

    def _start(self, message: control.Start, descriptor: int) -> control.Started:
        self._ended = control.Stopped()
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
            scratch = _scratch(self._boot, message.scratch)
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
        if watch.too_many_tasks() or watch.too_much_disk():
            self._kill_all()
        elif not watch.too_much_memory():
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
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self._pid:
                code = os.waitstatus_to_exitcode(status)
                self._pid = 0
                self._ended = control.Stopped(
                    exit_code=code if code >= 0 else None,
                    signal=-code if code < 0 else None,
                    cpu_seconds=usage.ru_utime + usage.ru_stime,
                    max_rss_bytes=usage.ru_maxrss * 1_024,
                )

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
