"""What git knows of the checkout, asked before any student's code runs and so that nothing in it can run a program.

How that is done, and why, stands in :mod:`autograder.intake.git`.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

from autograder.intake.git import TIMEOUT_SECONDS, CommitTimes

_LFS_POINTER_BYTES = 1_024


def committed_at(root: Path) -> datetime.datetime | None:
    """The committer date of HEAD, in UTC; ``None`` where there is none, whatever the clock and its zone say."""
    with CommitTimes() as times:
        return times.of(str(root.resolve()))  # git runs elsewhere


def differs_from_commit(root: Path, sha: str, path: str, data: bytes) -> bool:
    """Whether ``path`` at commit ``sha`` is another file than ``data``; false where that cannot be told.

    A file that lies in the commit as a small pointer (LFS) or is not in it at all is not compared.
    """
    objects = root / ".git" / "objects"
    if not sha or "\n" in path or not objects.is_dir() or objects.is_symlink():
        return False
    answer = _batch_check(objects, f"{sha}:{path}")
    if len(answer) != 3 or answer[1] != b"blob" or int(answer[2]) < _LFS_POINTER_BYTES:
        return False
    kind = hashlib.sha1 if len(answer[0]) == 40 else hashlib.sha256
    return answer[0].decode() != kind(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _batch_check(objects: Path, name: str) -> list[bytes]:
    with tempfile.TemporaryDirectory(prefix="autograder-git-") as home:
        Path(home, "HEAD").write_text("ref: refs/heads/none\n")
        Path(home, "objects").mkdir()
        Path(home, "refs").mkdir()
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C",
            "GIT_DIR": home,
            "GIT_OBJECT_DIRECTORY": str(objects.resolve()),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_NO_REPLACE_OBJECTS": "1",
        }
        try:
            done = subprocess.run(
                ["git", "cat-file", "--batch-check"],
                input=os.fsencode(name) + b"\n",
                env=environment,
                cwd=home,
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
            )
        except (OSError, subprocess.SubprocessError):
            return []
        return done.stdout.split()
