"""Notebooks that are the same bytes every time, and hold nothing that only a tool needs."""

from __future__ import annotations

import copy
import hashlib
import re

import nbformat
from nbformat import NotebookNode

from autograder.authoring.marks import without_marks
from autograder.authoring.master import KERNEL

_CHEER = re.compile(r"(passed!) [^\s<]+")
_METADATA = {**KERNEL, "language_info": {"name": "python"}}


def tidied(notebook: NotebookNode, *, keep_marks: bool) -> NotebookNode:
    """A copy with stable cell ids and metadata; without solution marks unless told otherwise."""
    made = copy.deepcopy(notebook)
    made.metadata = nbformat.from_dict(_METADATA)
    made.nbformat, made.nbformat_minor = 4, 5
    made.cells = _title_first(made.cells)
    for number, cell in enumerate(made.cells):
        cell.source = cell.source if keep_marks or cell.cell_type != "code" else without_marks(cell.source)
        cell.id = hashlib.sha256(f"{number}:{cell.cell_type}:{cell.source}".encode()).hexdigest()[:8]
        tags = [tag for tag in cell.metadata.get("tags", []) if not tag.startswith("otter_")]
        kept = {key: value for key, value in cell.metadata.items() if key in ("deletable", "editable")}
        cell.metadata = nbformat.from_dict(kept | ({"tags": tags} if tags else {}))
        for output in cell.get("outputs", []):
            _tidy_output(output)
    return made


def as_bytes(notebook: NotebookNode) -> bytes:
    """The notebook's file."""
    nbformat.validate(notebook)
    return (nbformat.writes(notebook) + "\n").encode()


def _title_first(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Otter's own cell goes before the first code, so that a notebook opens with its title."""
    first, rest = cells[:1], cells[1:]
    if not first or "otter.Notebook" not in first[0].source:
        return cells
    place = next((number for number, cell in enumerate(rest) if cell.cell_type == "code"), len(rest))
    return rest[:place] + first + rest[place:]


def _tidy_output(output: NotebookNode) -> None:
    """Otter congratulates with a picture drawn by lot."""
    for kind in ("text/html", "text/plain"):
        text = output.get("data", {}).get(kind)
        if isinstance(text, str):
            output.data[kind] = _CHEER.sub(r"\1", text)
