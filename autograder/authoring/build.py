"""``autograder build``: from the lesson's source to a folder with all that students get, or to the reason why not."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode

from autograder.authoring.assign import ANSWER_TAG, otter_assign
from autograder.authoring.execute import executed
from autograder.authoring.folder import write_folder
from autograder.authoring.leaks import refuse_leaks
from autograder.authoring.lesson import Lesson, read_lesson
from autograder.authoring.page import build_page
from autograder.authoring.proofs import prove_hidden, prove_otter, prove_public
from autograder.authoring.pyodide import fetch_pyodide
from autograder.authoring.stand_ins import checked_stand_ins
from autograder.authoring.tidy import as_bytes, tidied
from autograder.errors import HarnessError, InputError
from autograder.follow_through import StandIns
from autograder.manifest import Browser, Manifest, read_manifest
from autograder.misconceptions import EQUIVALENTS, MISCONCEPTIONS, read_variants
from autograder.notebook import read_notebook
from autograder.records import Grade

MADE = ".made-by-autograder-build"
"""Tells a folder that a build may replace from one that is somebody's."""


def build(assignment: Path, out: Path, *, with_page: bool, tell: Callable[[str], None]) -> Grade:
    """Build ``assignment`` into ``out``, which is replaced once all is well, and not touched before.

    ``out`` gets ``student/``, ``solution/`` and, for an assignment with a page, ``browser/``.  ``tell`` is told what is
    going on.  Returns the solution's grade.

    Raises:
        InputError: The lesson, the manifest or a check is not what it should be; the message names file and line.
        HarnessError: The build would have shown students what they must not see, or failed by itself.
    """
    manifest = read_manifest(assignment)
    _refuse_unknown_modules(manifest)
    tell("reading the lesson")
    lesson = read_lesson(manifest)
    stand_ins = checked_stand_ins(manifest, lesson)
    for file in (MISCONCEPTIONS, EQUIVALENTS):
        read_variants(manifest, file)  # to refuse now what a grade would only log
    _refuse_foreign(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary:
        made = Path(temporary) / "made"
        grade = _make(manifest, lesson, stand_ins, made, with_page, tell)
        (made / MADE).touch()
        _swap(made, out, Path(temporary) / "old")
    return grade


def _make(
    manifest: Manifest,
    lesson: Lesson,
    stand_ins: StandIns | None,
    made: Path,
    with_page: bool,
    tell: Callable[[str], None],
) -> Grade:
    tell("making the student's notebook (Otter Assign)")
    assigned = otter_assign(lesson, manifest.id)
    student, solution = made / "student", made / "solution"
    blank = tidied(assigned.student, keep_marks=True)  # should one be left, it is found below
    write_folder(student, manifest, as_bytes(blank), assigned.tests)
    if with_page and manifest.browser is not None:
        tell("making the page for the browser")
        _page(manifest, manifest.browser, assigned.student, assigned.tests, made / "browser")
    for shown in (student, made / "browser"):
        refuse_leaks(shown, lesson, manifest)
    tell("running the solution")
    solution.mkdir()
    answers = tidied(_executed(tidied(assigned.solution, keep_marks=False), lesson, student, manifest), keep_marks=True)
    target = solution / f"{manifest.id}.ipynb"
    target.write_bytes(as_bytes(answers))
    tell("grading the solution and the blank notebook")
    right, empty = read_notebook(target), read_notebook(student / f"{manifest.id}.ipynb")
    grade = prove_hidden(manifest, lesson, right, empty, stand_ins)
    prove_public(read_manifest(student), lesson, right, empty)
    prove_otter(lesson, answers)
    return grade


def _executed(notebook: NotebookNode, lesson: Lesson, student: Path, manifest: Manifest) -> NotebookNode:
    """Run in a copy of the student's folder, since Otter keeps a log beside the notebook."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as temporary:
        folder = Path(temporary) / "student"
        shutil.copytree(student, folder)
        return executed(notebook, lesson, folder, manifest.limits.cell_seconds)


def _page(manifest: Manifest, browser: Browser, blank: NotebookNode, tests: dict[str, str], out: Path) -> None:
    """The page gets the question's answer cells as students find them in the notebook."""
    starter = "\n\n\n".join(answer_cells(blank, browser.question)) + "\n"
    build_page(manifest.folder / browser.folder, starter, tests[browser.question], out, fetch_pyodide())


def answer_cells(blank: NotebookNode, question: str) -> list[str]:
    """What students complete for a question: Otter's answer cells between the check before and its own."""
    found: list[str] = []
    for cell in blank.cells:
        if cell.source.strip() == f'grader.check("{question}")':
            return found
        if cell.source.startswith("grader.check("):
            found = []
        elif ANSWER_TAG in cell.metadata.get("tags", []):
            found.append(cell.source)
    raise HarnessError(f"Otter Assign made no check cell for {question}")


def _refuse_unknown_modules(manifest: Manifest) -> None:
    """A grade does without what cannot be imported ahead; here it is a slip of the author's."""
    for name in manifest.warm:
        try:
            known = importlib.util.find_spec(name) is not None
        except (ImportError, ValueError):  # a parent that is not there, an empty name
            known = False
        if not known:
            raise InputError(f"{manifest.path}: warm: {name!r} cannot be imported here, but should be a module")


def _refuse_foreign(out: Path) -> None:
    if out.exists() and not (out / MADE).exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out}: is there and was not made by a build, but should be empty or not there")


def _swap(made: Path, out: Path, aside: Path) -> None:
    """Put the new folder in the old one's place; that goes away with the temporary folder to which it is moved."""
    try:
        if out.exists():
            out.rename(aside)
        made.rename(out)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror})") from None
