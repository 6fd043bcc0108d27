"""``grade``: the real thing, from cells to a grade, on a warm grader shared by all tests of a worker."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from autograder.records import CheckResult, Grade

ROOT = Path(__file__).parents[2]
ASSIGNMENT = ROOT / "assignments" / "logistic_regression"


class Grader:
    """Grades cells of code with the hidden suites of the course."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, *cells: str, only: tuple[str, ...] = ()) -> Grade:
        """The grade of a notebook with these code cells, for all or ``only`` some questions."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"cells": cells, "only": only}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the grader ended: {self._process.stderr.read() if self._process.stderr else ''}"
        return msgspec.json.decode(base64.b64decode(line), type=Grade)


@pytest.fixture(scope="session")
def grade() -> Iterator[Grader]:
    """A warm grader."""
    command = [sys.executable, "-m", "tests.support.server", str(ASSIGNMENT), "fork"]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        yield Grader(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="session")
def judge(grade: Grader) -> Callable[..., dict[str, CheckResult]]:
    """``judge("q1", cells...)``: the results of one question's checks by name."""

    def judged(question: str, *cells: str) -> dict[str, CheckResult]:
        result = grade(*cells, only=(question,))
        return {check.name: check for check in result.questions[0].checks}

    return judged
