"""The solution's outputs: its cells run by nbclient in a real kernel, where students would run them."""

from __future__ import annotations

import copy
import os
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from autograder.engines.environment import clean_environment
from autograder.errors import HarnessError, InputError

START_SECONDS = 120


def executed(notebook: NotebookNode, folder: Path, cell_seconds: float) -> NotebookNode:
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
        raise InputError(f"{_place(made)} runs longer than the {cell_seconds:g} s of limits.cell_seconds") from None
    except CellExecutionError as error:
        raise InputError(f"{_place(made)} stops with {error.ename}: {error.evalue}") from None
    except (DeadKernelError, RuntimeError) as error:
        last = log.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
        raise HarnessError(f"the kernel that runs the solution failed: {error}; it said: {last}") from None
    for cell in made.cells:
        said = "".join(output.text for output in cell.get("outputs", []) if output.get("name") == "stderr")
        if said.strip():
            raise InputError(f"{_named(cell)} writes to stderr: {said.strip().splitlines()[-1]}")
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


def _place(notebook: NotebookNode) -> str:
    """Which cell of the solution it was: the last one that began."""
    begun = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.get("execution_count")]
    return _named(begun[-1]) if begun else "a cell of the solution"


def _named(cell: NotebookNode) -> str:
    return f"the cell `{cell.source.strip().partition(chr(10))[0]}` of the solution"
