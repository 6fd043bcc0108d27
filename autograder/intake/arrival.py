"""A file that was handed in: where it lay, what that says about its owner, when it came."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

import msgspec

from autograder.intake.names import clean, copies_last
from autograder.intake.tree import File
from autograder.records import Record

_ARCHIVE = ".zip"
_NOTEBOOK = ".ipynb"


class Hints(Record, frozen=True, kw_only=True):
    """What a source says about whose file it is; raw text, empty where it says nothing.

    ``canvas_id`` and ``moodle_id`` are the numbers by which those sites know a user or participant.
    """

    id: str = ""
    name: str = ""
    email: str = ""
    login: str = ""
    canvas_id: str = ""
    moodle_id: str = ""

    @property
    def owner(self) -> tuple[str, str]:
        """What tells one owner from another: the surest thing that is known, and what it is."""
        for field in ("canvas_id", "moodle_id", "id", "email", "login", "name"):
            if value := getattr(self, field):
                return field, value
        return "", ""


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """One file that was handed in.

    ``source`` is where it lies in what was given, as shown to a TA, ``name`` the file's name, both clean text;
    ``submitted_at`` is in UTC, ``None`` where nobody can tell for certain.  ``read`` opens the file when called and
    raises :class:`InputError` with one sentence where that cannot be.
    """

    source: str
    name: str
    hints: Hints
    submitted_at: datetime.datetime | None
    read: Callable[[], bytes]


def arrival(file: File, hints: Hints, submitted_at: datetime.datetime | None = None) -> Arrival:
    """The file as an arrival."""
    source = clean("/".join(file.parts))
    return Arrival(source=source, name=clean(file.name), hints=hints, submitted_at=submitted_at, read=file.read)


def is_notebook(name: str) -> bool:
    """Whether a file is called as a notebook is."""
    return name.lower().endswith(_NOTEBOOK)


def may_hold_notebook(name: str) -> bool:
    """Whether a file is called as a notebook is, or as an archive that may hold one."""
    return name.lower().endswith((_NOTEBOOK, _ARCHIVE))


def only_called(name: str, files: list[File]) -> list[File]:
    """The one file that is called so, whatever its case; all of them where none is, or more than one."""
    found = [file for file in files if file.name.lower() == name.lower()]
    return found if len(found) == 1 else files


def chosen(files: Iterable[File]) -> list[File]:
    """Which of an owner's files are submissions: the notebooks; else the archives; else one, to be refused by name."""
    ordered = sorted(files, key=lambda file: copies_last("/".join(file.parts)))
    regular = [file for file in ordered if file.regular]
    notebooks = [file for file in regular if is_notebook(file.name)]
    archives = [file for file in regular if file.name.lower().endswith(_ARCHIVE)]
    refused = sorted(ordered, key=lambda file: not is_notebook(file.name))  # a link that is called so says more
    return notebooks or archives or refused[:1]
