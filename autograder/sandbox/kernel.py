"""The few kernel calls that Python's standard library lacks, by ctypes.

Numbers and structures are from the kernel's UAPI headers (``linux/prctl.h``, ``linux/sched.h``, ``linux/mount.h``,
``linux/capability.h``, ``linux/filter.h``, ``asm-generic/mman-common.h``); each wrapper raises ``OSError`` with the
call's name.
"""

from __future__ import annotations

import ctypes
import os
import platform

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2

CLONE_NEWNS = 0x0002_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_REMOUNT = 32
MS_BIND = 4_096
MS_REC = 16_384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

MADV_HUGEPAGE = 14
MADV_COLLAPSE = 25

CAPABILITY_VERSION_3 = 0x2008_0522
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_libc = ctypes.CDLL(None, use_errno=True)


class _SockFilter(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _SockFprog(ctypes.Structure):
    _fields_ = (("len", ctypes.c_uint16), ("filter", ctypes.POINTER(_SockFilter)))


def _check(result: int, name: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def prctl(option: int, value: int) -> None:
    """``prctl(2)`` with one argument."""
    zero = ctypes.c_ulong(0)
    _check(_libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero), f"prctl({option})")


def unshare(flags: int) -> None:
    """``unshare(2)``: leave the namespaces named by ``flags``."""
    _check(_libc.unshare(flags), "unshare")


def mount(source: str, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """``mount(2)``."""
    encoded = [os.fsencode(item) if item is not None else None for item in (source, target, kind, options)]
    result = _libc.mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3])
    _check(result, f"mount {target}")


def detach(target: str) -> None:
    """``umount2(2)``, at once from the tree and for good when nobody uses it any more."""
    _check(_libc.umount2(os.fsencode(target), MNT_DETACH), f"umount {target}")


def madvise(address: int, size: int, advice: int) -> None:
    """``madvise(2)`` for memory of this process."""
    _check(_libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(size), advice), f"madvise({advice})")


def pivot_root(new_root: str, put_old: str) -> None:
    """``pivot_root(2)``, which has no wrapper in the C library."""
    number = PIVOT_ROOT[platform.machine()]
    _check(_libc.syscall(number, os.fsencode(new_root), os.fsencode(put_old)), "pivot_root")


def drop_capabilities() -> None:
    """``capset(2)`` of this thread to nothing: root without its privileges."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(header, data), "capset")


def load_filter(program: bytes) -> None:
    """Install a BPF program as this thread's seccomp filter; needs ``no_new_privs``."""
    size = ctypes.sizeof(_SockFilter)
    instructions = (_SockFilter * (len(program) // size)).from_buffer_copy(program)
    fprog = _SockFprog(len(instructions), ctypes.cast(instructions, ctypes.POINTER(_SockFilter)))
    zero = ctypes.c_ulong(0)
    mode = ctypes.c_ulong(SECCOMP_MODE_FILTER)
    _check(_libc.prctl(PR_SET_SECCOMP, mode, ctypes.byref(fprog), zero, zero), "prctl(PR_SET_SECCOMP)")
