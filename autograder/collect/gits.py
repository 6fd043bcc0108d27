"""git, so that what it is shown cannot steer it: nothing of the user's or the repository's configuration is read.

The time and the room that a command may take are bounded: a repository of 2 GB is stopped while it comes.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import msgspec

from autograder.collect.token import Token
from autograder.errors import InputError
from autograder.intake.names import clean

CONFIG = """\
[core]
hooksPath = /dev/null
fsmonitor = false
symlinks = false
askPass = /bin/false
sshCommand = ssh -o BatchMode=yes -o StrictHostKeyChecking=yes
[credential]
helper =
[safe]
directory = *
[gc]
auto = 0
[maintenance]
auto = false
[submodule]
recurse = false
[fetch]
recurseSubmodules = false
[transfer]
bundleURI = false
[http]
followRedirects = false
lowSpeedLimit = 1000
lowSpeedTime = 30
"""
"""All the configuration that git sees.  A redirect is not followed, since it would be sent the token."""

POLL_SECONDS = 0.1


class GitError(Exception):
    """git said no, was too slow or brought too much; the message is what it said, cleaned."""


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What one repository may take: seconds for a command, bytes on the disk, bytes of an answer."""

    command_seconds: float = 300.0
    repository_bytes: int = 500 * 2**20
    answer_bytes: int = 64 * 2**20


DEFAULT_BOUNDS = Bounds()


class Git:
    """Runs git with a configuration of its own in ``home``; ``token`` goes to ``host`` alone."""

    def __init__(self, home: Path, token: Token | None = None, host: str = "", bounds: Bounds = DEFAULT_BOUNDS) -> None:
        if shutil.which("git") is None:
            raise InputError("git is not installed, but collecting needs it")
        home.mkdir(parents=True, exist_ok=True)
        self._home = home
        self._config = home / "gitconfig"
        self._config.write_text(CONFIG)
        self._token = token
        self._host = host
        self.bounds = bounds

    def __call__(self, *arguments: str, folder: Path, url: str = "") -> bytes:
        """The answer of ``git ARGUMENTS`` for the repository in ``folder``; ``url`` is the one address it may reach."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            code = self._run(arguments, folder, url, out, err)
            if code != 0:
                raise GitError(self._said(err))
            out.seek(0)
            return out.read(self.bounds.answer_bytes)

    def copy(self, blob: str, target: IO[bytes], *, folder: Path) -> None:
        """Write the content of one object."""
        with tempfile.TemporaryFile() as err:
            if self._run(["cat-file", "blob", blob], folder, "", target, err) != 0:
                raise GitError(self._said(err))

    def _run(self, arguments: Sequence[str], folder: Path, url: str, out: IO[bytes], err: IO[bytes]) -> int:
        process = subprocess.Popen(
            ["git", *arguments],
            cwd=folder,
            env=self._environment(folder, url),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,  # so that its helpers end with it
        )
        try:
            self._watch(process, folder, lambda: os.fstat(out.fileno()).st_size)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        return process.returncode

    def _watch(self, process: subprocess.Popen[bytes], folder: Path, answered: Callable[[], int]) -> None:
        end = time.monotonic() + self.bounds.command_seconds
        ended = False
        while not ended:
            try:
                process.wait(POLL_SECONDS)
                ended = True  # and the room that it took is looked at once more
            except subprocess.TimeoutExpired:
                pass
            if time.monotonic() > end:
                raise GitError(f"took longer than {self.bounds.command_seconds:g} s")
            if _size(folder / ".git" / "objects") > self.bounds.repository_bytes:
                raise GitError(f"has more than {self.bounds.repository_bytes // 2**20} MiB")
            if answered() > self.bounds.answer_bytes:
                raise GitError("has a history or a tree that is too large")

    def _environment(self, folder: Path, url: str) -> dict[str, str]:
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C",
            "HOME": str(self._home),
            "GIT_CEILING_DIRECTORIES": str(folder.parent),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": str(self._config),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_LFS_SKIP_SMUDGE": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_ALLOW_PROTOCOL": protocol(url) if url else "none",
        }
        if protocol(url) == "ssh" and "SSH_AUTH_SOCK" in os.environ:
            environment["SSH_AUTH_SOCK"] = os.environ["SSH_AUTH_SOCK"]
        if self._token is not None and protocol(url) == "https" and urllib.parse.urlsplit(url).netloc == self._host:
            environment |= self._token.for_git(self._host)
        return environment

    def _said(self, err: IO[bytes]) -> str:
        err.seek(0)
        lines = err.read(10_000).decode("utf-8", "replace").strip().splitlines()
        told = next((line for line in lines if line.startswith(("fatal:", "remote:", "ERROR:"))), "".join(lines[-1:]))
        text = clean(told.removeprefix("fatal: ").removeprefix("remote: "), 200) or "git failed"
        return self._token.redacted(text) if self._token is not None else text


def protocol(url: str) -> str:
    """The protocol of an address as git names it; ``file`` for a path."""
    if "://" in url:
        return url.partition("://")[0].lower()
    return "ssh" if not url.startswith("/") and ":" in url.partition("/")[0] else "file"


def checked_url(where: str, url: str) -> str:
    """``url`` if it is one that may be fetched; :class:`InputError` for a secret in it, or a protocol that is none."""
    shown = clean(url, 200)
    if url.startswith("-") or not url.isprintable() or "::" in url:
        raise InputError(f"{where}: {shown!r} is no address of a repository, but should be https://HOST/OWNER/NAME.git")
    parts = urllib.parse.urlsplit(url)
    if parts.password or (parts.scheme in ("http", "https") and parts.username):
        raise InputError(f"{where}: an address holds a secret; give it as GITHUB_TOKEN instead")
    if protocol(url) not in ("https", "ssh", "file"):
        raise InputError(f"{where}: {shown!r} should begin with https:// (or be ssh, or a path)")
    return url


def _size(folder: Path) -> int:
    """Bytes in an object store, two levels deep."""
    total = 0
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:  # git renames and removes while we look
            continue
    return total
