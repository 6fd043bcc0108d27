"""When a checkout was committed, asked so that nothing in it can run a program.

A repository's own configuration can: ``log.showSignature`` with ``gpg.program`` makes ``git log`` start one, a promisor
remote with ``core.sshCommand`` does it for any command that misses an object, ``core.fsmonitor`` for any that looks at
the work tree.  Switching these off one by one ends with the next version of git, so git never sees that configuration:
it runs in an empty repository of ours that borrows the checkout's object store, and is asked for one commit object by
its hash (``git cat-file``, plumbing that formats nothing).  Which commit is HEAD is read here, from files.

The time is the committer's, as the student's machine had it: whoever sets the clock back hands in early.
"""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import tempfile
import threading
from pathlib import Path

from autograder.errors import InputError
from autograder.notebook import read_bytes

TIMEOUT_SECONDS = 20.0
_MAX_COMMIT_BYTES = 2**20
_HASH = re.compile(rb"[0-9a-f]{40}")
_REF = re.compile(rb"ref: (refs/[\w./@+-]+)")
_COMMITTER = re.compile(rb"^committer .*> (\d{1,12}) [+-]\d{4}$", re.MULTILINE)


class CommitTimes:
    """Asks for the times of commits, from an empty repository that lives as long as the ``with`` block.

    It is made when the first checkout is asked for: most classes have none.
    """

    def __enter__(self) -> CommitTimes:
        self._home: tempfile.TemporaryDirectory[str] | None = None
        return self

    def __exit__(self, *reason: object) -> None:
        if self._home is not None:
            self._home.cleanup()

    def of(self, checkout: str) -> datetime.datetime | None:
        """The committer date of HEAD in UTC; ``None`` where there is no commit, or none that can be read."""
        folder = Path(checkout, ".git").absolute()  # git runs elsewhere
        if folder.is_symlink() or not folder.is_dir():  # a worktree's: it points elsewhere
            return None
        commit = _head(folder)
        return _committed(self._cat(folder, commit)) if commit else None

    def _made(self) -> str:
        if self._home is None:
            self._home = tempfile.TemporaryDirectory(prefix="autograder-git-")
            home = Path(self._home.name)
            (home / "HEAD").write_text("ref: refs/heads/none\n")
            (home / "objects").mkdir()
            (home / "refs").mkdir()
        return self._home.name

    def _cat(self, folder: Path, commit: str) -> bytes:
        home = self._made()
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C",
            "GIT_DIR": home,
            "GIT_OBJECT_DIRECTORY": str(folder / "objects"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
        }
        try:
            return _said(["git", "cat-file", "commit", commit], environment, home)
        except FileNotFoundError:
            raise InputError(f"{folder}: git, which tells when it was committed, is not installed") from None


def _said(command: list[str], environment: dict[str, str], home: str) -> bytes:
    """The beginning of the answer, empty if it is an error or comes too late; no more of it is ever held.

    A few KiB of an object store can be a commit whose message has gigabytes.
    """
    with subprocess.Popen(
        command,
        env=environment,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        late = threading.Timer(TIMEOUT_SECONDS, process.kill)
        late.start()
        try:
            answer = process.stdout.read(_MAX_COMMIT_BYTES)
            if len(answer) == _MAX_COMMIT_BYTES:
                process.kill()  # it has more to say, and the times are at the beginning
                return answer
            return answer if process.wait() == 0 else b""
        finally:
            late.cancel()


def _head(folder: Path) -> str:
    """The hash of the commit at HEAD, empty if there is none; no name in it leads out of ``refs``."""
    content = _content(folder / "HEAD")
    reference = _REF.fullmatch(content)
    if reference:
        name = reference[1].decode("ascii", "replace")
        if ".." in name:
            return ""
        content = _content(folder / name) or _packed(folder, reference[1])
    return content.decode() if _HASH.fullmatch(content) else ""


def _packed(folder: Path, name: bytes) -> bytes:
    for line in _content(folder / "packed-refs").splitlines():
        commit, _, packed_name = line.partition(b" ")
        if packed_name == name:
            return commit
    return b""


def _content(path: Path) -> bytes:
    try:
        return read_bytes(path).strip()
    except InputError:
        return b""


def _committed(commit: bytes) -> datetime.datetime | None:
    head, _, _ = commit.partition(b"\n\n")  # the message may hold such a line too
    found = _COMMITTER.search(head)
    if not found:
        return None
    try:
        return datetime.datetime.fromtimestamp(int(found[1]), datetime.UTC)
    except (ValueError, OverflowError, OSError):  # after the year 9999
        return None
