"""What Docker leaves to root in a container: its default capabilities and its default profile of system calls.

``python -m tests.attacks.docker COMMAND...`` becomes COMMAND under both.  The profile is an allow-list; here is the
part of it that matters to a sandbox, turned round: what it refuses without CAP_SYS_ADMIN and its like
(moby/profiles, seccomp/default.json).  Tracing one's own children is allowed there since Linux 4.8, and here.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

import pyseccomp as sc

from autograder.sandbox import kernel

REFUSED = """
    unshare setns mount umount2 pivot_root move_mount open_tree fsopen fsmount fspick fsconfig mount_setattr
    bpf perf_event_open fanotify_init lookup_dcookie quotactl quotactl_fd sethostname setdomainname syslog vhangup
    add_key keyctl request_key userfaultfd io_uring_setup io_uring_enter io_uring_register
    kexec_load kexec_file_load init_module finit_module delete_module iopl ioperm acct swapon swapoff reboot
    settimeofday clock_settime clock_adjtime stime adjtimex open_by_handle_at
    move_pages migrate_pages mbind set_mempolicy get_mempolicy nfsservctl uselib ustat sysfs _sysctl vm86 vm86old
""".split()
CLONE_NAMESPACES = 0x7E02_0000
ADDR_NO_RANDOMIZE = 0x0004_0000
AF_VSOCK, AF_ALG = 40, 38
# chown, dac_override, fowner, fsetid, kill, setgid, setuid, setpcap, net_bind_service, net_raw, sys_chroot, mknod,
# audit_write, setfcap: capabilities(7).
CAPABILITIES = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)
PR_CAPBSET_DROP = 24


def refuse_calls() -> None:
    """Install the profile for this process and all that it starts."""
    profile = sc.SyscallFilter(sc.ALLOW)
    profile.set_attr(sc.Attr.CTL_NNP, 0)
    for name in REFUSED:
        _refuse(profile, errno.EPERM, name)
    _refuse(profile, errno.ENOSYS, "clone3")  # its flags cannot be seen: the C library then takes clone
    for bit in range(32):
        if CLONE_NAMESPACES >> bit & 1:
            _refuse(profile, errno.EPERM, "clone", sc.Arg(0, sc.MASKED_EQ, 1 << bit, 1 << bit))
    for family in (AF_VSOCK, AF_ALG):
        _refuse(profile, errno.EPERM, "socket", sc.Arg(0, sc.EQ, family))
    _refuse(profile, errno.EPERM, "personality", sc.Arg(0, sc.EQ, ADDR_NO_RANDOMIZE))
    profile.load()


def drop_capabilities() -> None:
    """Keep those that Docker gives, now and after any exec."""
    highest = int(Path("/proc/sys/kernel/cap_last_cap").read_text())
    for capability in range(highest + 1):
        if capability not in CAPABILITIES:
            kernel.prctl(PR_CAPBSET_DROP, capability)
    kept = sum(1 << capability for capability in CAPABILITIES)
    header = (ctypes.c_uint32 * 2)(kernel.CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)(kept & 0xFFFFFFFF, kept & 0xFFFFFFFF, 0, kept >> 32, kept >> 32, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, data) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def _refuse(profile: sc.SyscallFilter, code: int, name: str, *conditions: sc.Arg) -> None:
    try:
        sc.resolve_syscall(sc.Arch.NATIVE, name)
    except (OSError, ValueError):  # not on this architecture
        return
    profile.add_rule(sc.ERRNO(code), name, *conditions)


if __name__ == "__main__":
    refuse_calls()
    drop_capabilities()
    os.execvp(sys.argv[1], sys.argv[1:])
