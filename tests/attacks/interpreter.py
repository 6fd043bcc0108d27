"""A Python that any user can start: this one, or what it is made of bound to a place that everybody may pass through.

``python -m tests.attacks.interpreter FOLDER UID COMMAND...`` becomes COMMAND as user UID, in a mount namespace of its
own in which FOLDER/python is this Python's base and FOLDER/venv an environment with the packages of this one.  Folders
like /root, where others' Pythons may lie, are closed to everybody but their owner, and stay so.
"""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.sandbox import kernel
from tests.support.grader import ROOT, Place

PROBE = "import autograder, numpy, os; os.listdir('.')"


def nobody() -> int:
    """The user id of an ordinary user."""
    return pwd.getpwnam("nobody").pw_uid


@contextmanager
def place_for(uid: int, *, under: tuple[str, ...] = ()) -> Iterator[Place]:
    """Where a grader of user ``uid`` can run, ``under`` what becomes its command; skips where there is none.

    For root it is a Python that the user ids of students can start, too.
    """
    if os.getuid() != 0:
        pytest.skip("we are an ordinary user ourselves: the tests at the best level show what that gives")
    with tempfile.TemporaryDirectory(prefix="autograder-python-", dir="/var/tmp") as folder:
        os.chmod(folder, 0o755)
        home = os.path.join(folder, "home")
        os.mkdir(home)
        os.chown(home, uid, -1)
        place = Place(sys.executable, _wrapper(folder, uid), _environment(folder))
        if not _starts([sys.executable], nobody()):
            place = _elsewhere(folder, place)
        yield place._replace(wrapper=(*place.wrapper, *under))


def _elsewhere(folder: str, here: Place) -> Place:
    """Bind this Python to ``folder`` and make an environment there."""
    for name in ("python", "venv"):
        os.mkdir(os.path.join(folder, name))
    base = os.path.join(folder, "python", os.path.relpath(os.path.realpath(sys.executable), sys.base_prefix))
    make = [*_wrapper(folder, 0), base, "-m", "venv", "--without-pip", os.path.join(folder, "venv")]
    place = here._replace(python=os.path.join(folder, "venv", "bin", "python"))
    for command in (make, [*place.wrapper, place.python, "-c", PROBE]):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode != 0:
            pytest.skip(f"no Python for other users can be made here ({done.stderr.strip().splitlines()[-1:]})")
    return place


def _starts(command: list[str], uid: int) -> bool:
    try:
        done = subprocess.run(
            [*command, "-c", PROBE], cwd=ROOT, user=uid, group=uid, extra_groups=[], capture_output=True
        )
    except OSError:
        return False
    return done.returncode == 0


def _wrapper(folder: str, uid: int) -> tuple[str, ...]:
    return (sys.executable, "-m", "tests.attacks.interpreter", folder, str(uid))


def _environment(folder: str) -> dict[str, str]:
    return {**os.environ, "HOME": f"{folder}/home", "XDG_CACHE_HOME": f"{folder}/home/.cache"}


def become(folder: str, uid: int, command: list[str]) -> None:
    """Bind, drop, exec."""
    packages = sysconfig.get_path("purelib")
    if os.path.isdir(os.path.join(folder, "python")):
        kernel.unshare(kernel.CLONE_NEWNS)
        kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
        kernel.mount(sys.base_prefix, os.path.join(folder, "python"), None, kernel.MS_BIND)
        inside = Path(folder, "venv", os.path.relpath(packages, sys.prefix))
        if inside.is_dir():
            kernel.mount(packages, str(inside), None, kernel.MS_BIND)
    if uid != 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    os.execvp(command[0], command)


if __name__ == "__main__":
    become(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
