"""Ways out through the kernel: network, programs, signals, other processes, privileges, files outside."""

import os
from functools import partial

import pytest

from tests.attacks.attack import MARK, Attack
from tests.support.grader import ROOT

escape = partial(Attack, stopped_by="sandbox")

SITE = os.path.dirname(pytest.__file__)
FOLDERS = (str(ROOT), "/tmp", "/dev/shm", "/var/tmp", SITE, f"{SITE}/__pycache__", os.path.expanduser("~/.cache"))
OUTSIDE = [f"{folder}/{MARK}" for folder in FOLDERS]
"""Files that attacks try to make."""

ATTACKS = [
    escape(
        "network",
        "open sockets and connections of every family",
        "try_each(lambda: socket.create_connection(('127.0.0.1', 22), 1), lambda: socket.socket(socket.AF_INET6),\n"
        "    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9)),\n"
        "    lambda: socket.socket(socket.AF_UNIX).connect('\\0name'), lambda: socket.socket(socket.AF_NETLINK),\n"
        "    lambda: socket.getaddrinfo('localhost.example', 80),\n"
        "    lambda: __import__('urllib.request').request.urlopen('http://127.0.0.1/', timeout=1))",
    ),
    escape(
        "abstract-socket",
        "meet others under an abstract name, or through a pair's second name",
        "try_each(lambda: socket.socket(socket.AF_UNIX).bind('\\0autograder-meeting') or 'bound',\n"
        "    lambda: socket.socketpair()[0].bind('\\0autograder-meeting') or 'bound',\n"
        "    lambda: socket.socketpair(type=socket.SOCK_DGRAM)[0].sendto(b'x', '/dev/log'),\n"
        "    lambda: socket.socketpair(type=socket.SOCK_SEQPACKET))",
    ),
    escape(
        "connection-renamed",
        "connect, bind or listen on the grader's connection or a pair's end",
        "s = socket.socket(fileno=os.dup(channel()))\na, b = socket.socketpair()\n"
        "try_each(*(lambda s=s: s.connect('/run/x') or 1 for s in (s, a)), lambda: b.bind('mine') or 'bound', lambda: "
        "a.bind('\\0autograder-meeting') or 'bound', lambda: b.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1) or 'set')",
    ),
    escape(
        "programs",
        "start programs in every way that Python has",
        "import subprocess\ntry_each(lambda: subprocess.run(['/bin/true']),\n"
        "    lambda: os.posix_spawn('/bin/true', ['true'], {}), lambda: os.popen('echo 1').read() or False,\n"
        "    lambda: False if os.system('true') else 'ran')",
    ),
    escape(
        "program-of-ones-own",
        "write a program to scratch and start it, directly, by its descriptor or through the loader",
        "with open('mine', 'wb') as f: f.write(read(sys.executable))\nos.chmod('mine', 0o755)\n"
        "fd = os.open('mine', os.O_RDONLY)\n"
        "def child(run):\n    pid = os.fork()\n    if pid == 0:\n        try: run()\n        except OSError: os._exit(1)\n"
        "    return os.waitpid(pid, 0)[1] == 0 and 'ran'\n"
        "try_each(*(lambda p=p: child(lambda: os.execv(p, ['true', '-c', '1'])) for p in ('./mine', f'/proc/self/fd/{fd}', "
        "'/bin/true')), lambda: child(lambda: os.execve(fd, ['python', '-c', '1'], {})))",
    ),
    escape(
        "huge-argument-lists",
        "start a program with arguments and variables of many megabytes",
        "def child(n):\n    pid = os.fork()\n    if pid == 0:\n"
        "        try: os.execve('/bin/true', ['x' * 100_000] * n, {'y' * 9: 'z' * 100_000})\n"
        "        except (OSError, MemoryError): os._exit(1)\n    return os.waitpid(pid, 0)[1] == 0 and 'ran'\n"
        "try_each(lambda: child(1), lambda: child(9))",
    ),
    escape(
        "signals",
        "signal the grader, the warm parent, everybody",
        "try_each(*(lambda p=p: os.kill(p, 0) or 'sent' for p in (1, 2, -1, 0, os.getppid())),\n"
        "    lambda: os.killpg(1, 0) or 'sent', lambda: os.pidfd_open(1))",
    ),
    escape(
        "signals-of-timers",
        "make the kernel send the signal: timers that tell another thread",
        "class Event(ctypes.Structure): _fields_ = [('value', ctypes.c_long), ('signo', ctypes.c_int), ('notify', "
        "ctypes.c_int), ('tid', ctypes.c_int), ('pad', ctypes.c_char * 44)]\n"
        "p = os.getppid()\ntimer = ctypes.c_int()\n"
        "try_each(*(lambda t=t: libc.syscall(222, 0, ctypes.byref(Event(0, 18, 4, t)), ctypes.byref(timer)) == 0 and 'timer'"
        " for t in (p, 1)), lambda: os.kill(p, 0) or 'sent')",
    ),
    escape(
        "signals-of-descriptors",
        "make the kernel send the signal: owners of pipes, sockets, leases and terminals",
        # SIGIO ends a process that has no use for it, and F_NOTIFY sends it at the next access to the folder.
        "import fcntl, signal\nsignal.signal(signal.SIGIO, signal.SIG_IGN)\nr, w = os.pipe()\np = os.getppid()\n"
        "try_each(*(lambda c=c, t=t: fcntl.fcntl(r, c, t) != 0 or 'owner' for c in (fcntl.F_SETOWN, 15) for t in (p, 1, -1)),\n"
        "    lambda: fcntl.fcntl(r, fcntl.F_SETSIG, 9) or 'signal', lambda: fcntl.fcntl(os.open('data/numbers.csv', 0), "
        "fcntl.F_SETLEASE, fcntl.F_RDLCK) or 'lease',\n    lambda: fcntl.fcntl(os.open('.', 0), fcntl.F_NOTIFY, 1) or 'notify', "
        "lambda: fcntl.ioctl(r, 0x8902, p.to_bytes(4, 'little')) or 'ioctl', lambda: fcntl.ioctl(channel(), 0x8901, "
        "p.to_bytes(4, 'little')) or 'ioctl')",
    ),
    escape(
        "robust-futexes",
        "read or set another process's list of robust locks",
        "p = os.getppid()\nhead, size = ctypes.c_void_p(), ctypes.c_size_t()\n"
        "try_each(lambda: libc.syscall(274, p, ctypes.byref(head), ctypes.byref(size)) == 0 and 'list', "
        "lambda: os.kill(p, 0) or 'sent')",
    ),
    escape(
        "renice-and-limit-the-grader",
        "slow, pin and limit the warm parent and the grader",
        "import resource\np = os.getppid()\n"
        "try_each(lambda: os.setpriority(os.PRIO_PROCESS, p, os.getpriority(os.PRIO_PROCESS, p)) or 'nice',\n"
        "    lambda: os.setpriority(os.PRIO_PGRP, 0, 0) or 'nice', lambda: os.setpriority(os.PRIO_USER, 0, 0) or 'nice',\n"
        "    lambda: os.sched_setaffinity(p, os.sched_getaffinity(0)) or 'pinned',\n"
        "    lambda: resource.prlimit(p, resource.RLIMIT_CORE, resource.prlimit(p, resource.RLIMIT_CORE)) and 'limit',\n"
        "    lambda: os.sched_setscheduler(p, os.SCHED_OTHER, os.sched_param(0)) or 'scheduler')",
    ),
    escape(
        "faster-than-others",
        "give the own threads a better place in the scheduler, or all processors",
        "try_each(lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0)) or 'batch',\n"
        "    lambda: os.sched_setaffinity(threading.get_native_id(), {0}) or 'pinned', lambda: os.nice(-1),\n"
        "    lambda: libc.syscall(251, 1, 0, 4) != -1 and 'ioprio', lambda: os.setpriority(0, 0, -5) or 'nice')",
    ),
    escape(
        "limits-raised-again",
        "raise the own limits",
        "import resource\n"
        "try_each(*(lambda n=n: resource.setrlimit(getattr(resource, n), (resource.RLIM_INFINITY,) * 2) or n for n in "
        "('RLIMIT_DATA', 'RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE', 'RLIMIT_NPROC', 'RLIMIT_NOFILE', 'RLIMIT_MEMLOCK')))",
        bites=False,  # with CAP_SYS_RESOURCE alone, which root does not have on every machine
        tame=False,
    ),
    escape(
        "other-identity",
        "become somebody else, leave the session or the root folder",
        "try_each(lambda: os.setuid(0) or 'root', lambda: os.setresuid(0, 0, 0) or 'root', lambda: "
        "os.setgroups([0]) or 1,\n"
        "    lambda: os.setsid(), lambda: os.setpgid(0, 0) or 1, lambda: os.chroot('.') or 1, lambda: os.nice(-5))",
    ),
    escape(
        "write-outside",
        "make files and folders outside of scratch, open those of others for writing",
        f"try_each(*(lambda p=p: write(p) or 'wrote' for p in {OUTSIDE!r}),\n"
        "    *(lambda p=p: opens(p) for p in ('/etc/passwd', SUITE, DECOY, "
        "'/proc/self/oom_score_adj', '/proc/1/comm')),\n"
        f"    *(lambda p=p: os.mkdir(p) or 'made' for p in {OUTSIDE!r}))",
    ),
    escape(
        "write-outside-through-links",
        "write through symbolic links, and move folders out",
        f"for n, path in enumerate({OUTSIDE!r}):\n"
        "    os.symlink(path, f'link{n}')\n"
        "    try_each(lambda: write(f'link{n}') or 'wrote', lambda: os.rename('data', path) or "
        "'moved')",
    ),
    escape(
        "remove-outside",
        "remove, cut and rename what belongs to others",
        "try_each(lambda: os.remove(DECOY) or 'gone', lambda: os.truncate(DECOY, 0) or 'cut', "
        "lambda: os.rename(DECOY, DECOY + '2') or 'moved', lambda: os.rmdir(ASSIGNMENT) or 'gone')",
    ),
    escape(
        "libraries-changed",
        "change what the next student's process imports",
        "import numpy\nf = numpy.__file__\n"
        "try_each(lambda: opens(f), lambda: opens(os.__file__), lambda: os.open(f, os.O_RDWR), lambda: "
        "os.rename(f, f + MARK) or 'moved',\n    lambda: os.symlink('x', os.path.dirname(f) + '/' + MARK) or 'linked', "
        "lambda: opens(sys.modules['autograder'].__file__))",
        bites=False,  # it would, but on files that the rest of that module's tests import
        tame=False,
    ),
    escape(
        "proc-of-oneself",
        "change what the kernel does with this process through /proc/self",
        "try_each(*(lambda n=n: opens(f'/proc/self/{n}') for n in ('oom_score_adj', 'oom_adj', 'comm', 'coredump_filter', "
        "'clear_refs', 'timerslack_ns', 'attr/current', 'uid_map', 'sched', f'task/{os.getpid()}/comm')))",
    ),
    escape(
        "settings-of-the-kernel",
        "open settings of the kernel for writing",
        "try_each(*(lambda n=n: opens(n) for n in ('/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', "
        "'/proc/sys/vm/drop_caches', '/sys/power/state', '/proc/irq/default_smp_affinity')))",
    ),
    escape(
        "shared-memory",
        "get memory that is shared with others and counted by no limit",
        "import mmap\n"
        "try_each(lambda: mmap.mmap(-1, 4096), lambda: mmap.mmap(os.open('/dev/zero', 2), 4096),\n"
        "    lambda: os.memfd_create('x'))",
    ),
    escape(
        "memory-that-passes-for-a-stack",
        "get memory that the kernel counts as a stack",
        "import mmap\ntry_each(lambda: mmap.mmap(-1, 1 << 30, flags=0x122))",
    ),
    escape(
        "devices",
        "open devices for writing",
        "try_each(*(lambda p=p: os.open(p, 2) for p in ('/dev/zero', '/dev/full', '/dev/tty', "
        "'/dev/ptmx', '/dev/fuse', '/dev/kvm', '/dev/shm')))",
    ),
    escape(
        "special-files-in-scratch",
        "leave pipes, sockets and devices for somebody to trip over",
        "try_each(lambda: os.mkfifo('fifo') or 'fifo', lambda: os.mknod('null', 0o020666, os.makedev(1, 3)) or 'device',\n"
        "    lambda: os.mknod('sock', 0o140666) or 'socket')",
    ),
    escape(
        "set-user-id",
        "make a program in scratch that runs as somebody else",
        "with open('mine', 'wb') as f: f.write(b'x')\nos.chmod('mine', 0o6755)\n"
        "try_each(lambda: os.stat('mine').st_mode & 0o6000 or False, lambda: os.chown('mine', 1, 1) or 'given',\n"
        "    lambda: os.setxattr('mine', 'security.capability', b'x' * 20) or 'capability')",
    ),
    escape(
        "modes-and-times-outside",
        "change modes and times of others' files",
        "before = os.stat(DECOY) if os.path.exists(DECOY) else None\n"
        "for call in (lambda: os.chmod(DECOY, 0o777), lambda: os.utime(DECOY, (0, 0)), lambda: os.chown(DECOY, 1, 1),\n"
        "             lambda: os.setxattr(DECOY, 'user.x', b'x')):\n"
        "    try: call()\n    except OSError: pass\n"
        "after = before and os.stat(DECOY)\n"
        "if before and (before.st_mode, before.st_mtime, before.st_uid) != (after.st_mode, after.st_mtime, after.st_uid): "
        "print('GOT')",
    ),
    escape(
        "system-call-of-another-abi",
        "make a system call by the number of another ABI: survived is succeeded",
        "libc.syscall(0x40000000 + 39)\nprint('GOT')",
    ),
]
