"""System calls without a wrapper, by their numbers on x86-64; the arguments would succeed if the call were allowed."""

import platform

from tests.attacks.attack import Attack

CALLS = {
    "namespaces": (
        "make or enter namespaces, mounts and roots",
        {
            "clone3": (435, "ctypes.create_string_buffer(88)", 88),
            "clone-new-user-namespace": (56, 0x1000_0011, 0, 0, 0, 0),
            "unshare-user": (272, 0x1000_0000),
            "unshare-files": (272, 0x400),
            "mount": (165, "b'none'", "b'/scratch'", "b'tmpfs'", 0, 0),
            "fsopen": (430, "b'tmpfs'", 0),
            "open_tree": (428, -100, "b'.'", 1),
            "setns": (308, "os.open('/proc/self/ns/net', 0)", 0),
            "chroot": (161, "b'.'"),
        },
    ),
    "other-processes": (
        "trace, read, signal and weigh other processes",
        {
            "ptrace-traceme": (101, 0, 0, 0, 0),
            "ptrace-seize-parent": (101, 0x4206, "os.getppid()", 0, 0),
            "process_vm_readv": (310, "os.getppid()", 0, 0, 0, 0, 0),
            "kill-by-thread": (234, 1, 1, 0),
            "tkill": (200, 1, 0),
            "rt_sigqueueinfo": (129, "os.getppid()", 0, "ctypes.create_string_buffer(128)"),
            "pidfd_open": (434, "os.getppid()", 0),
            "prlimit-of-parent": (302, "os.getppid()", 7, 0, "ctypes.create_string_buffer(16)"),
            "sched_setaffinity": (203, "os.getppid()", 8, "(ctypes.c_ulong * 1)(1)"),
            "setpriority": (141, 0, "os.getppid()", 0),
            "kcmp": (312, "os.getpid()", "os.getppid()", 0, 0, 0),
            "migrate_pages": (256, "os.getppid()", 1, "(ctypes.c_ulong * 1)(1)", "(ctypes.c_ulong * 1)(1)"),
            "move_pages": (279, "os.getppid()", 0, 0, 0, 0, 0),
            "process_madvise": (440, "os.getppid()", 0, 0, 0, 0),
        },
    ),
    "identity": (
        "change identity, session, personality and death signals",
        {
            "setuid": (105, 0),
            "setfsuid-tells": (122, 0),
            "setsid": (112,),
            "setpgid": (109, 0, 0),
            "personality": (135, 0x0040000),
            "capset": (126, "(ctypes.c_uint32 * 2)(0x20080522, 0)", "(ctypes.c_uint32 * 6)()"),
            "no-longer-dumpable": (157, 4, 0, 0, 0, 0),
            "outlive-the-parent": (157, 1, 0, 0, 0, 0),
            "adopt-orphans": (157, 36, 1, 0, 0, 0),
            "keep-capabilities": (157, 8, 1, 0, 0, 0),
        },
    ),
    "keys": (
        "leave something in the kernel's key rings",
        {"keyctl": (250, 0, -3, 1), "add_key": (248, "b'user'", "b'x'", "b'y'", 1, -3)},
    ),
    "programs-in-the-kernel": (
        "load programs into the kernel, or have it work on its own",
        {
            "bpf": (321, 0, "ctypes.create_string_buffer(72)", 72),
            "perf_event_open": (298, "ctypes.create_string_buffer(128)", 0, -1, -1, 0),
            "userfaultfd": (323, 1),
            "io_uring_setup": (425, 4, "ctypes.create_string_buffer(120)"),
            "seccomp-available": (317, 2, 0, "(ctypes.c_uint32 * 1)(0x7fff0000)"),
            "landlock-version": (444, 0, 0, 1),
        },
    ),
    "uncounted-memory": (
        "get memory that no limit counts",
        {
            "memfd_create": (319, "b'x'", 0),
            "memfd_secret": (447, 0),
            "shmget": (29, 0, 1 << 20, 0o1600),
            "mq_open": (240, "b'q'", 0o102, 0o600, 0),
            "msgget": (68, 0, 0o1600),
            "semget": (64, 0, 1, 0o1600),
        },
    ),
    "watching-others": (
        "watch what others open, and open by handle",
        {
            "inotify_init": (294, 0),
            "fanotify_init": (300, 0, 0),
            "name_to_handle_at": (
                303,
                -100,
                "b'.'",
                "(ctypes.c_uint32 * 50)(128)",
                "ctypes.create_string_buffer(8)",
                0,
            ),
            "statmount": (457, 0, 0, 0, 0),
            "listmount": (458, "(ctypes.c_uint64 * 4)(32, 0xffffffffffffffff)", "(ctypes.c_uint64 * 9)()", 8, 0),
            "quotactl": (179, 0x800001 << 8, 0, 0, 0),
            "sysfs": (139, 3),
        },
    ),
    "descriptors": (
        "change what is not the own, through descriptors and paths",
        {
            "vmsplice": (278, "os.pipe()[1]", 0, 0, 0),
            "mknod-fifo": (133, "b'fifo'", 0o010600, 0),
            "truncate": (76, "b'data/numbers.csv'", 1),
            "set-owner-of-signals": (72, "os.pipe()[0]", 8, "os.getpid()"),
            "set-owner-through-the-upper-half": (72, "os.pipe()[0]", (1 << 32) + 8, "os.getpid()"),
            "set-signal-through-the-upper-half": (72, "os.pipe()[0]", (1 << 32) + 10, 9),
            "lease": (72, "os.open('data/numbers.csv', 0)", 1_024, 0),
            "push-characters-to-a-terminal": (16, 0, 0x5412, "b'x'"),
            "push-through-the-upper-half": (16, 0, (1 << 32) + 0x5412, "b'x'"),
            "datagram-pair": (53, 1, 2, 0, "(ctypes.c_int * 2)()"),
            "datagram-pair-through-the-upper-half": (53, 1, (1 << 32) + 2, 0, "(ctypes.c_int * 2)()"),
            "out-of-band-byte": (44, "socket.socketpair()[0].detach()", "b'x'", 1, 1, 0, 0),
            "shared-memory-through-the-upper-half": (9, 0, 4096, 3, (1 << 32) + 0x21, -1, 0),
        },
    ),
}


def _code(calls: dict[str, tuple[object, ...]]) -> str:
    """Each call in a child of its own: a success may trace, stop or rename whoever makes it."""
    listed = ",\n".join(f"({name!r}, lambda: ({', '.join(map(str, arguments))},))" for name, arguments in calls.items())
    return (
        f"for name, arguments in [{listed}]:\n"
        "    try: values = [ctypes.c_long(v) if isinstance(v, int) else v for v in arguments()]\n"
        "    except OSError: continue\n"
        "    child = os.fork()\n"
        "    if child == 0: os._exit(libc.syscall(*values) != -1)\n"
        "    if os.waitpid(child, 0)[1] == 256: print('GOT', name)"
    )


ATTACKS = [
    Attack(f"raw-{name}", tries, _code(calls), "sandbox")
    for name, (tries, calls) in CALLS.items()
    if platform.machine() == "x86_64"
]
