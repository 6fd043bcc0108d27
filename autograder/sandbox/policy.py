"""What a student's process may do: the policy, and the one function that puts it on."""

from __future__ import annotations

import os
import resource
import signal

import msgspec

from autograder.sandbox import kernel
from autograder.sandbox.files import restrict_files
from autograder.sandbox.levels import Level
from autograder.sandbox.namespaces import private_scratch

OPEN_FILES = 256
STACK_BYTES = 64 * 2**20


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One student's process: its level, what it may read, its limits, and the uid of its slot (levels A and B as root).

    ``memory_bytes`` counts on top of what the warm parent already holds; ``cpu_seconds`` is the backstop
    behind the grader's own deadlines.  ``other_tasks`` are those that the user runs anyway, where the process has no
    user id to itself: RLIMIT_NPROC counts them, too.
    """

    level: Level
    readable: tuple[str, ...]
    memory_bytes: int
    scratch_bytes: int
    processes: int
    cpu_seconds: int
    uid: int | None = None
    other_tasks: int = 0


def seal(policy: Policy, scratch: str, data: dict[str, bytes], program: bytes, keep: int) -> None:
    """Give up every right, in the one order that works; the process cannot undo any of it.

    ``scratch`` is its working folder, ``data`` what lies in it, ``program`` the compiled system-call filter,
    ``keep`` the only descriptor that stays open beside the standard ones.
    """
    parent = os.getppid()
    os.setsid()
    _die_with(parent)
    if policy.level is Level.A:
        uid = os.getuid() if policy.uid is None else policy.uid
        private_scratch(policy.scratch_bytes, uid, uid if policy.uid is not None else os.getgid())
    _fill(scratch, data, policy.uid)
    os.chdir(scratch)
    _limit_resources(policy)
    _drop_identity(policy)
    _die_with(parent)  # setresuid(2) clears the death signal
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else /proc/self belongs to root, and threadpoolctl cannot read it
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if policy.level in (Level.A, Level.B, Level.C):
        restrict_files(policy.readable, scratch)
    _close_all_but(keep)
    if program:
        kernel.load_filter(program)


def _die_with(parent: int) -> None:
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def _fill(scratch: str, data: dict[str, bytes], uid: int | None) -> None:
    """Copies, not links: the student may even overwrite them, and the next submission sees none of it."""
    for name, content in data.items():
        path = os.path.join(scratch, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
    if uid is not None:
        for folder, _folders, files in os.walk(scratch):
            for path in [folder, *(os.path.join(folder, name) for name in files)]:
                os.chown(path, uid, uid)


def _limit_resources(policy: Policy) -> None:
    """The kernel's own limits: RLIMIT_DATA is the one that bites, RLIMIT_AS the backstop behind it."""
    memory = _data_bytes() + policy.memory_bytes
    limits = {
        resource.RLIMIT_CPU: policy.cpu_seconds,
        resource.RLIMIT_DATA: memory,
        resource.RLIMIT_AS: 8 * memory + 2**33,
        resource.RLIMIT_FSIZE: policy.scratch_bytes,
        resource.RLIMIT_NPROC: policy.processes + policy.other_tasks,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_STACK: STACK_BYTES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: 1_024,  # each timer holds one: else 100,000, in the kernel's memory
    }
    for limit, value in limits.items():
        _soft, hard = resource.getrlimit(limit)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (bound, bound))


def _data_bytes() -> int:
    """What RLIMIT_DATA already counts for this process: VmData of /proc/self/status."""
    with open("/proc/self/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1_024
    return 0


def _drop_identity(policy: Policy) -> None:
    if policy.uid is not None:
        os.setgroups([])
        os.setresgid(policy.uid, policy.uid, policy.uid)
        os.setresuid(policy.uid, policy.uid, policy.uid)
    if policy.level is not Level.E:
        kernel.drop_capabilities()


def _close_all_but(keep: int) -> None:
    null = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.closerange(3, keep)
    os.closerange(max(3, keep + 1), 2**20)
