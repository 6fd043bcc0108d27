"""What this machine can do: which sandbox levels it gives and why not more, versions, and how long a grade takes.

Nothing is taken from a list of features: each level is really built in a throwaway process, as for a grade.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from autograder.codec import CodeCell
from autograder.engines.fork import ForkEngine
from autograder.errors import HarnessError, SandboxError
from autograder.manifest import Limits, Manifest
from autograder.notebook import Notebook
from autograder.sandbox.levels import SAFE, Level, candidates

PACKAGES = ("numpy", "scipy", "scikit-learn", "pandas", "matplotlib", "ipython", "ipykernel", "pytest", "otter-grader")
_SWITCHES = {
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": (
        "1",
        "AppArmor keeps user namespaces from ordinary users",
    ),
    "/proc/sys/kernel/unprivileged_userns_clone": ("0", "the kernel keeps user namespaces from ordinary users"),
    "/proc/sys/user/max_user_namespaces": ("0", "no user namespaces are allowed"),
}


class Trial(msgspec.Struct, frozen=True):
    """One level, tried: why it did not come up, or nothing where it did."""

    level: Level
    reason: str = ""

    @property
    def works(self) -> bool:
        """Whether it came up."""
        return not self.reason


class Examination(msgspec.Struct, frozen=True, kw_only=True):
    """What was found; ``level`` is the one that a grade would get, ``None`` where the fork engine cannot run at all.

    ``start_seconds`` is the warm parent coming up, ``grade_seconds`` a notebook of one line after that.
    """

    versions: dict[str, str]
    absent: tuple[str, ...]
    root: bool
    trials: tuple[Trial, ...]
    level: Level | None
    switches: tuple[str, ...]
    start_seconds: float | None
    grade_seconds: float | None

    @property
    def safe(self) -> bool:
        """Whether a notebook that nobody trusts may be graded here."""
        return self.level in SAFE


def examine(manifest: Manifest | None = None) -> Examination:
    """Try every level for ``manifest``, or for an assignment without libraries and secrets."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as temporary:
        subject = manifest if manifest is not None else _empty(Path(temporary))
        trials = tuple(_tried(subject, level) for level in candidates(unsafe=True))
        level = next((trial.level for trial in trials if trial.works), None)
        start, grade = _timed(subject, level) if level is not None else (None, None)
    found = {name: _version(name) for name in PACKAGES}
    machine = {
        "autograder": importlib.metadata.version("autograder"),
        "Python": platform.python_version(),
        platform.system(): platform.release(),
    }
    return Examination(
        versions=machine | {name: version for name, version in found.items() if version is not None},
        absent=tuple(name for name, version in found.items() if version is None),
        root=sys.platform == "linux" and os.getuid() == 0,
        trials=trials,
        level=level,
        switches=tuple(words for path, (value, words) in _SWITCHES.items() if _holds(path, value)),
        start_seconds=start,
        grade_seconds=grade,
    )


def advice(found: Examination) -> list[str]:
    """What would raise the level, most helpful first; nothing at the highest."""
    if found.level is Level.A:
        return []
    if not found.trials:
        return ["The sandbox needs Linux: a virtual machine or a container of it will do, or grade with Actions there."]
    failed = {trial.level: trial.reason for trial in found.trials if not trial.works}
    told = [f"{words[0].upper()}{words[1:]}: an administrator can allow them." for words in found.switches]
    if not found.root:
        told.append("As root, students' processes get a user id of their own.")
    elif Level.A in failed:
        told.append(
            "As root, namespaces are refused only in a container: start it with --cap-add SYS_ADMIN and "
            "--security-opt seccomp=unconfined, or grade outside of it."
        )
    if any("Python's own library" in reason for reason in failed.values()):
        told.append(
            f"Python lies where other user ids cannot read it ({sys.base_prefix}): with one for all users, "
            "students' processes could have a user id of their own."
        )
    if Level.C in failed:
        told.append(
            "Landlock or seccomp is missing, without which nothing here is safe: Linux 5.13 or newer has both, "
            "where they are compiled in and `landlock` stands in the kernel's lsm= list."
        )
    return told


def _empty(folder: Path) -> Manifest:
    none: dict[str, Path] = {}
    return Manifest(
        folder=folder, id="doctor", title="", points=0, questions=(), suite=folder, packages=(), data=none, warm=(),
        limits=Limits(cell_seconds=5, submission_seconds=20),
    )  # fmt: skip


def _tried(manifest: Manifest, level: Level) -> Trial:
    bare = msgspec.structs.replace(manifest, warm=())  # libraries make no difference to a level, but take seconds
    try:
        with ForkEngine(bare, levels=[level]) as engine:
            _ = engine.level
    except SandboxError as error:
        return Trial(level, _plain(error.reasons[0]) if error.reasons else str(error))
    return Trial(level)


def _plain(reason: str) -> str:
    """A reason without the level that it begins with and the error's number."""
    return re.sub(r"^\w: (?:\[Errno \d+\] )?", "", reason)


def _timed(manifest: Manifest, level: Level) -> tuple[float, float]:
    """Seconds until the warm parent is up, and of a notebook of one line after that."""
    start = time.monotonic()
    with ForkEngine(manifest, levels=[level]) as engine:
        _ = engine.level
        up = time.monotonic()
        notebook = Notebook(name="doctor.ipynb", sha256="", cells=(CodeCell(0, 1, "answer = 6 * 7"),), counts=(None,))
        session = engine.run(notebook)
        try:
            if session.cells[0].error is not None:
                raise HarnessError(f"a trial notebook failed: {session.cells[0].error.message}")
            session.copy().close()
        finally:
            session.close()
        return up - start, time.monotonic() - up


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _holds(path: str, value: str) -> bool:
    try:
        return Path(path).read_text(encoding="ascii").strip() == value
    except OSError:
        return False
