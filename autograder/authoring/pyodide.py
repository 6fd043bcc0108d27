"""Pyodide, Python for the browser, fetched once with npm and then at hand without a network.

The tarball is trusted for its digest alone, which stands here; where npm found it (the public registry, a mirror,
its own cache) does not matter.  Even so nothing is extracted by its path: the few files wanted are looked up by
name and written under names of ours, so that a link or a ``../`` in the tarball leads nowhere.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from autograder.errors import InputError

VERSION = "314.0.7"
INTEGRITY = "sha512-0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
NAME = f"pyodide-{VERSION}"

# What a page needs to run Python, and package.json, which names the licence of what is passed on.
FILES = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
    "package.json",
)
NPM_SECONDS = 300  # 6.5 MB, on a slow line


def fetch_pyodide(cache: Path | None = None) -> Path:
    """The folder that holds :data:`FILES` of npm's package ``pyodide``, fetched if it is not there yet.

    Args:
        cache: The folder to keep it in, as ``pyodide-314.0.7``; by default ``autograder`` in the user's cache,
            that is in ``$XDG_CACHE_HOME`` or ``~/.cache``.

    Raises:
        InputError: npm is absent or could not fetch it, it is not the pinned package, or the cache cannot be
            written.
    """
    cache = _default_cache() if cache is None else cache
    folder = cache / NAME
    if is_complete(folder):
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pyodide-", dir=cache) as scratch:
            tarball = _npm_pack(Path(scratch))
            _verify(tarball)
            fresh = Path(scratch, NAME)
            _unpack(tarball, fresh)
            _move(fresh, folder)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written ({error.strerror or error}), but should hold Pyodide {VERSION}: "
            "set XDG_CACHE_HOME to a folder that can be written."
        ) from error
    return folder


def is_complete(folder: Path) -> bool:
    """Whether the folder holds every one of :data:`FILES`."""
    return all((folder / name).is_file() for name in FILES)


def _default_cache() -> Path:
    """The user's cache folder; the standard says that a relative XDG_CACHE_HOME is to be ignored."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (named if named.is_absolute() else Path.home() / ".cache") / "autograder"


def _npm_pack(scratch: Path) -> Path:
    """The tarball of the package, fetched into the scratch folder by npm."""
    # The client rather than an address: it knows the user's registry, proxy, certificates and cache.
    command = ["npm", "pack", f"pyodide@{VERSION}", "--ignore-scripts", "--loglevel=error"]
    npm = shutil.which("npm")
    if npm is None:
        raise InputError(
            f"npm is not on PATH, but is needed once to fetch Pyodide {VERSION}: install Node.js, which brings npm, "
            "and run this again."
        )
    try:
        done = subprocess.run(
            [npm, *command[1:]],
            cwd=scratch,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=NPM_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _not_fetched(command, f"no answer within {NPM_SECONDS} s") from error
    tarballs = sorted(scratch.glob("*.tgz"))
    if done.returncode or len(tarballs) != 1:
        said = done.stderr.strip().splitlines()
        raise _not_fetched(command, said[0][:200] if said else f"exit code {done.returncode}, {len(tarballs)} tarballs")
    return tarballs[0]


def _not_fetched(command: list[str], why: str) -> InputError:
    return InputError(
        f"`{' '.join(command)}` did not fetch Pyodide ({why}): connect to the network, or point npm to a registry that "
        "can be reached (npm config set registry ...), and run this again."
    )


def _verify(tarball: Path) -> None:
    """Nothing is read from a tarball other than the pinned one."""
    digest = hashlib.sha512(tarball.read_bytes()).digest()
    actual = "sha512-" + base64.b64encode(digest).decode()
    if actual != INTEGRITY:
        raise InputError(
            f"npm's pyodide {VERSION} has the digest {actual}, but should have {INTEGRITY}: it is not the package that "
            "was pinned, so use another registry, or empty npm's cache (npm cache clean --force), and run this again."
        )


def _unpack(tarball: Path, folder: Path) -> None:
    """Write :data:`FILES` of the tarball into a new folder."""
    folder.mkdir()
    try:
        with tarfile.open(tarball, "r:gz") as archive:
            for name in FILES:
                _extract(archive, name, folder / name)
    except (tarfile.TarError, EOFError) as error:
        raise InputError(
            f"npm's pyodide {VERSION} is not a gzipped tar archive ({error}), but should be one: run this again."
        ) from error


def _extract(archive: tarfile.TarFile, name: str, target: Path) -> None:
    try:
        member = archive.getmember(f"package/{name}")
    except KeyError as error:
        raise InputError(
            f"npm's pyodide {VERSION} holds no package/{name}, but should: use another registry, and run this again."
        ) from error
    # Asked of the member itself: tarfile would follow a link, and read what it leads to.
    if not member.isreg():
        raise InputError(
            f"package/{name} in npm's pyodide {VERSION} is a link or a device, but should be a regular file: "
            "use another registry, and run this again."
        )
    source = archive.extractfile(member)
    assert source is not None, "a regular file has content"
    with source, target.open("xb") as out:
        shutil.copyfileobj(source, out)


def _move(fresh: Path, folder: Path) -> None:
    """Put the folder in its place in one step, so that nobody ever sees half of it."""
    if folder.exists():  # something has deleted a part of it
        shutil.rmtree(folder)
    try:
        fresh.rename(folder)
    except OSError:
        if not is_complete(folder):  # else somebody else was faster, with the very same files
            raise
