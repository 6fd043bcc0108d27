"""A client of :mod:`tests.support.server`: from cells of code to a grade, on a warm grader."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from autograder.records import Grade

ROOT = Path(__file__).parents[2]
COURSE = ROOT / "assignments" / "logistic_regression"
MINI = ROOT / "tests" / "support" / "mini"


class Grader:
    """Grades cells of code with an assignment's hidden suites."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """The grader's process."""
        return self._process.pid

    def __call__(self, *cells: str, only: tuple[str, ...] = ()) -> Grade:
        """The grade of a notebook with these code cells, for all or ``only`` some questions."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"cells": cells, "only": only}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the grader ended: {self._process.stderr.read() if self._process.stderr else ''}"
        return msgspec.json.decode(base64.b64decode(line), type=Grade)


@contextmanager
def grader(assignment: Path, engine: str = "fork", level: str = "", uid: int | None = None) -> Iterator[Grader]:
    """A warm grader of an assignment; at a sandbox ``level`` other than the machine's best, as another user."""
    command = [sys.executable, "-m", "tests.support.server", str(assignment), engine, level]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        user=uid,
        group=uid,
        extra_groups=None if uid is None else [],
    ) as process:
        yield Grader(process)
        assert process.stdin is not None
        process.stdin.close()
