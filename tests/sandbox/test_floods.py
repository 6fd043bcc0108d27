"""Attacks by quantity: memory, processes, files, output; and what is left when they are over."""

import threading
import time

import pytest

from tests.sandbox.attack import (
    HONEST,
    Attack,
    check_alone,
    check_safe,
    descendants,
    parametrize,
    resident_bytes,
)

MIB = 2**20
TREE = """
def double(x):
    for _ in range(12):
        if os.fork() == 0:
            hold = []
            for _ in range(24):
                hold.append(bytearray(b'x' * 10_000_000)); time.sleep(0.01)
            time.sleep(60)
    time.sleep(60)
"""
FLOODS = [
    Attack(
        "threads",
        "try:\n"
        "    while True: threading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n"
        "except RuntimeError: print('full')",
    ),
    Attack("processes", "try:\n    while os.fork(): pass\n    time.sleep(99)\nexcept OSError: print('full')"),
    Attack("fork-bomb", "while True:\n    try: os.fork()\n    except OSError: pass"),
    Attack(
        "fork-bomb-in-a-call", "def double(x):\n    while True:\n        try: os.fork()\n        except OSError: pass"
    ),
    Attack(
        "memory-of-arrays",
        "import numpy\ntry_each(lambda: numpy.ones(10**9), lambda: [bytearray(10**8) for _ in range(99)])",
    ),
    Attack("memory-piece-by-piece", "def double(x):\n    hold = []\n    while True: hold.append(b'x' * 10**6)"),
    Attack("memory-of-many-processes", TREE),
    Attack("disk", "for i in range(99):\n    with open(f'f{i}', 'wb') as file: file.write(b'x' * 10**6)\nprint('GOT')"),
    Attack("files-without-end", "for i in range(10**6): open(f'f{i}', 'w').close()\nprint('GOT')"),
    Attack("folders-without-end", "for i in range(3000): os.mkdir('d' * 200); os.chdir('d' * 200)"),
    Attack("descriptors", "hold = []\ntry:\n    while True: hold.append(os.dup(0))\nexcept OSError: print(len(hold))"),
    Attack(
        "pipes",
        "hold = []\ntry:\n    while True:\n"
        "        hold.append(os.pipe()); os.set_blocking(hold[-1][1], False); os.write(hold[-1][1], "
        "b'x' * 65536)\n"
        "except OSError: pass",
    ),
    Attack("output", "for _ in range(300): print('x' * 10**6)"),
    Attack("output-of-one-line", "print('\\x1b[31m<script>' * 10**6)"),
    Attack(
        "figures",
        "import warnings\ntry:\n    import matplotlib.pyplot as plt\n"
        "    for _ in range(200): plt.figure()\nexcept Exception: pass",
    ),
    Attack(
        "cpu-left-behind",
        "def double(x):\n    for _ in range(8):\n        if os.fork() == 0:\n"
        "            while True: pass\n    return [x]",
    ),
    Attack(
        "daemon",
        "if os.fork() == 0:\n    try: os.setsid()\n    except OSError: pass\n"
        "    if os.fork() == 0:\n        while True: time.sleep(0.01)\n    os._exit(0)",
    ),
    Attack("daemon-of-a-sibling", "libc.syscall(56, ctypes.c_long(0x8011), 0, 0, 0, 0) or time.sleep(99)"),
    Attack("recursion-of-fatal-cells", "threading.Timer(0.2, os._exit, (1,)).start()\nwhile True: pass"),
]


@parametrize(FLOODS)
def test_flood_is_dammed(grade, attack):
    """A flood costs its own cell or question; nothing of it runs on, and the grader's memory stays flat."""
    before = resident_bytes(grade.pid)
    check_safe(grade(*attack.cells), attack)
    check_alone(grade)
    assert resident_bytes(grade.pid) - before < 60 * MIB


def test_memory_of_all_processes_is_bounded_together(grade):
    """Twelve processes within each one's limit are stopped when they hold more than two of them may."""
    peak = 0
    done = threading.Event()

    def look():
        nonlocal peak
        while not done.is_set():
            peak = max(peak, sum(map(own_bytes, descendants(grade.pid))))
            time.sleep(0.05)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        attack = Attack("tree", TREE)
        check_safe(grade(*attack.cells), attack)
    finally:
        done.set()
        watcher.join()
    assert 300 * MIB < peak < 1_200 * MIB  # 12 x 240 without the watch


def own_bytes(pid):
    """A process's share of memory, what it has in common counted once."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return next(int(line.split()[1]) * 1_024 for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


@pytest.mark.parametrize("value", ["np.zeros(10**6)", "list(range(90_000))", "'x' * 8_000_000"])
def test_largest_answers_leave_no_memory_behind(grade, value):
    """Answers of the largest size, again and again, are forgotten when their check is over."""
    code = f"def double(x): return {value}"
    grade(*HONEST, code)
    before = resident_bytes(grade.pid)
    for _ in range(2):
        assert grade(*HONEST, code).score == 4.0
    assert resident_bytes(grade.pid) - before < 60 * MIB


def test_many_endless_questions_are_bounded(grade):
    """When every question takes for ever, the whole is bounded by the questions' own limits."""
    graded = grade("def double(x):\n    while True: pass\nhalf = double\nclass W:\n    word = property(double)\n")
    assert graded.score == 0.0
    assert graded.wall_seconds < 8.0
