"""The one notebook in a checkout that may hold anything: links, FIFOs, thousands of notebooks, names with newlines.

Nothing is opened but what is found, no link is followed, and the walk ends after a bounded number of entries.  The
sentences name files as they lie in the repository, on one line, and never the runner's own folders.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from pathlib import Path

import msgspec

from autograder.errors import InputError
from autograder.intake.names import clean
from autograder.intake.tree import is_left_over
from autograder.notebook import LFS_POINTER, Notebook, parse_notebook, read_bytes

MAX_ENTRIES = 50_000
MAX_NAMED = 5


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The notebook, its path from the checkout's root on with slashes, and the file's bytes."""

    path: str
    data: bytes
    notebook: Notebook


def find_notebook(root: Path, stem: str, chosen: str | None = None) -> Found:
    """The notebook called ``stem.ipynb``, else the only one there is, else the one ``chosen`` by the course.

    Raises :class:`InputError`, with a sentence for the student, when there is none, one cannot tell which, or it is no
    notebook.
    """
    path = chosen if chosen is not None else _choose(_notebooks(root), f"{stem}.ipynb")
    shown = clean(path)
    _refuse_links(root, path, shown)
    data = _read(root / path, shown)
    if data.startswith(LFS_POINTER):
        raise InputError(
            f"{shown}: is a pointer of Git LFS and not the notebook itself; commit the notebook without LFS "
            f"(git lfs untrack '*.ipynb', git add --renormalize ., commit, push)"
        )
    return Found(path=path, data=data, notebook=parse_notebook(Path(shown), data))


def _notebooks(root: Path) -> list[str]:
    """Every notebook's path, folder by folder from the top."""
    found: list[str] = []
    waiting = deque([""])
    seen = 0
    while waiting:
        folder = waiting.popleft()
        try:
            with os.scandir(root / folder) as listed:
                entries = []
                for entry in listed:
                    seen += 1
                    if seen > MAX_ENTRIES:
                        raise InputError(
                            f"the repository holds more than {MAX_ENTRIES:,} files; commit only what belongs to the "
                            "assignment, and no environment or data that can be downloaded"
                        )
                    entries.append(entry)
        except OSError:
            continue  # what cannot be listed holds no notebook that could be read
        for entry in sorted(entries, key=lambda entry: os.fsencode(entry.name)):
            path = f"{folder}/{entry.name}" if folder else entry.name
            if is_left_over(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.name.endswith(".ipynb"):
                found.append(path)
    return found


def _choose(paths: list[str], name: str) -> str:
    if name in paths:
        return name
    called = [path for path in paths if path.rpartition("/")[2] == name]
    candidates = called or paths
    if not candidates:
        raise InputError(f"the repository holds no notebook, but should hold {name}; commit it and push")
    if len(candidates) > 1:
        listed = ", ".join(clean(path) for path in candidates[:MAX_NAMED])
        more = f" and {len(candidates) - MAX_NAMED:,} more" if len(candidates) > MAX_NAMED else ""
        where = f"one {name} at its top" if called else f"one that is called {name}"
        raise InputError(f"the repository holds several notebooks ({listed}{more}), but should hold {where}")
    return candidates[0]


def _refuse_links(root: Path, path: str, shown: str) -> None:
    """Refuse a link anywhere on the way: it leads to what the student does not have, and the runner does."""
    parts = Path(path).parts
    if not parts or ".." in parts or Path(path).is_absolute():
        raise InputError(f"{shown}: should be a path inside the repository")
    for number in range(1, len(parts) + 1):
        try:
            mode = os.lstat(root.joinpath(*parts[:number])).st_mode
        except (OSError, ValueError):
            raise InputError(f"{shown}: is not in the repository; commit it and push") from None
        if stat.S_ISLNK(mode):
            raise InputError(f"{shown}: is a link, which is not followed, but should be a notebook")


def _read(path: Path, shown: str) -> bytes:
    try:
        return read_bytes(path)
    except InputError as error:
        raise InputError(f"{shown}{str(error).removeprefix(str(path))}") from None
