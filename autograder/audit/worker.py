"""A grader process of an audit: a job a line on standard input, what came of it a line on standard output.

    python -m autograder.audit.worker ASSIGNMENT

What it is given is the course's own code, so any sandbox will do; whatever it prints goes to standard error.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import BinaryIO

import msgspec

from autograder.codec import CodeCell
from autograder.engines import make_engine
from autograder.errors import HarnessError, InputError
from autograder.executors.grader import end_with_parent
from autograder.grading import GradeOne, grade_with
from autograder.manifest import read_manifest
from autograder.notebook import Notebook
from autograder.numeric import observed
from autograder.records import Grade
from autograder.verdicts import own_errors


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Code cells to grade on one question."""

    key: str
    question: str
    cells: tuple[str, ...]


class Margin(msgspec.Struct, kw_only=True):
    """How far a check's comparisons were off, in tolerances.

    ``agreed`` is the farthest that agreed.  ``differed`` is the first that decided and did not, ``doubted`` the first
    of any kind; those after it ask which mistake it was.
    """

    agreed: float | None = None
    differed: float | None = None
    doubted: float | None = None

    def add(self, distance: float, decides: bool) -> None:
        """One comparison more."""
        if distance <= 1:
            self.agreed = max(self.agreed or 0.0, distance)
            return
        if self.doubted is None:
            self.doubted = distance
        if decides and self.differed is None:
            self.differed = distance


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a job: the grade, and margins by the check's name; or why this process cannot grade at all.

    ``own_error`` is what a check did wrong itself, if one did.
    """

    key: str
    grade: Grade | None = None
    margins: dict[str, Margin] = {}
    own_error: str = ""
    refused: str = ""
    input_error: bool = False


def main(assignment: str) -> None:
    """Serve until standard input ends."""
    with os.fdopen(os.dup(1), "wb", buffering=0) as out:
        os.dup2(2, 1)
        try:
            _serve(assignment, out)
        except (InputError, HarnessError) as error:
            _send(out, Done(key="", refused=str(error), input_error=isinstance(error, InputError)))


def _serve(assignment: str, out: BinaryIO) -> None:
    manifest = read_manifest(Path(assignment))
    # A variant is judged as it stands, not as it would be with right answers before it.
    manifest = msgspec.structs.replace(manifest, follow_through=None, stand_ins=None)
    name = "fork" if sys.platform == "linux" else "jupyter"

    def body(grade_one: GradeOne) -> None:
        for line in sys.stdin.buffer:
            _send(out, _graded(grade_one, msgspec.json.decode(line, type=Job)))

    with make_engine(name, manifest, unsafe=True) as engine:
        grade_with(manifest, engine, body)


def _graded(grade_one: GradeOne, job: Job) -> Done:
    margins: defaultdict[str, Margin] = defaultdict(Margin)
    data = "\0".join(job.cells).encode("utf-8", "replace")
    notebook = Notebook(
        name=f"{job.question}.ipynb",
        sha256=hashlib.sha256(data).hexdigest(),
        cells=tuple(CodeCell(index, index + 1, cell) for index, cell in enumerate(job.cells)),
    )
    with own_errors() as errors, observed(lambda distance, decides: margins[_check()].add(distance, decides)):
        grade = grade_one(notebook, only=(job.question,))
    return Done(key=job.key, grade=grade, margins=dict(margins), own_error=str(errors[0]) if errors else "")


def _check() -> str:
    """The check that runs, as pytest tells it: ``path::name (call)``."""
    return os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0].partition("::")[2]


def _send(out: BinaryIO, done: Done) -> None:
    out.write(msgspec.json.encode(done) + b"\n")


if __name__ == "__main__":
    import signal

    end_with_parent(signal.SIGTERM)
    with contextlib.suppress(BrokenPipeError):
        main(sys.argv[1])
