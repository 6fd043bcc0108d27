"""Reading a submission: bytes in, code cells out, or one sentence about what is wrong with the file.

Stored outputs are never read as answers: only the source of code cells leaves this module.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

import msgspec

from autograder.codec import CodeCell
from autograder.errors import InputError

MAX_NOTEBOOK_BYTES = 100 * 2**20
MAX_CELLS = 10_000


class Notebook(msgspec.Struct, frozen=True, kw_only=True):
    """A submission as it is graded: the file's name, the SHA-256 of its bytes, and its code cells in order."""

    name: str
    sha256: str
    cells: tuple[CodeCell, ...]


def read_notebook(path: Path) -> Notebook:
    """Read ``path``; raise :class:`InputError` with one sentence when it is no Python notebook of format 4."""
    data = _read_bytes(path)
    document = _validated(path, _parse(path, data))
    _check_language(path, document.get("metadata", {}))
    return Notebook(name=path.name, sha256=hashlib.sha256(data).hexdigest(), cells=_code_cells(path, document["cells"]))


def _read_bytes(path: Path) -> bytes:
    """The file's bytes; a regular file only, since a FIFO would wait for ever and a device never end."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}), but should be a notebook (.ipynb)") from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path}: is no regular file, but should be a notebook (.ipynb)")
        if status.st_size > MAX_NOTEBOOK_BYTES:
            raise InputError(f"{path}: has {status.st_size} bytes, but should have at most {MAX_NOTEBOOK_BYTES}")
        try:
            return file.read(MAX_NOTEBOOK_BYTES + 1)
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror})") from None


def _parse(path: Path, data: bytes) -> dict[str, Any]:
    if not data.strip():
        raise InputError(f"{path}: is empty, but should be a notebook (.ipynb)")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8, but a notebook is UTF-8 text") from None
    except json.JSONDecodeError as error:
        what = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise InputError(f"{path}: is not complete JSON ({what}); was it truncated?") from None
    except RecursionError:
        raise InputError(f"{path}: is nested too deeply to be a notebook") from None
    if not isinstance(document, dict) or "nbformat" not in document:
        raise InputError(f"{path}: is JSON but no notebook: it should be an object with 'nbformat' and 'cells'")
    return document


def _validated(path: Path, document: dict[str, Any]) -> dict[str, Any]:
    version = document["nbformat"]
    if version != 4:
        raise InputError(
            f"{path}: has notebook format {version!r}, but should have 4; open it in Jupyter and save it again"
        )
    import nbformat

    # Outputs and metadata of cells are not used; without them a stray output cannot make a submission invalid,
    # and validation does not read 50 MB of pictures.
    lean = {**document, "cells": [_lean(cell) for cell in _cell_list(path, document)]}
    try:
        nbformat.validate(nbformat.from_dict(lean), relax_add_props=True)  # type: ignore[no-untyped-call]
    except (nbformat.ValidationError, AttributeError, KeyError, TypeError, ValueError) as error:
        reason = str(getattr(error, "message", error)).splitlines()[0][:200]
        raise InputError(f"{path}: is no valid notebook of format 4: {reason}") from None
    return lean


def _cell_list(path: Path, document: dict[str, Any]) -> list[Any]:
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise InputError(f"{path}: 'cells' is {type(cells).__name__}, but should be a list")
    if len(cells) > MAX_CELLS:
        raise InputError(f"{path}: has {len(cells)} cells, but should have at most {MAX_CELLS}")
    return cells


def _lean(cell: Any) -> Any:
    """A cell without what grading does not use."""
    if not isinstance(cell, dict):
        return cell
    lean = {**cell, "metadata": {}}
    lean.pop("attachments", None)
    if lean.get("cell_type") == "code":
        lean |= {"outputs": [], "execution_count": None}
    else:
        lean.pop("outputs", None)
        lean.pop("execution_count", None)
    return lean


def _check_language(path: Path, metadata: Any) -> None:
    if not isinstance(metadata, dict):
        return
    kernel = metadata.get("kernelspec") or {}
    info = metadata.get("language_info") or {}
    language = str(kernel.get("language") or info.get("name") or "python").lower()
    name = str(kernel.get("name") or "python3")
    if language not in ("python", "python3", "ipython"):
        raise InputError(f"{path}: is for the kernel {name!r} ({language}), but should be for Python")
    if (
        not kernel.get("language")
        and not info.get("name")
        and not name.startswith(("python", "conda", ".venv", "venv"))
    ):
        raise InputError(f"{path}: is for the unknown kernel {name!r}, but should be for Python")


def _code_cells(path: Path, cells: list[Any]) -> tuple[CodeCell, ...]:
    found: list[CodeCell] = []
    for index, cell in enumerate(cells):
        if cell.get("cell_type") == "code":
            source = cell.get("source", "")
            text = "".join(source) if isinstance(source, list) else source
            found.append(CodeCell(index, len(found) + 1, text.encode("utf-8", "replace").decode()))
    if not found:
        raise InputError(f"{path}: has no code cell, so there is nothing to grade")
    return tuple(found)
