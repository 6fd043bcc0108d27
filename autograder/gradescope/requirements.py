"""Which packages the container gets, at the versions with which the assignment was tried.

From a lock file (``requirements.lock``: pip's format with hashes) those that grading needs; without one, what is
installed here.  Needed is what the harness depends on, and the packages of the modules that the manifest imports.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.errors import InputError
from autograder.manifest import Manifest

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==\S+")


def requirements(manifest: Manifest, lock: Path | None) -> str:
    """The text of ``requirements.txt``; with hashes where the lock file has them."""
    needed = _closure(["autograder", *_packages_of(manifest)])
    needed.discard("autograder")  # its wheel is in the zip
    if lock is None:
        pins = (
            f"{name}=={importlib.metadata.version(name)}\n"
            for name in sorted(needed)
            if _dependencies(name) is not None
        )
        return "".join(pins)
    locked = _locked(lock)
    if missing := sorted(name for name in needed if name not in locked and _dependencies(name) is not None):
        raise InputError(f"{lock}: has no {', '.join(missing)}, but should lock what grading needs")
    return "".join(locked[name] for name in sorted(needed) if name in locked)


def _packages_of(manifest: Manifest) -> Iterator[str]:
    """The distributions of the modules that the warm process imports."""
    by_module = importlib.metadata.packages_distributions()
    for module in manifest.warm:
        yield from by_module.get(module.partition(".")[0], ())


def _closure(roots: Iterable[str]) -> set[str]:
    """These packages and what they depend on; what is for another Python or system is left to the lock's own marks."""
    found: set[str] = set()
    waiting = [_normal(name) for name in roots]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_dependencies(name) or ())
    return found


def _dependencies(name: str) -> list[str] | None:
    """What a package requires, without its extras; ``None`` where it is not installed here."""
    try:
        required = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    plain = [text for text in required if not re.search(r";.*\bextra\s*==", text)]
    return [_normal(match[0]) for text in plain if (match := _NAME.match(text))]


def _locked(lock: Path) -> dict[str, str]:
    """Each package's lines."""
    try:
        text = lock.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{lock}: cannot be read ({error}), but should be a lock file of pip") from None
    blocks: dict[str, str] = {}
    name = ""
    for line in text.splitlines(keepends=True):
        if pin := _PIN.match(line):
            name = _normal(pin[1])
            blocks.setdefault(name, "")  # a lock for several Pythons may pin a package twice
        if name and line.strip() and not line.startswith("#"):
            blocks[name] += line
    if not blocks:
        raise InputError(f"{lock}: pins nothing, but should be a lock file of pip (name==version)")
    return blocks


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
