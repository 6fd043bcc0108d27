"""What an attack is, and what must be true after any of them.

An attack must do no harm where it succeeds, since one day it will: on a machine of ours, after a change to the sandbox.
So signals are number 0, what would be removed or changed is a decoy, and system files are opened but not written.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from autograder.records import Grade
from tests.support.grader import MINI, ROOT, Grader

HONEST = ("import numpy as np", "def half(x):\n    return np.asarray(x) / 2", "word = 'right'")
"""Cells that solve two questions of the small assignment, for 4 of its 10 points."""
HONEST_POINTS = 4.0

ENVIRONMENT_SECRET = "s3cr3t-of-the-graders-environment"
SECRETS = (
    ENVIRONMENT_SECRET,
    "doubling a float64 is exact",  # of the hidden suite
    "submission_seconds = ",  # of the manifest
    "stable for every finite",  # of the reference
    "root:x:0:0:root:/root:/bin/bash\ndaemon",  # of no secret, but of a file that only a program's output could show
)
PATHS = {
    "SUITE": str(MINI / "hidden" / "test_mini.py"),
    "MANIFEST": str(MINI / "manifest.toml"),
    "ASSIGNMENT": str(MINI),
    "ROOT": str(ROOT),
    "REFERENCE": str(ROOT / "reference"),
    "HOME": os.path.expanduser("~"),
    "DECOY": os.path.join(tempfile.gettempdir(), f"sandbox-decoy-{os.getpid()}"),
}


class Attack(NamedTuple):
    """An attack: cells that try something and print ``GOT`` when it works; ``points`` are what the notebook earns."""

    id: str
    code: str
    points: float | None = HONEST_POINTS
    seconds: float = 15.0

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of the whole notebook: an honest part, the names of the paths, and the attack."""
        names = "\n".join(f"{name} = {value!r}" for name, value in PATHS.items())
        return (*HONEST, f"{names}\n{TOOLS}", self.code)


# What every attack may use.  ``try_each`` reports the attempts that went through.
TOOLS = '''
import ctypes, os, socket, stat, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
def try_each(*attempts):
    for number, attempt in enumerate(attempts):
        try:
            result = attempt()
        except Exception as error:
            print(number, type(error).__name__)
        else:
            if result is not False and result != -1:
                print("GOT", number, result)
def read(path):
    with open(path, "rb") as file:
        return file.read()
def write(path):
    with open(path, "a") as file:
        file.write("x")
def opens(path):
    """Whether it can be opened for writing; nothing is written."""
    return os.open(path, os.O_WRONLY | os.O_APPEND)
def channel():
    """The descriptor of the connection to the grader."""
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                return fd
        except OSError:
            pass
def frame(body):
    return len(body).to_bytes(4, "little") + body
def forge(make):
    """Answer every call with what make() returns, whatever the function would have returned."""
    import autograder.worker.objects as objects
    objects.Objects._call = lambda self, request: make()
def double(x):
    """Unsolved."""
'''


def parametrize(attacks: list[Attack]):
    """One test for each attack, named after it."""
    return pytest.mark.parametrize("attack", attacks, ids=[attack.id for attack in attacks])


def check_safe(graded: Grade, attack: Attack) -> None:
    """No attempt went through, nothing secret came out, and the points are what the honest part earns."""
    said = msgspec.json.encode(graded).decode()
    assert "GOT" not in said, said
    for secret in SECRETS:
        assert secret not in said
        assert msgspec.json.encode(secret).decode().strip('"') not in said
    assert graded.withheld is None, said
    if attack.points is not None:
        assert graded.score == attack.points, said
    assert graded.score <= HONEST_POINTS
    assert graded.wall_seconds < attack.seconds
    assert len(said) < 200_000


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
    for child, parent in parents.items():
        if parent == pid:
            yield child
            yield from descendants(child)


def check_alone(grader: Grader) -> None:
    """Below the grader there is only the warm parent: outside and, at level A, inside of its namespace."""
    assert len(list(descendants(grader.pid))) <= 2
