"""What an attack is, and what must be true after any of them.

An attack must do no harm where it succeeds, since one day it will: on a machine of ours, after a change to the sandbox.
So signals are number 0, what would be removed or changed is a decoy, and system files are opened but not written.
"""

from __future__ import annotations

import os
import re
import tempfile
from html.parser import HTMLParser
from typing import Literal, NamedTuple

import msgspec
import pytest

from autograder.records import Grade
from tests.support.grader import MINI, ROOT

HONEST = ("import numpy as np", "def half(x):\n    return np.asarray(x) / 2", "word = 'right'")
"""Cells that solve two questions of the small assignment, for 4 of its 10 points."""
HONEST_POINTS = 4.0
MARK = "autograder-escaped"
"""Part of the name of every file that an attack tries to leave somewhere."""

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
    "MARK": MARK,
}


class Attack(NamedTuple):
    """An attack: a cell that ``tries`` something and prints ``GOT`` when it works.

    ``stopped_by`` is what stops it: the ``sandbox`` (Landlock, seccomp, namespaces, identity), the ``wire`` (bytes of
    a closed vocabulary; verdicts are made in the grader, and nothing of it lies in the student's process) or the
    ``limits`` (on time, memory, processes, files, output).  ``points`` are what the notebook earns; ``None`` where
    the attack may break the student's own process, so that nothing is promised but that it earns no more.

    For a machine without any sandbox: ``bites`` says that it succeeds there, ``tame`` that it may be tried there.
    """

    id: str
    tries: str
    code: str
    stopped_by: Literal["sandbox", "wire", "limits"]
    points: float | None = HONEST_POINTS
    seconds: float = 15.0
    bites: bool = True
    tame: bool = True

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


def parametrize(attacks: list[Attack]) -> pytest.MarkDecorator:
    """One test for each attack, named after it."""
    return pytest.mark.parametrize("attack", attacks, ids=[attack.id for attack in attacks])


def text_of(grade: Grade) -> str:
    """All that a grade says."""
    return msgspec.json.encode(grade).decode()


def gets_something(grade: Grade) -> bool:
    """An attempt went through, or something secret came out."""
    said = text_of(grade)
    secrets = [*SECRETS, *(msgspec.json.encode(secret).decode().strip('"') for secret in SECRETS)]
    return "GOT" in said or any(secret in said for secret in secrets)


def check_safe(grade: Grade, attack: Attack) -> None:
    """No attempt went through, nothing secret came out, and the points are what the honest part earns."""
    said = text_of(grade)
    assert not gets_something(grade), said
    assert grade.withheld is None, said
    if attack.points is not None:
        assert grade.score == attack.points, said
    assert grade.score is not None
    assert grade.score <= max(HONEST_POINTS, attack.points or 0.0)
    assert grade.wall_seconds < attack.seconds
    assert len(said) < 200_000


_ALLOWED = {"href": re.compile(r"#[\w-]+"), "style": re.compile(r"width: [0-9.]+%"), "src": re.compile(r"(?!)")}


class _Page(HTMLParser):
    """Complains of whatever could run, load or send something in a reader's browser."""

    ACTIVE = frozenset("script iframe object embed link base form input button img video audio source math".split())

    def __init__(self) -> None:
        super().__init__()
        self.alive: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.ACTIVE:
            self.alive.append(tag)
        for name, value in attrs:
            allowed = _ALLOWED.get(name.rpartition(":")[2])
            dead = allowed.fullmatch(value or "") if allowed else not name.startswith("on") and name != "srcdoc"
            if not dead:
                self.alive.append(f"{tag} {name}={value}")


def what_lives_in(page: str) -> list[str]:
    """The elements and attributes of an HTML page that are more than text and its look."""
    parser = _Page()
    parser.feed(page)
    parser.close()
    return parser.alive
