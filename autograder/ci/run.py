"""The grade of a checkout: of the notebook that is found there, or the sentence that says why there is none."""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec

from autograder import public
from autograder.ci.checkout import committed_at, differs_from_commit
from autograder.ci.environment import Environment
from autograder.ci.find import Found, find_notebook
from autograder.engines import make_engine
from autograder.errors import HarnessError, InputError
from autograder.manifest import Manifest
from autograder.records import Grade


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What came out: a ``grade`` of what was ``found``, or a ``problem`` that the student can mend.

    ``committed_at`` is the committer date of what was checked out, ``notices`` are sentences about the checkout, and
    ``is_public`` tells whether the suite was one that students have.
    """

    manifest: Manifest
    found: Found | None
    grade: Grade | None
    problem: str
    committed_at: datetime.datetime | None
    notices: tuple[str, ...] = ()
    is_public: bool = True


def grade_checkout(
    root: Path,
    manifest: Manifest,
    environment: Environment,
    *,
    notebook: str | None = None,
    engine: str = "fork",
    unsafe: bool = False,
) -> Result:
    """Grade the notebook in the checkout at ``root``; when this returns, nothing of the student's runs any more.

    Raises:
        InputError: The suite or the manifest cannot be used.
        HarnessError: The machine gives no safe sandbox, or a check failed by itself: no grade is given or taken.
    """
    when = committed_at(root)
    is_public = public.is_public(manifest.suite)
    found, problem = None, ""
    try:
        found = find_notebook(root, manifest.id, notebook)
    except InputError as error:
        problem = str(error)
    grade = _grade(manifest, found, engine, unsafe) if found is not None else None
    if grade is not None and grade.score is None:
        raise HarnessError(grade.withheld or "a check failed by itself")
    notices = []
    if found is not None and differs_from_commit(root, environment.sha, found.path, found.data):
        notices.append("The notebook is not as it was committed: what lay in the checkout was graded.")
    return Result(
        manifest=manifest,
        found=found,
        grade=grade,
        problem=problem,
        committed_at=when,
        notices=tuple(notices),
        is_public=is_public,
    )


def _grade(manifest: Manifest, found: Found, engine_name: str, unsafe: bool) -> Grade:
    grades: list[Grade] = []
    with make_engine(engine_name, manifest, unsafe=unsafe) as engine:
        from autograder import grading  # imports pytest, while the engine warms up on the other core

        grading.grade_with(manifest, engine, lambda grade_one: grades.append(grade_one(found.notebook)))
    return grades[0]
