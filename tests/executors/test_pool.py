"""Grader processes on this machine: every submission answered once, whatever happens to a process."""

import os
import signal
import time
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.executors import Settings, Task
from autograder.executors.pool import ProcessPool
from tests.executors.notebooks import RIGHT, SCORES, notebook, numbered
from tests.support.grader import MINI

SETTINGS = Settings(assignment=str(MINI))


def run(tasks, settings=SETTINGS, workers=1, seconds=60.0):
    with ProcessPool(settings, workers=workers, task_seconds=seconds) as pool:
        return list(pool.run(tasks))


def test_each_task_has_one_outcome():
    """Two processes, nine submissions, nine grades, each that of its own submission."""
    outcomes = {outcome.key: outcome for outcome in run(numbered(9), workers=2)}
    assert sorted(outcomes) == sorted(map(str, range(9)))
    assert {int(key): outcome.grade.score for key, outcome in outcomes.items()} == {n: SCORES[n % 3] for n in range(9)}
    assert outcomes["4"].grade.submission.name == "4.ipynb"


def test_a_file_that_is_no_notebook_is_its_students_problem():
    """One sentence, and the next is graded."""
    broken = Task(key="broken", name="ann/hw.ipynb", data=b"%PDF-1.4")
    first, second = run([broken, *numbered(1)])
    assert first.grade is None
    assert first.problem == "ann/hw.ipynb: is a PDF document, but should be a notebook (.ipynb)"
    assert second.grade.score == 10


def test_only_some_questions_are_graded():
    """And the maximum is theirs."""
    (outcome,) = run(numbered(1), Settings(assignment=str(MINI), only=("word",)))
    assert (outcome.grade.score, outcome.grade.max_score) == (3, 3)


def test_a_question_that_is_not_there_is_refused():
    """Before anything is graded."""
    with pytest.raises(InputError, match=r"has no question 'q4', but double, word, half$"):
        run(numbered(1), Settings(assignment=str(MINI), only=("q4",)))


def test_an_assignment_that_is_not_there_is_refused(tmp_path):
    """In the manifest's own words."""
    with pytest.raises(InputError, match=r"manifest.toml: cannot be read"):
        run(numbered(1), Settings(assignment=str(tmp_path)))


@pytest.mark.parametrize(("seat", "after"), [(0, 2), (1, 5)])
def test_a_killed_process_is_replaced_and_its_submission_graded(seat, after):
    """The kernel's out-of-memory killer may come for any process: once here, for twice the same one is a failure."""
    with ProcessPool(SETTINGS, workers=2, task_seconds=60) as pool:
        outcomes = []
        for outcome in pool.run(numbered(9)):
            outcomes.append(outcome)
            if len(outcomes) == after:
                os.kill(pool.pids[seat], signal.SIGKILL)
    assert sorted(int(outcome.key) for outcome in outcomes) == list(range(9))
    assert {int(o.key): o.grade.score for o in outcomes} == {n: SCORES[n % 3] for n in range(9)}


def test_a_submission_for_which_two_processes_are_lost_is_a_failure_of_ours():
    """Not tried for ever, no grade taken, and the others are graded."""
    slow = Task(key="slow", name="slow.ipynb", data=notebook(*RIGHT, "import time; time.sleep(1.5)"))
    outcomes = {outcome.key: outcome for outcome in run([slow, *numbered(2)], seconds=0.7)}
    assert outcomes["slow"].grade is None
    assert outcomes["slow"].failure == "no grade after 0.7 s"
    assert outcomes["1"].grade.score == 3


def test_after_finish_only_what_was_begun_is_answered():
    """Ctrl-C throws nothing away that was paid for."""
    drawn = []

    def tasks():
        for task in numbered(50):
            drawn.append(task.key)
            yield task

    with ProcessPool(SETTINGS, workers=2, task_seconds=60) as pool:
        outcomes = []
        for outcome in pool.run(tasks()):
            outcomes.append(outcome.key)
            pool.finish()
    assert sorted(outcomes) == sorted(drawn)
    assert len(drawn) < 6


def test_nothing_is_left_after_close(tmp_path, monkeypatch):
    """No process, no folder."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with ProcessPool(SETTINGS, workers=2, task_seconds=60) as pool:
        list(pool.run(numbered(2)))
        pids = pool.pids
        inside = {child for pid in pids for child in _children(pid)}
        assert inside
        assert list(tmp_path.iterdir())
    assert not [pid for pid in (*pids, *inside) if _alive(pid)]
    assert not list(tmp_path.iterdir())


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _alive(pid):
    deadline = time.monotonic() + 5
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < deadline:
        time.sleep(0.02)
    return os.path.exists(f"/proc/{pid}")
