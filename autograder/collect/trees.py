"""The notebooks of a commit as plain files: read object by object, so that nothing in it is followed or run."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from autograder.collect.gits import Git
from autograder.intake.arrival import is_notebook, may_hold_notebook
from autograder.intake.names import clean
from autograder.notebook import LFS_POINTER, MAX_NOTEBOOK_BYTES
from autograder.report import words

MAX_FILES = 50


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the commit: the name of its object, its size, its path and whether it is a link."""

    blob: str
    size: int
    path: str
    link: bool


def files_of(git: Git, commit: str, work: Path) -> tuple[list[Found], list[str]]:
    """The notebooks (else the archives, else one file to be refused by its name) of a commit, and what is odd."""
    listing = git("ls-tree", "-r", "-l", "-z", "--full-tree", commit, folder=work)
    found, odd = [], 0
    for entry in listing.split(b"\0")[:-1]:
        about, _, raw = entry.partition(b"\t")
        mode, kind, blob, size = about.decode("ascii").split()
        path = raw.decode("utf-8", "replace")
        if kind != "blob" or any(part.startswith(".") for part in path.split("/")):
            continue  # a submodule; what batch leaves out, too
        if not _is_plain(path):
            odd += is_notebook(path)
            continue
        found.append(Found(blob=blob, size=int(size), path=path, link=mode == "120000"))
    notebooks = [one for one in found if is_notebook(one.path)]
    archives = [one for one in found if may_hold_notebook(one.path)]
    chosen = notebooks or archives or [one for one in found if one.size < 2**20][:1]
    notes = [f"{words.count(odd, 'notebook')} left out, with a name that no file can have here"] if odd else []
    if len(chosen) > MAX_FILES:
        notes.append(f"{len(chosen)} notebooks, of which the first {MAX_FILES} are taken")
    return chosen[:MAX_FILES], notes


def write_found(git: Git, found: Found, work: Path) -> str:
    """Write one file; what the staff should know of it."""
    target = work / found.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        if found.size > MAX_NOTEBOOK_BYTES:
            os.ftruncate(file.fileno(), found.size)  # takes no room, and batch says what is wrong with it
            return f"{clean(found.path)} has {found.size // 2**20} MiB, and was left out"
        git.copy(found.blob, file, folder=work)
    if found.link:
        return f"{clean(found.path)} is a link, which is not followed"
    with target.open("rb") as file:
        if file.read(len(LFS_POINTER)) == LFS_POINTER:
            return f"{clean(found.path)} is in Git LFS: only its pointer is in the repository"
    return ""


def _is_plain(path: str) -> bool:
    """Whether a path of a tree can be one below a folder of ours: a tree may hold any bytes."""
    parts = path.split("/")
    short = len(path) < 1_000 and all(0 < len(part.encode()) <= 200 for part in parts)
    return short and path.isprintable() and ".." not in parts and "\ufffd" not in path
