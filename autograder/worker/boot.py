"""Coming up: the warm parent's half of the sandbox, a trial of the other half, and the libraries."""

from __future__ import annotations

import errno
import gc
import importlib
import os
import signal
import socket

from autograder.sandbox import kernel, namespaces
from autograder.sandbox.files import load_landlock
from autograder.sandbox.levels import SAFE, Level
from autograder.sandbox.policy import seal
from autograder.sandbox.syscalls import compile_filter
from autograder.worker import control, huge_pages
from autograder.worker.first_use import rehearse


def prepare(boot: control.Boot) -> bytes:
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
    load_landlock()
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
            seal(boot.policy, scratch_of(boot, boot.root), {}, program, writer)
            complaint = (_weakness(boot) if boot.policy.level in SAFE else "") or _lack()
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
    return ""


def _lack() -> str:
    """What a sealed child cannot do although it must; empty when all is well."""
    try:
        os.listdir(os.path.dirname(os.__file__))
    except OSError as error:
        return f"a sealed process cannot read Python's own library ({error})"
    return ""


def scratch_of(boot: control.Boot, folder: str) -> str:
    """Where a session works: its own mount at level A, else a folder of the grader's."""
    return namespaces.SCRATCH if boot.policy.level is Level.A else folder


def import_libraries(names: list[str]) -> list[str]:
    """Import libraries and run what they do lazily on first use, so that no child pays for it."""
    absent = []
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            absent.append(name)
    rehearse()
    gc.collect()
    huge_pages.collapse()
    gc.freeze()  # the collector would otherwise touch, and so copy, every page in every child
    return absent
