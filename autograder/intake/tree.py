"""A folder of files, listed when it is asked for; and the same view of it whether it lies on disk or in an archive."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from autograder.errors import InputError
from autograder.intake.names import clean
from autograder.notebook import read_bytes


class File(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is no folder: ``parts`` are its names from the root on, as the file system has them.

    ``regular`` is false for a link, a FIFO, a device and a folder that cannot be listed: ``read`` says so.
    """

    parts: tuple[str, ...]
    read: Callable[[], bytes]
    regular: bool = True

    @property
    def name(self) -> str:
        """Its last name, raw."""
        return self.parts[-1]


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in a folder, without dot files and what macOS and Jupyter leave; ``checkout``: there is a ``.git``."""

    files: list[File]
    folders: list[Folder]
    checkout: bool = False


class Folder:
    """A folder that is listed once, at the first question; ``path`` is where it lies on disk, if it does."""

    def __init__(self, parts: tuple[str, ...], lister: Callable[[], Listing], path: str | None = None) -> None:
        self.parts = parts
        self.path = path
        self._lister = lister

    @property
    def name(self) -> str:
        """Its own name, raw."""
        return self.parts[-1] if self.parts else ""

    @functools.cached_property
    def listing(self) -> Listing:
        """What lies in it."""
        return self._lister()

    def walk(self) -> Iterator[File]:
        """All files in it and below; a loop and not a recursion, since a student chooses the depth."""
        waiting = [self]
        while waiting:
            listing = waiting.pop().listing
            yield from listing.files
            waiting.extend(reversed(listing.folders))


def is_left_over(name: str) -> bool:
    """Whether an entry is none of the student's: a dot file (``.git``, ``.ipynb_checkpoints``, ``._x``), macOS's."""
    return name.startswith(".") or name == "__MACOSX"


def disk_folder(path: str, parts: tuple[str, ...] = ()) -> Folder:
    """The folder at ``path``; nothing is asked of the file system yet."""
    return Folder(parts, functools.partial(_list, path, parts), path)


def _list(path: str, parts: tuple[str, ...]) -> Listing:
    """One scandir; the kind of each entry comes with it, so that nothing is asked for each file."""
    try:
        with os.scandir(path) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        what = f"{parts[-1] if parts else path}: cannot be listed ({error.strerror})"
        return Listing(files=[File(parts=parts or ("",), read=refusal(what), regular=False)], folders=[])
    kept = [entry for entry in found if not is_left_over(entry.name)]
    return Listing(
        files=[_file(entry, (*parts, entry.name)) for entry in kept if not entry.is_dir(follow_symlinks=False)],
        folders=[
            disk_folder(entry.path, (*parts, entry.name)) for entry in kept if entry.is_dir(follow_symlinks=False)
        ],
        checkout=any(entry.name == ".git" for entry in found),
    )


def _file(entry: os.DirEntry[str], parts: tuple[str, ...]) -> File:
    if entry.is_symlink():  # to another student's work, or to what only the TA may read
        what = f"{entry.name}: is a link, which is not followed, but should be a notebook (.ipynb)"
        return File(parts=parts, read=refusal(what), regular=False)
    return File(parts=parts, read=functools.partial(_read, entry.path), regular=entry.is_file(follow_symlinks=False))


def _read(path: str) -> bytes:
    try:
        return read_bytes(Path(path))
    except InputError as error:  # a student reads it: the file as they called it, and no path of this machine
        raise InputError(clean(str(error).replace(path, Path(path).name))) from None


def refusal(sentence: str) -> Callable[[], bytes]:
    """A ``read`` that raises :class:`InputError` with the sentence."""
    return functools.partial(_refuse, clean(sentence))


def _refuse(sentence: str) -> bytes:
    raise InputError(sentence)
