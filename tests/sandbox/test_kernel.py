"""Attacks through the kernel: network, programs, signals, other processes, privileges, files outside."""

import os
import platform
from pathlib import Path

import pytest

from tests.sandbox.attack import PATHS, Attack, check_alone, check_safe, parametrize
from tests.support.grader import ROOT

# Calls without a wrapper, by their numbers on x86-64; each with arguments that would succeed if it were allowed.
RAW = {
    "ptrace-traceme": (101, 0, 0, 0, 0),
    "ptrace-seize-parent": (101, 0x4206, "os.getppid()", 0, 0),
    "process_vm_readv": (310, "os.getppid()", 0, 0, 0, 0, 0),
    "kill-by-thread": (234, 1, 1, 0),
    "tkill": (200, 1, 0),
    "pidfd_open": (434, "os.getppid()", 0),
    "clone3": (435, "ctypes.create_string_buffer(88)", 88),
    "clone-new-user-namespace": (56, 0x1000_0011, 0, 0, 0, 0),
    "unshare": (272, 0x1000_0000),
    "mount": (165, "b'none'", "b'/scratch'", "b'tmpfs'", 0, 0),
    "chroot": (161, "b'.'"),
    "setuid": (105, 0),
    "setsid": (112,),
    "setpgid": (109, 0, 0),
    "personality": (135, 0x0040000),
    "keyctl": (250, 0, -3, 1),
    "add_key": (248, "b'user'", "b'x'", "b'y'", 1, -3),
    "bpf": (321, 0, "ctypes.create_string_buffer(72)", 72),
    "perf_event_open": (298, "ctypes.create_string_buffer(128)", 0, -1, -1, 0),
    "userfaultfd": (323, 1),
    "io_uring_setup": (425, 4, "ctypes.create_string_buffer(120)"),
    "name_to_handle_at": (303, -100, "b'.'", "ctypes.create_string_buffer(200)", "ctypes.create_string_buffer(8)", 0),
    "memfd_create": (319, "b'x'", 0),
    "memfd_secret": (447, 0),
    "shmget": (29, 0, 1 << 20, 0o1600),
    "mq_open": (240, "b'q'", 0o102, 0o600, 0),
    "inotify_init": (294, 0),
    "fanotify_init": (300, 0, 0),
    "landlock_create": (444, 0, 0, 1),
    "seccomp": (317, 0, 0, 0),
    "vmsplice": (278, 1, 0, 0, 0),
    "mknod-fifo": (133, "b'fifo'", 0o010600, 0),
    "prlimit-of-parent": (302, "os.getppid()", 7, 0, "ctypes.create_string_buffer(16)"),
    "sched_setaffinity": (203, "os.getppid()", 8, "(ctypes.c_ulong * 1)(1)"),
    "setpriority": (141, 0, "os.getppid()", 19),
    "truncate": (76, "b'data/numbers.csv'", 1),
    "set-owner-of-signals": (72, "os.pipe()[0]", 8, 1),
    "set-owner-through-the-upper-half": (72, "os.pipe()[0]", (1 << 32) + 8, 1),
    "set-signal-through-the-upper-half": (72, "os.pipe()[0]", (1 << 32) + 10, 9),
    "lease": (72, "os.open('/etc/localtime', 0)", 1_024, 0),
    "push-characters-to-a-terminal": (16, 0, 0x5412, "b'x'"),
    "no-longer-dumpable": (157, 4, 0, 0, 0, 0),
    "outlive-the-parent": (157, 1, 0, 0, 0, 0),
    "datagram-pair": (53, 1, 2, 0, "(ctypes.c_int * 2)()"),
    "out-of-band-byte": (44, "socket.socketpair()[0].detach()", "b'x'", 1, 1, 0, 0),
}
SITE = os.path.dirname(pytest.__file__)
OUTSIDE = [ROOT / "sandbox-escaped", Path("/tmp/sandbox-escaped"), Path("/dev/shm/sandbox-escaped")]
OUTSIDE += [Path(SITE, "sandbox-escaped"), Path(SITE, "__pycache__", "sandbox-escaped")]
OUTSIDE += [Path(PATHS["HOME"], ".cache", "sandbox-escaped"), Path("/var/tmp/sandbox-escaped")]

KERNEL = [
    Attack(
        "network",
        "try_each(lambda: socket.create_connection(('127.0.0.1', 22), 1), lambda: socket.socket(socket.AF_INET6),\n"
        "    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9)),\n"
        "    lambda: socket.socket(socket.AF_UNIX).connect('\\0name'), lambda: socket.socket(socket.AF_NETLINK),\n"
        "    lambda: socket.getaddrinfo('localhost.example', 80),\n"
        "    lambda: __import__('urllib.request').request.urlopen('http://127.0.0.1/', timeout=1))",
    ),
    Attack(
        "programs",
        "import subprocess\ntry_each(lambda: subprocess.run(['/bin/true']), lambda: os.execv('/bin/true', ['true']),\n"
        "    lambda: os.posix_spawn('/bin/true', ['true'], {}), lambda: os.popen('echo 1').read() or False,\n"
        "    lambda: False if os.system('true') else 'ran', lambda: os.execv(sys.executable, ['python', '-c', '1']))",
    ),
    Attack(
        "signals",
        "try_each(*(lambda p=p: os.kill(p, 0) or 'sent' for p in (1, 2, -1, 0, os.getppid())),\n"
        "    lambda: os.killpg(1, 0) or 'sent', lambda: os.pidfd_open(1))",
    ),
    Attack(
        "other-identity",
        "try_each(lambda: os.setuid(0) or 'root', lambda: os.setresuid(0, 0, 0) or 'root', lambda: "
        "os.setgroups([0]) or 1,\n"
        "    lambda: os.setsid(), lambda: os.setpgid(0, 0) or 1, lambda: os.chroot('.') or 1, lambda: os.nice(-5))",
    ),
    Attack(
        "write-outside",
        f"try_each(*(lambda p=p: write(p) or 'wrote' for p in {[str(path) for path in OUTSIDE]!r}),\n"
        "    *(lambda p=p: opens(p) for p in ('/etc/passwd', SUITE, DECOY, "
        "'/proc/self/oom_score_adj', '/proc/1/comm')),\n"
        f"    *(lambda p=p: os.mkdir(p) or 'made' for p in {[str(path) for path in OUTSIDE]!r}))",
    ),
    Attack(
        "write-outside-through-links",
        f"for n, path in enumerate({[str(path) for path in OUTSIDE]!r}):\n"
        "    os.symlink(path, f'link{n}')\n"
        "    try_each(lambda: write(f'link{n}') or 'wrote', lambda: os.rename('data', path) or "
        "'moved')",
    ),
    Attack(
        "remove-outside",
        "try_each(lambda: os.remove(DECOY) or 'gone', lambda: os.truncate(DECOY, 0) or 'cut', "
        "lambda: os.rename(DECOY, DECOY + '2') or 'moved', lambda: os.rmdir(ASSIGNMENT) or 'gone')",
    ),
    Attack(
        "shared-memory",
        "import mmap\n"
        "try_each(lambda: mmap.mmap(-1, 4096), lambda: mmap.mmap(os.open('/dev/zero', 2), 4096),\n"
        "    lambda: os.memfd_create('x'))",
    ),
    Attack("memory-that-passes-for-a-stack", "import mmap\ntry_each(lambda: mmap.mmap(-1, 1 << 30, flags=0x122))"),
    Attack(
        "devices",
        "try_each(*(lambda p=p: os.open(p, 2) for p in ('/dev/zero', '/dev/full', '/dev/tty', "
        "'/dev/ptmx', '/dev/fuse', '/dev/kvm', '/dev/shm')))",
    ),
    Attack("system-call-of-another-abi", "libc.syscall(0x40000000 + 39)\nprint('GOT')", 4.0),
]


@parametrize(KERNEL)
def test_kernel_says_no(grade, attack):
    """What leads out of the process is refused, and the rest of the notebook is graded."""
    check_safe(grade(*attack.cells), attack)
    check_alone(grade)
    assert not any(path.exists() for path in OUTSIDE)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are those of x86-64")
def test_raw_system_calls_fail(grade):
    """None of the calls that open another world succeeds, whatever way round the libraries they are made."""
    calls = ",\n".join(f"({name!r}, lambda: ({', '.join(map(str, arguments))},))" for name, arguments in RAW.items())
    code = (
        f"for name, arguments in [{calls}]:\n"
        "    values = [ctypes.c_long(v) if isinstance(v, int) else v for v in arguments()]\n"
        "    if libc.syscall(*values) != -1: print('GOT', name)"
    )
    attack = Attack("raw", code)
    check_safe(graded := grade(*attack.cells), attack)
    assert graded.cells[-1].error is None


def test_modes_and_times_outside_stay(grade, tmp_path):
    """chmod and utime say yes and do nothing to what is not the student's."""
    os.chmod(tmp_path, 0o755)
    target = tmp_path / "file"
    target.write_text("x")
    before = target.stat()
    code = (
        f"for path in ({str(target)!r}, DECOY):\n"
        f"    for call in (lambda: os.chmod(path, 0o777), lambda: os.utime(path, (0, 0))):\n"
        f"        try: call()\n        except OSError: pass"
    )
    attack = Attack("chmod", code)
    check_safe(grade(*attack.cells), attack)
    after = target.stat()
    assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    assert Path(PATHS["DECOY"]).stat().st_mtime > 0


@pytest.mark.parametrize(
    "cell",
    [
        "import shutil\nshutil.copy('data/numbers.csv', 'a.csv')\nshutil.copy2('data/numbers.csv', 'b.csv')",
        "import zipfile\nwith zipfile.ZipFile('z.zip', 'w') as z: z.write('data/numbers.csv')\n"
        "zipfile.ZipFile('z.zip').extractall('out')",
        "import pathlib\npathlib.Path('x').touch()\npathlib.Path('x').touch()\npathlib.Path('x').unlink()",
        "from concurrent.futures import ThreadPoolExecutor\nassert sum(ThreadPoolExecutor(8).map(abs, range(9))) == 36",
        "import numpy as np\nm = np.memmap('m.bin', mode='w+', shape=10)\nm[:] = 1\nm.flush()",
        "import os\nfor call in (os.getpid, os.cpu_count, os.getloadavg, os.getcwd): call()",
    ],
)
def test_ordinary_code_is_not_hit(grade, cell):
    """What notebooks do with files and threads of their own works under the same rules."""
    assert grade(cell).cells[0].error is None
