"""Otter Assign, in a process of its own: it changes the current folder, and takes three seconds to import."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import nbformat
from nbformat import NotebookNode

from autograder.authoring.lesson import Lesson
from autograder.authoring.master import helpers_for, master_notebook
from autograder.errors import HarnessError, InputError
from autograder.public import IMPORT

ASSIGN_SECONDS = 120
ANSWER_TAG = "otter_answer_cell"
"""Marks a cell that students complete."""


class Assigned(msgspec.Struct, frozen=True):
    """What Otter Assign makes: both notebooks, and the test file of each question."""

    student: NotebookNode
    solution: NotebookNode
    tests: dict[str, str]


def otter_assign(lesson: Lesson, name: str) -> Assigned:
    """Run it on a lesson; ``name`` is the notebook's, without its ending."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as temporary:
        folder = Path(temporary)
        nbformat.write(master_notebook(lesson, name), folder / f"{name}.ipynb")
        _run(folder, name)
        made = folder / "made"
        tests = {path.stem: path.read_text(encoding="utf-8") for path in (made / "student" / "tests").glob("*.py")}
        return Assigned(
            student=nbformat.read(made / "student" / f"{name}.ipynb", as_version=4),
            solution=nbformat.read(made / "autograder" / f"{name}.ipynb", as_version=4),
            tests={q.id: _with_helpers(tests[q.id], helpers_for(lesson, q.id)) for q in lesson.questions},
        )


def _run(folder: Path, name: str) -> None:
    command = [sys.executable, "-m", "otter", "assign", "--no-run-tests", "--no-pdfs", f"{name}.ipynb", "made"]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "ignore"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=ASSIGN_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise HarnessError(f"Otter Assign did not end within {ASSIGN_SECONDS} s") from None
    last = done.stderr.strip().rpartition("\n")[2]
    if "No module named" in last and "otter" in last:
        raise InputError("Otter is not installed, but building needs it: pip install 'autograder[authoring]'")
    if done.returncode != 0:
        raise HarnessError(f"Otter Assign failed: {last}")


def _with_helpers(test_file: str, helpers: str) -> str:
    """A test file with the helpers behind its first lines; Otter's format has no place for what its cases share."""
    head = f"from {IMPORT} import test_case\n"
    if not test_file.startswith(head):
        raise HarnessError("Otter Assign wrote a test file of another form than expected")
    return f"{head}\n{helpers}\n\n{test_file.removeprefix(head).strip()}\n" if helpers else test_file.strip() + "\n"
