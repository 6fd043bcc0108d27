"""``autograder new``: a folder with a small assignment that builds and audits as it is, to be changed bit by bit."""

from __future__ import annotations

import json
import re
import tempfile
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from autograder.errors import InputError

TEMPLATE = "template"
ID, TITLE = "my_assignment", "My assignment"
"""What the template says where an assignment has its own id and title."""

_ID = re.compile(r"[a-z][a-z0-9_]*")
_NAMED = ("manifest.toml", "lesson.py")
"""The files in which they stand."""


def make(folder: Path, id_: str | None = None, title: str | None = None) -> list[str]:
    """Make the assignment in ``folder``, which is empty or not there; its files, by their path in it.

    Without an id it is the folder's name, without a title the id in words.

    Raises:
        InputError: The folder is not empty or cannot be written, or the id or the title is none.
    """
    name = folder.resolve().name.replace("-", "_") if id_ is None else id_
    if not _ID.fullmatch(name):
        told = "" if id_ is not None else " (the folder's name; --id gives another)"
        raise InputError(
            f"{name!r}{told} is no id, but should be lower-case letters, digits and underscores, a letter first"
        )
    words = name.replace("_", " ").capitalize() if title is None else title
    if not words.strip() or not words.isprintable():
        raise InputError(f"{words!r} is no title, but should be one line of text")
    files = _template(resources.files("autograder.authoring") / TEMPLATE)
    filled = {path: _filled(path, text, name, words) for path, text in files.items()}
    try:
        _write(folder, filled)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made ({error.strerror})") from None
    return sorted(filled)


def _template(folder: Traversable, prefix: str = "") -> dict[str, str]:
    """The template's files, by their path in it."""
    found: dict[str, str] = {}
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            found |= _template(entry, f"{prefix}{entry.name}/")
        elif entry.is_file():
            found[prefix + entry.name] = entry.read_text(encoding="utf-8")
    return found


def _filled(path: str, text: str, id_: str, title: str) -> str:
    if path not in _NAMED:
        return text
    heading = json.dumps(title, ensure_ascii=False) if path == "manifest.toml" else title
    known = json.dumps(TITLE) if path == "manifest.toml" else TITLE
    return text.replace(ID, id_).replace(known, heading)


def _write(folder: Path, files: dict[str, str]) -> None:
    """All files or none: they are written beside the folder, and put in its place."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: is there already, but should be an empty folder or not there")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as temporary:
        made = Path(temporary) / "made"
        for path, text in files.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_text(text, encoding="utf-8")
        made.replace(folder)  # an empty folder gives way
