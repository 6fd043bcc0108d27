"""A suite that does not end is stopped, and costs nobody a point."""

from __future__ import annotations

import shutil
import signal
import time

import pytest

from autograder import judging
from autograder.engines.fork import ForkEngine
from autograder.grading import grade_with
from autograder.manifest import read_manifest
from autograder.notebook import read_notebook
from autograder.own_time import SuiteTimedOut, limited
from autograder.records import Verdict
from tests.executors.notebooks import RIGHT, notebook
from tests.support.grader import MINI


def test_a_loop_is_left_after_its_time():
    """And no later."""
    start = time.monotonic()
    with pytest.raises(SuiteTimedOut, match=r"did not end within 0\.2 s"), limited(0.2):
        while True:
            pass
    assert time.monotonic() - start < 5.0


def test_what_ends_in_time_is_left_alone():
    """Nothing fires afterwards."""
    with limited(0.2):
        pass
    time.sleep(0.3)


def test_the_timer_of_whoever_runs_us_goes_on():
    """With what is left of it."""
    fired = []
    handler = signal.signal(signal.SIGALRM, lambda *_: fired.append(1))
    left, _ = signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with limited(60.0):
            pass
        time.sleep(0.5)
        assert fired == [1]
    finally:
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, left)


def test_a_check_that_never_ends_is_withheld_and_the_rest_is_graded(tmp_path, monkeypatch):
    """It is the suite's fault: no points are given or taken for it."""
    course = shutil.copytree(MINI, tmp_path / "mini")
    suite = course / "hidden" / "test_mini.py"
    text = suite.read_text()
    assert text.count('if str(word) == "almost":') == 1
    suite.write_text(text.replace('if str(word) == "almost":', 'while True: pass\n    if str(word) == "almost":'))
    monkeypatch.setattr(judging, "SUITE_SECONDS", 0.5)
    (tmp_path / "hw.ipynb").write_bytes(notebook(*RIGHT))
    manifest, grades = read_manifest(course), []
    with ForkEngine(manifest) as engine:
        read = read_notebook(tmp_path / "hw.ipynb")
        grade_with(manifest, engine, lambda grade_one: grades.append(grade_one(read)))
    found = {check.name: check.verdict for question in grades[0].questions for check in question.checks}
    assert [name for name, verdict in found.items() if verdict is Verdict.HARNESS_ERROR] == ["test_word"]
    assert grades[0].score is None
    assert {question.score for question in grades[0].questions} == {6.0, None, 1.0}
