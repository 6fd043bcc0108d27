"""Reading a submission: bytes in, code cells out, or one sentence about what is wrong with the file.

Stored outputs are never read as answers: only the source of code cells leaves this module, and the count that Jupyter
gave each when it ran, which tells a student which cells were never run.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

import msgspec

from autograder import archive
from autograder.codec import CodeCell
from autograder.errors import InputError

MAX_NOTEBOOK_BYTES = 100 * 2**20
MAX_CELLS = 10_000
LFS_POINTER = b"version https://git-lfs.github.com/spec/"
"""How a file begins that stands in a repository for one in Git LFS."""
MAX_CODE_CHARS = 2_000_000
"""Of all code cells: what reads them for what they define takes a thousand times as much memory."""

MAX_ITEMS = 5_000_000
"""Lists, objects and their items in the JSON: each takes 60 bytes once it is read, and as little as 2 before."""


class Notebook(msgspec.Struct, frozen=True, kw_only=True):
    """A submission as it is graded: the file's name, the SHA-256 of its bytes, and its code cells in order.

    ``counts`` has the saved execution count of each code cell, ``None`` where it was not run.
    """

    name: str
    sha256: str
    cells: tuple[CodeCell, ...]
    counts: tuple[int | None, ...] = ()


def read_notebook(path: Path) -> Notebook:
    """Read ``path``, a notebook or a zip archive that holds one.

    Raises :class:`InputError` with one sentence when it is no Python notebook of format 4.
    """
    return parse_notebook(path, read_bytes(path))


def parse_notebook(path: Path, data: bytes) -> Notebook:
    """The notebook in ``data``, which was read from ``path`` or is to be called so in messages; see read_notebook."""
    name = path.name
    if archive.is_zip(data):
        name, data = archive.notebook_in(path, data, MAX_NOTEBOOK_BYTES)
    document = _parse(path, data)
    _check_format(path, document)
    cells = _checked_cells(path, document)
    _check_language(path, document.get("metadata"))
    name = name.encode("utf-8", "replace").decode()  # a file's name may be any bytes, a grade is UTF-8
    code = _code_cells(path, cells)
    counts = tuple(_count(cells[cell.index]) for cell in code)
    return Notebook(name=name, sha256=hashlib.sha256(data).hexdigest(), cells=code, counts=counts)


def read_bytes(path: Path) -> bytes:
    """The bytes of a submission's file, or :class:`InputError`.

    A regular file only, since a FIFO would wait for ever and a device never end.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}), but should be a notebook (.ipynb)") from None
    except ValueError:
        raise InputError(f"{str(path)!r}: is no path, but should be that of a notebook (.ipynb)") from None
    try:
        _check_regular(path, os.fstat(descriptor))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_NOTEBOOK_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    finally:
        os.close(descriptor)


def _check_regular(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "no regular file"
        raise InputError(f"{path}: is {what}, but should be a notebook (.ipynb)")
    if status.st_size > MAX_NOTEBOOK_BYTES:
        raise InputError(f"{path}: has {status.st_size} bytes, but should have at most {MAX_NOTEBOOK_BYTES}")


def _parse(path: Path, data: bytes) -> dict[str, Any]:
    if not data.strip():
        raise InputError(f"{path}: is empty, but should be a notebook (.ipynb)")
    if kind := archive.kind_of(data):
        raise InputError(f"{path}: is {kind}, but should be a notebook (.ipynb)")
    items = sum(map(data.count, (b"[", b"{", b",")))
    if items > MAX_ITEMS:
        raise InputError(f"{path}: holds some {items} values, but should hold at most {MAX_ITEMS}; clear its outputs")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8, but a notebook is UTF-8 text") from None
    except json.JSONDecodeError as error:
        if not error.doc.lstrip().startswith(("{", "[")):
            raise InputError(f"{path}: is no notebook: it should be JSON, which begins with {{") from None
        what = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise InputError(f"{path}: is not complete JSON ({what}); was it truncated?") from None
    except ValueError:  # Python refuses to read a number of more than 4,300 digits
        raise InputError(f"{path}: holds a number that is too long to be read, so it is no notebook") from None
    except RecursionError:
        raise InputError(f"{path}: is nested too deeply to be a notebook") from None
    if not isinstance(document, dict) or "nbformat" not in document:
        raise InputError(f"{path}: is JSON but no notebook: it should be an object with 'nbformat' and 'cells'")
    return document


def _check_format(path: Path, document: dict[str, Any]) -> None:
    version = document["nbformat"]
    if not isinstance(version, int) or version != 4:
        raise InputError(
            f"{path}: has notebook format {_short(version)}, but should have 4; open it in Jupyter and save it again"
        )


def _checked_cells(path: Path, document: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells, each an object of a known type with a source.

    nbformat's validator is not asked: it reads 50 MB of pictures, refuses a submission for a stray output that nothing
    here uses, and its message quotes the cell instead of naming it.
    """
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise InputError(f"{path}: 'cells' is {_kind(cells)}, but should be a list")
    if len(cells) > MAX_CELLS:
        raise InputError(f"{path}: has {len(cells)} cells, but should have at most {MAX_CELLS}")
    for index, cell in enumerate(cells):
        wrong = _what_is_wrong(cell)
        if wrong:
            raise InputError(f"{path}: cells[{index}]{wrong}")
    return cells


def _what_is_wrong(cell: Any) -> str:
    if not isinstance(cell, dict):
        return f" is {_kind(cell)}, but should be an object with 'cell_type' and 'source'"
    kind, source = cell.get("cell_type"), cell.get("source")
    if kind not in ("code", "markdown", "raw"):
        return f".cell_type is {_short(kind)}, but should be 'code', 'markdown' or 'raw'"
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return ""
    if not isinstance(source, str):
        return f".source is {_kind(source)}, but should be text or a list of lines"
    return ""


def _kind(value: Any) -> str:
    """What JSON calls it."""
    if value is None:
        return "missing"
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return names.get(type(value), "a number")


def _short(value: Any) -> str:
    return repr(value)[:60] if isinstance(value, (str, int, float)) else _kind(value)


def _check_language(path: Path, metadata: Any) -> None:
    """Refuse another language; metadata that says nothing, or nothing readable, is Python's."""
    kernel = _member(metadata, "kernelspec")
    language = _text(kernel, "language") or _text(_member(metadata, "language_info"), "name")
    name = _text(kernel, "name") or "python3"
    if language and language.lower() not in ("python", "python3", "ipython"):
        raise InputError(f"{path}: is for the kernel {name!r} ({language!r}), but should be for Python")
    if not language and not name.startswith(("python", "conda", ".venv", "venv")):
        raise InputError(f"{path}: is for the unknown kernel {name!r}, but should be for Python")


def _member(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _text(value: Any, key: str) -> str:
    text = _member(value, key)
    return text[:60] if isinstance(text, str) else ""


def _count(cell: dict[str, Any]) -> int | None:
    count = cell.get("execution_count")
    return count if type(count) is int and 0 <= count < 2**31 else None  # JSON may say true, or have 4,000 digits


def _code_cells(path: Path, cells: list[dict[str, Any]]) -> tuple[CodeCell, ...]:
    found: list[CodeCell] = []
    for index, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
            found.append(CodeCell(index, len(found) + 1, text.encode("utf-8", "replace").decode()))
    if not found:
        raise InputError(f"{path}: has no code cell, so there is nothing to grade")
    chars = sum(len(cell.source) for cell in found)
    if chars > MAX_CODE_CHARS:
        raise InputError(
            f"{path}: holds {chars} characters of code, but should hold at most {MAX_CODE_CHARS}; read data from a file"
        )
    return tuple(found)
