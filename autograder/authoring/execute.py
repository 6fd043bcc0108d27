"""The solution's outputs: its cells run by nbclient in a real kernel, where students would run them."""

from __future__ import annotations

import copy
import os
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from autograder.authoring.lesson import Lesson, refusal
from autograder.authoring.marks import without_marks
from autograder.engines.environment import clean_environment
from autograder.errors import HarnessError, InputError

START_SECONDS = 120


def executed(notebook: NotebookNode, lesson: Lesson, folder: Path, cell_seconds: float) -> NotebookNode:
    """A copy with outputs; ``folder`` is the student's, complete.

    Raises :class:`InputError` where a cell fails or writes to stderr: a solution in whose outputs students would see a
    warning is not finished.
    """
    made = copy.deepcopy(notebook)
    client = NotebookClient(
        made,
        timeout=int(cell_seconds),
        startup_timeout=START_SECONDS,
        kernel_name="python3",
        record_timing=False,  # times of day would make two builds differ
        resources={"metadata": {"path": str(folder)}},
    )
    log = folder / ".kernel.log"
    try:
        with log.open("wb") as file:  # a kernel has things to say that concern nobody, unless it dies
            client.execute(env=_environment(folder), stdout=file, stderr=file)
    except CellTimeoutError:
        complaint = f"runs longer than the {cell_seconds:g} s of limits.cell_seconds"
        raise _refused(lesson, _last_begun(made), complaint) from None
    except CellExecutionError as error:
        raise _refused(lesson, _last_begun(made), f"stops with {error.ename}: {error.evalue}") from None
    except (DeadKernelError, RuntimeError) as error:
        last = log.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
        raise HarnessError(f"the kernel that runs the solution failed: {error}; it said: {last}") from None
    for cell in made.cells:
        said = "".join(output.text for output in cell.get("outputs", []) if output.get("name") == "stderr")
        if said.strip():
            lines = said.strip().splitlines()
            what = next((line for line in lines if "Warning" in line), lines[-1]).strip()
            raise _refused(lesson, cell, f"writes to stderr: {what}")
    return made


def _environment(folder: Path) -> dict[str, str]:
    """As quiet and repeatable as where it is graded, with Jupyter's own figures."""
    environment = {
        **os.environ,
        **clean_environment(os.environ.get("HOME", str(folder)), matplotlib=str(folder / ".mpl")),
    }
    environment["PATH"] = os.environ.get("PATH", os.defpath)
    for name in ("MPLBACKEND", "IPYTHONDIR"):
        environment.pop(name)
    return environment


def _last_begun(notebook: NotebookNode) -> NotebookNode | None:
    begun = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.get("execution_count")]
    return begun[-1] if begun else None


def _refused(lesson: Lesson, cell: NotebookNode | None, complaint: str) -> InputError:
    """What is wrong with a cell, with its line in the lesson; Otter's own cells have none."""
    if cell is None:
        return InputError(f"{lesson.path}: the solution notebook {complaint}")
    for known in lesson.cells:
        if without_marks(known.source) == cell.source:
            return refusal(lesson.path, known.line, f"with the solution, this cell {complaint}")
    first = cell.source.strip().partition("\n")[0]
    return InputError(f"{lesson.path}: in the solution notebook, `{first}` {complaint}")
