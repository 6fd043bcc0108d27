"""A client of :mod:`tests.support.server`: from cells of code to a grade, on a warm grader."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from autograder.records import Grade

ROOT = Path(__file__).parents[2]
COURSE = ROOT / "assignments" / "logistic_regression"
MINI = ROOT / "tests" / "support" / "mini"


class Place(NamedTuple):
    """Where a grader runs: a Python, what is put before its command, and variables of its environment.

    ``forks`` says that what comes before does not become the grader (by exec), but starts it.
    """

    python: str = sys.executable
    wrapper: tuple[str, ...] = ()
    environment: Mapping[str, str] | None = None
    forks: bool = False


HERE = Place()


class Grader:
    """Grades cells of code with an assignment's hidden suites; ``complaints`` is what it said on stderr, in the end."""

    def __init__(self, process: subprocess.Popen[str], *, forked: bool = False) -> None:
        self._process = process
        self._forked = forked
        self.complaints = ""

    @property
    def pid(self) -> int:
        """The grader's process."""
        if self._forked:
            return int(Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text())
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
def grader(
    assignment: Path,
    engine: str = "fork",
    level: str = "",
    *,
    place: Place = HERE,
    limits: Mapping[str, float] | None = None,
    alone: bool = False,
) -> Iterator[Grader]:
    """A warm grader of an assignment; at a sandbox ``level`` other than the best, elsewhere, with other ``limits``.

    ``alone`` judges each question without follow-through.
    """
    arguments = [str(assignment), engine, level, json.dumps(dict(limits or {})), "alone" if alone else ""]
    with subprocess.Popen(
        [*place.wrapper, place.python, "-m", "tests.support.server", *arguments],
        cwd=ROOT,
        env=place.environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        warm = Grader(process, forked=place.forks)
        yield warm
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.close()
        warm.complaints = process.stderr.read()
