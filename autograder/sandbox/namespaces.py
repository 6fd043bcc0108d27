"""Level A: namespaces of the warm parent's own, and a root folder that holds nothing worth reading.

Entered once, before the libraries are imported: a second fork afterwards would cost every submission 5 ms.
The recipe is that of ``pivot_root(2)``: a tmpfs as the new root, bind mounts for what may be seen, then away with
the old one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from autograder.sandbox import kernel
from autograder.sandbox.files import DEVICES

SCRATCH = "/scratch"


def enter() -> None:
    """Leave the grader's namespaces; the next fork is PID 1 of a new process tree."""
    uid, gid = os.getuid(), os.getgid()
    flags = kernel.CLONE_NEWNS | kernel.CLONE_NEWPID | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS
    if uid == 0:
        kernel.unshare(flags)
        return
    kernel.unshare(flags | kernel.CLONE_NEWUSER)
    # An unprivileged user may map exactly itself, and must give up setgroups first: user_namespaces(7).
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def build_root(folder: str, readable: Iterable[str], writable: Iterable[str]) -> None:
    """Make ``folder`` the root: ``readable`` bound read-only, ``writable`` as it is, /proc, four devices, /scratch."""
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", folder, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755,size=1m")
    for path in outermost(readable):
        _bind(path, folder, read_only=True)
    for path in writable:
        _bind(path, folder, read_only=False)
    for device in DEVICES:
        _bind(device, folder, read_only=False)
    for name in ("/proc", "/tmp", SCRATCH):  # noqa: S108 - the new root has its own
        os.makedirs(folder + name, exist_ok=True)
    kernel.mount("proc", folder + "/proc", "proc", kernel.MS_NOSUID | kernel.MS_NODEV, "hidepid=invisible")
    os.chdir(folder)
    kernel.pivot_root(".", ".")
    kernel.detach(".")
    os.chdir("/")


def private_scratch(size_bytes: int, uid: int, gid: int) -> None:
    """A tmpfs that only this process and its children see, and that is gone with the last of them."""
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    options = f"mode=0700,size={size_bytes},nr_inodes=65536,uid={uid},gid={gid}"
    kernel.mount("tmpfs", SCRATCH, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)


def outermost(paths: Iterable[str]) -> list[str]:
    """The paths that exist, without those that lie in another one."""
    kept: list[str] = []
    for path in sorted({os.path.abspath(path) for path in paths if os.path.exists(path)}):
        if not any(path == parent or path.startswith(parent.rstrip("/") + "/") for parent in kept):
            kept.append(path)
    return kept


def _bind(path: str, root: str, *, read_only: bool) -> None:
    target = root + path
    if os.path.lexists(target):
        return
    if os.path.isdir(path):
        os.makedirs(target)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        Path(target).touch()
    kernel.mount(path, target, None, kernel.MS_BIND | kernel.MS_REC)
    if read_only:
        flags = kernel.MS_BIND | kernel.MS_REMOUNT | kernel.MS_RDONLY | _locked_flags(target)
        kernel.mount("none", target, None, flags | kernel.MS_NOSUID)


def _locked_flags(path: str) -> int:
    """Flags that a user namespace may not take away from a mount that it inherited: mount_namespaces(7)."""
    present = os.statvfs(path).f_flag
    kept = 0
    for flag in (kernel.MS_NODEV, 8, 1_024, 2_048, 1 << 21):  # nodev, noexec, noatime, nodiratime, relatime
        kept |= flag & _as_mount_flags(present)
    return kept


def _as_mount_flags(statvfs_flags: int) -> int:
    """ST_* of statvfs(3) equal MS_* but for relatime, which is 4,096 there."""
    flags = statvfs_flags & ~4_096
    return flags | (1 << 21) if statvfs_flags & 4_096 else flags
