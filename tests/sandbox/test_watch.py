"""The watch over all processes of a session together, and what large answers cost the grader."""

import threading
import time

import pytest

from tests.attacks.attack import HONEST, TOOLS
from tests.attacks.corpus.floods import TREE
from tests.attacks.machine import descendants, resident_bytes
from tests.support.grader import MINI, grader

MIB = 2**20


@pytest.fixture(scope="module")
def level_c():
    with grader(MINI, level="C") as warm:
        yield warm


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
        assert grade(*HONEST, TOOLS, TREE).score == 4.0
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


@pytest.mark.parametrize(
    "fill",
    [
        "for i in range(10**6):\n    with open(f'f{i}', 'wb') as file: file.write(b'x' * 10**6)",
        "for i in range(20):\n    with open(f'f{i}', 'wb') as file: file.write(b'x' * 10**6)",
        "import os\nheld = [open(f'f{i}', 'wb', 0) for i in range(20)]\n"
        "for i, file in enumerate(held): os.remove(f'f{i}'); file.write(b'x' * 10**6)",
    ],
    ids=["on-and-on", "in-no-time", "without-a-name"],
)
def test_disk_of_the_machine_is_not_filled(level_c, fill):
    """Without a quota of its own, a notebook that writes too much is ended, and only the cell that did it is lost."""
    graded = level_c(*HONEST, fill)
    assert graded.cells[3].status in ("killed", "timed_out")
    assert graded.score == 4.0


def test_a_cell_that_leaves_the_session_to_a_child_is_fatal(grade):
    """A child that answers in the place of its parent cannot serve the questions: the notebook is run again."""
    graded = grade(*HONEST, "import os, time\nif os.fork(): os._exit(0)\ntime.sleep(0.05)")
    assert (graded.cells[3].status, graded.score) == ("killed", 4.0)
