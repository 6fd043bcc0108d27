"""A student's time is that of their program: not the time in which others had the processor, but all other time."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.engines.fair_clock import FairClock
from autograder.records import CellStatus, Verdict
from tests.support.grader import MINI, Place, grader

pytestmark = pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="needs /proc/PID/schedstat")

ENDLESS = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"
"""Ends with whoever started it, should that be killed."""

LIMITS = {"check_seconds": 0.6, "question_seconds": 30.0, "cell_seconds": 0.6}
BURN = "import time\ndef burn(seconds):\n    end = time.process_time() + seconds\n    while time.process_time() < end: pass"
WORK = "def double(x):\n    burn(0.35)\n    return 2 * x"
NUMPY = "import numpy as np"


def pinned(*words: str) -> tuple[str, ...]:
    """A command on one processor, which it shares with :func:`crowd`."""
    cpu = min(os.sched_getaffinity(0))
    code = f"import os, sys; os.sched_setaffinity(0, {{{cpu}}}); os.execv(sys.argv[1], sys.argv[1:])"
    return (sys.executable, "-c", code, *words)


@contextlib.contextmanager
def running(*words: str):
    """A process, for as long as the block lasts, however that ends."""
    with subprocess.Popen(words) as process:
        try:
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def crowd():
    """Three processes that want the same processor as what is :func:`pinned`, all the time."""
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(running(*pinned(sys.executable, "-c", ENDLESS)))
        yield


@pytest.fixture(scope="module")
def grades():
    """Each notebook's grade on a processor that three others want, too."""
    with grader(MINI, place=Place(wrapper=pinned()), limits=LIMITS) as grade, crowd():
        yield grade


def verdicts(grade, question="double"):
    return {check.verdict for item in grade.questions if item.id == question for check in item.checks}


def test_an_answer_within_its_time_is_right_on_a_crowded_machine(grades):
    """0.35 s of work with 0.6 s to do it, of which each takes four times as long on the wall."""
    start = time.monotonic()
    found = grades(NUMPY, BURN, WORK, only=("double",))
    assert verdicts(found) == {Verdict.PASSED}
    count = sum(len(question.checks) for question in found.questions)
    assert time.monotonic() - start > 0.6 * count, "the machine was not crowded, so this shows nothing"


def test_a_cell_within_its_time_runs_on_a_crowded_machine(grades):
    """Cells have the same clock."""
    found = grades(NUMPY, BURN, "burn(0.4)\nburnt = True", "word = 'right'", only=("word",))
    assert [cell.status for cell in found.cells] == [CellStatus.OK] * 4


@pytest.mark.parametrize("body", ["while True: pass", "time.sleep(60)"])
def test_what_does_not_end_times_out_all_the_same(grades, body):
    """Whether it computes, or waits for something other than a processor."""
    found = grades(NUMPY, BURN, f"def double(x):\n    {body}", only=("double",))
    assert Verdict.TIMED_OUT in verdicts(found)


def test_the_clock_falls_behind_only_where_a_process_had_to_wait():
    """And never runs slower than a fifth."""
    clock = FairClock()
    start, wall = clock.now(), time.monotonic()
    with crowd(), running(*pinned(sys.executable, "-c", ENDLESS)) as crowded:
        clock.watch(crowded.pid)
        time.sleep(1.0)
        assert clock.look() > 0.2
    assert 0.2 * (time.monotonic() - wall) <= clock.now() - start + 0.01 < time.monotonic() - wall
    with running(sys.executable, "-c", "import time; time.sleep(60)") as idle:
        time.sleep(0.5)
        clock.watch(idle.pid)
        time.sleep(0.5)
        assert clock.look() < 0.1


def test_who_is_gone_waits_for_nothing():
    """Nor does a process that is none."""
    clock = FairClock()
    clock.watch(2**22 + 1)
    assert clock.look() == 0.0
    moment = time.monotonic()
    assert clock.put_off(moment) == moment
