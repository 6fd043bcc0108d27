"""What ``run_autograder`` starts in the container: a submission in, results.json out.

``AUTOGRADER_ROOT`` is ``/autograder``, or a folder laid out like it.  Exit codes: 0 results.json has a score; 3 it has
none, since the harness failed.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from autograder.errors import HarnessError, InputError
from autograder.files import write_file
from autograder.gradescope.metadata import METADATA_NAME, Metadata, read_metadata
from autograder.gradescope.results import Results, encode, failed, refused, results
from autograder.gradescope.settings import Settings, read_settings
from autograder.gradescope.submission import find_notebook
from autograder.manifest import Manifest, read_manifest
from autograder.notebook import Notebook
from autograder.records import Grade
from autograder.standing import HandedIn, Standing, stand

ROOT_VARIABLE = "AUTOGRADER_ROOT"
EXIT_HARNESS = 3

_T = TypeVar("_T")


def main(root: Path) -> int:
    """Grade the submission under ``root``; the exit code."""
    target = root / "results" / "results.json"
    target.unlink(missing_ok=True)  # an earlier run's
    try:
        found = _graded(root)
    except Exception:
        traceback.print_exc()  # standard output and error are the staff's
        found = failed()
    sys.stdout.flush()
    write_file(target, encode(found))
    return 0 if found.score is not None else EXIT_HARNESS


def _graded(root: Path) -> Results:
    source = root / "source"
    settings = read_settings(source)
    manifest = _ours(lambda: read_manifest(source / settings.folder))
    metadata = read_metadata(root / METADATA_NAME)
    for notice in [*metadata.notices, *_points(metadata, manifest)]:
        print(f"Notice: {notice}")
    try:
        notebook = find_notebook(root / "submission", manifest)
    except InputError as error:  # the student's
        print(error)
        return refused(str(error), manifest.points)
    grade = _ours(lambda: _grade(manifest, settings, notebook))
    _show(grade)
    return results(_standing(grade, metadata, manifest), settings)


def _grade(manifest: Manifest, settings: Settings, notebook: Notebook) -> Grade:
    from autograder.engines import make_engine
    from autograder.grading import GradeOne, grade_with
    from autograder.hashes import suite_sha256

    if suite_sha256(manifest) != settings.suite_sha256:
        raise HarnessError("the suite in this image is not the one that the zip was made of; upload the zip anew")
    grades: list[Grade] = []

    def body(grade_one: GradeOne) -> None:
        grades.append(grade_one(notebook))

    with make_engine("fork", manifest, unsafe=False) as engine:  # never unsafe: below level C nothing is graded
        grade_with(manifest, engine, body)
    return grades[0]


def _standing(grade: Grade, metadata: Metadata, manifest: Manifest) -> Standing:
    handed_in = HandedIn(
        name=grade.submission.name,
        source=grade.submission.name,
        sha256=grade.submission.sha256,
        submitted_at=metadata.created_at,
    )
    return stand(metadata.student, grade.max_score, handed_in, grade, metadata.late(manifest.late), handed_in=1)


def _ours(make: Callable[[], _T]) -> _T:
    """What is wrong with our own files is no student's fault."""
    try:
        return make()
    except InputError as error:
        raise HarnessError(str(error)) from None


def _points(metadata: Metadata, manifest: Manifest) -> list[str]:
    if metadata.total_points is None or metadata.total_points >= manifest.points:
        return []
    return [f"Gradescope has {metadata.total_points:g} points for this assignment, the manifest {manifest.points:g}."]


def _show(grade: Grade) -> None:
    """The whole grade, for the staff."""
    from rich.console import Console

    from autograder.report.terminal import render_grade

    render_grade(grade, Console(width=100))


if __name__ == "__main__":
    sys.exit(main(Path(os.environ.get(ROOT_VARIABLE, "/autograder"))))
