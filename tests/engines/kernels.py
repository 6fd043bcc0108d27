"""Notebooks for real kernels, calls to what they define, and processes that should end."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path

from autograder import codec
from autograder.codec import CodeCell
from autograder.manifest import Limits
from autograder.notebook import Notebook

LIMITS = Limits(cell_seconds=20, submission_seconds=60)


def notebook(*cells: str) -> Notebook:
    found = tuple(CodeCell(i, i + 1, textwrap.dedent(text).strip("\n")) for i, text in enumerate(cells))
    return Notebook(name="student.ipynb", sha256="0" * 64, cells=found)


def ask(copy, request, seconds=5.0):
    return copy.ask(request, time.monotonic() + seconds)


def call(copy, name, *args):
    handle = ask(copy, codec.GetName(name)).value
    return ask(copy, codec.Call(handle.id, list(args), {}))


def statuses(session):
    return [cell.status for cell in session.cells]


def alive(pid: int) -> bool:
    """Whether a process runs; a zombie that nobody has collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(*pids: int, seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(map(alive, pids))
