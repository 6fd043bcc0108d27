"""What an attack may leave on the machine: processes, files, memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from autograder.engines.warm_parent import SLOT_UIDS
from tests.attacks.attack import MARK
from tests.attacks.corpus.kernel import FOLDERS

SHARED_FOLDERS = ("/tmp", "/dev/shm", "/var/tmp")


def resident_bytes(pid: int) -> int:
    """The memory that a process holds."""
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descendants(pid: int) -> Iterator[int]:
    """All processes below one, however they came there."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    yield from _below(pid, parents)


def _below(pid: int, parents: dict[int, int]) -> Iterator[int]:
    for child, parent in parents.items():
        if parent == pid:
            yield child
            yield from _below(child, parents)


def files_of_students(uid: int | None = None) -> set[str]:
    """Files outside of scratch that an attack made: by their name, or by the user whom they belong to.

    Other tests and other people use these folders at the same time, so not every new file is an attack's.
    """
    found = {f"{folder}/{name}" for folder in FOLDERS for name in _listing(folder) if MARK in name}
    for folder in SHARED_FOLDERS:
        for name in _listing(folder):
            try:
                owner = os.lstat(f"{folder}/{name}").st_uid
            except OSError:
                continue
            if owner in SLOT_UIDS or owner == uid:
                found.add(f"{folder}/{name}")
    return found


def _listing(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
