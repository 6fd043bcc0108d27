"""Which system calls a student's process may make: an allow-list, compiled once to BPF.

What is not listed does not exist for it (``ENOSYS``), so that the C library takes its usual fallback; what a
student is likely to try by accident (a program, a socket, a signal to somebody) is refused with ``EPERM``, which
Python turns into a ``PermissionError`` that names the cause.  A few calls do nothing and say that all is well
(:data:`WITHOUT_EFFECT`), since ``shutil.copy`` and ``zipfile`` would otherwise fail in a student's own folder.

A filter sees registers of 64 bits where the kernel takes an ``int`` from the lower half.  So a condition either
names one value exactly, or masks; a ``>=`` would let ``F_SETOWN + 2**32`` pass as a large number.
"""

from __future__ import annotations

import errno
import tempfile

# Reading, writing and asking about files (Landlock decides which), memory, threads, time, waiting.
ALLOWED = """
    access brk capget chdir clock_getres clock_gettime clock_nanosleep close close_range copy_file_range dup dup2 dup3
    epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd2 exit exit_group faccessat
    faccessat2 fadvise64 fallocate fchdir fdatasync flock fstat fstatfs fsync ftruncate futex futex_waitv
    futex_wake futex_wait futex_requeue get_mempolicy get_robust_list
    getcpu getcwd getdents getdents64 getegid geteuid getgid getgroups getitimer getpgid getpgrp getpid getppid
    getpriority getrandom getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday
    getuid link linkat lseek lstat madvise membarrier mincore mkdir mkdirat mlock mlock2 mprotect msync
    mremap munlock munmap nanosleep newfstatat open openat openat2 pause pipe pipe2 poll ppoll pread64 preadv preadv2
    pselect6 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv rename renameat
    renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend
    rt_sigtimedwait sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getparam sched_getscheduler
    sched_yield select set_robust_list set_tid_address setitimer shutdown sigaltstack
    splice stat statfs statx symlink symlinkat sysinfo tee timer_create timer_delete timer_getoverrun timer_gettime
    timer_settime timerfd_create timerfd_gettime timerfd_settime times umask uname unlink unlinkat vfork wait4 waitid
    write writev fork arch_prctl
""".split()

# Refused in words: starting programs, the network, signals and limits of others, other identities.
REFUSED = """
    execve execveat connect bind listen accept accept4 kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo
    pidfd_open pidfd_send_signal pidfd_getfd setpriority sched_setaffinity sched_setscheduler sched_setattr
    ptrace process_vm_readv process_vm_writev setuid setgid setresuid setresgid setgroups setsid setpgid
    chown fchown lchown fchownat truncate setsockopt mount umount2 unshare setns chroot pivot_root
    memfd_create shmget mknod mknodat personality
""".split()

# Landlock has no rule for these, so under the grader's own uid they would reach its files.
WITHOUT_EFFECT = "chmod fchmod fchmodat fchmodat2".split()
TIMES = "utime utimes utimensat futimesat".split()
ATTRIBUTES = """
    getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr setxattr lsetxattr fsetxattr
    removexattr lremovexattr fremovexattr
""".split()

CLONE_NAMESPACES = 0x7E02_0080  # every CLONE_NEW* flag that clone(2) takes, with CLONE_NEWTIME
MAP_SHARED_ANONYMOUS, MAP_GROWSDOWN = 0x21, 0x100
MSG_OOB = 1
F_SETOWN, F_SETSIG, F_SETOWN_EX, F_DUPFD_CLOEXEC, F_GETPIPE_SZ = 8, 10, 15, 1_030, 1_032
IOCTLS = {"TCGETS": 0x5401, "TIOCGWINSZ": 0x5413, "FIONBIO": 0x5421, "FIONREAD": 0x541B, "FIOCLEX": 0x5451}
PRCTLS = {"PR_SET_NAME": 15, "PR_GET_NAME": 16, "PR_SET_VMA": 0x53564D41, "PR_GET_DUMPABLE": 3}
AF_UNIX, SOCK_STREAM, SOCK_TYPE_MASK = 1, 1, 0xF


def compile_filter(*, own_uid: bool) -> bytes:
    """The policy as a BPF program for this machine's architecture (about 5 ms; done once, in the warm parent).

    ``own_uid``: the process has a user id to itself, so that the kernel already keeps it from others' file times.
    """
    import pyseccomp as sc

    program = sc.SyscallFilter(sc.ERRNO(errno.ENOSYS))
    for name in ALLOWED:
        _allow(program, name)
    for name in REFUSED:
        _rule(program, sc.ERRNO(errno.EPERM), name)
    for name in WITHOUT_EFFECT if own_uid else [*WITHOUT_EFFECT, *TIMES]:
        _rule(program, sc.ERRNO(0), name)
    for name in TIMES if own_uid else ():
        _allow(program, name)
    for name in ATTRIBUTES:
        _rule(program, sc.ERRNO(errno.ENOTSUP), name)
    # A thread or a fork is fine, a namespace is not; clone3 hides its flags from filters, so glibc falls back.
    _allow(program, "clone", sc.Arg(0, sc.MASKED_EQ, CLONE_NAMESPACES, 0))
    # Only one's own limits: the kernel lets equal uids change each other's.
    _allow(program, "prlimit64", sc.Arg(0, sc.EQ, 0))
    # Signals by descriptor ownership are the way around kill(2).
    for command in [*range(64), F_DUPFD_CLOEXEC, F_GETPIPE_SZ]:
        if command not in (F_SETOWN, F_SETSIG, F_SETOWN_EX):
            _allow(program, "fcntl", sc.Arg(1, sc.EQ, command))
    # Shared anonymous memory is counted by no limit, and what grows down passes for a stack: RLIMIT_DATA leaves it out.
    for flags in (0, 1, 0x20):
        _allow(program, "mmap", sc.Arg(3, sc.MASKED_EQ, MAP_SHARED_ANONYMOUS | MAP_GROWSDOWN, flags))
    for number in IOCTLS.values():
        _allow(program, "ioctl", sc.Arg(1, sc.EQ, number))
    for number in PRCTLS.values():
        _allow(program, "prctl", sc.Arg(0, sc.EQ, number))
    # asyncio wakes its loop through a pair of Unix sockets.  From a stream there is no way to anybody else; from a
    # datagram socket sendto(2) reaches /dev/log and whatever else listens on this machine.
    stream = sc.Arg(1, sc.MASKED_EQ, SOCK_TYPE_MASK, SOCK_STREAM)
    _allow(program, "socketpair", sc.Arg(0, sc.EQ, AF_UNIX), stream)
    # Out-of-band bytes wake the reader without being read (the grader would spin), and broke kernels before.
    for name, flags_at in {"sendto": 3, "recvfrom": 3, "sendmsg": 2, "recvmsg": 2}.items():
        _allow(program, name, sc.Arg(flags_at, sc.MASKED_EQ, MSG_OOB, 0))
    _rule(program, sc.ERRNO(errno.EPERM), "socket")
    with tempfile.TemporaryFile() as file:
        program.export_bpf(file)
        file.seek(0)
        return file.read()


def _allow(program: object, name: str, *conditions: object) -> None:
    import pyseccomp as sc

    _rule(program, sc.ALLOW, name, *conditions)


def _rule(program: object, action: int, name: str, *conditions: object) -> None:
    """Add a rule; a call that this architecture does not have needs none."""
    import pyseccomp as sc

    try:
        sc.resolve_syscall(sc.Arch.NATIVE, name)
    except (OSError, ValueError):
        return
    program.add_rule(action, name, *conditions)  # type: ignore[attr-defined]
