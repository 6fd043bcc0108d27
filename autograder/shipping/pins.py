"""The part of the lock file that a machine needs which only grades; or, without a lock, what is installed here.

The lock file holds everything for everybody (tests, authoring, Dask), with hashes and for every Python that is
supported.  What depends on what is known from the packages that are installed here; their environment markers are not
asked, since the machine's Python may be another: the lock's own markers decide there.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from autograder.errors import InputError

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"
WORKPLACES = frozenset({"jupyterlab", "notebook", "otter-grader"})
"""What students work in, and no notebook needs to be run: the grader has a stand-in for Otter."""

IN_PLACE = frozenset({"editables"})
"""What an installation in place needs, and a wheel does not."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRAS = re.compile(r"\[([^\]]*)\]")
_OF_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
_ENTRY = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==(\S+).*(?:\n[ \t]+.*)*", re.MULTILINE)


def pinned(requirements: Iterable[str], lock: Path = LOCK) -> str:
    """A requirements file for this package and ``requirements``, at the lock's versions, with hashes.

    Raises :class:`InputError` where there is no lock file, or something that is needed is not in it, or only at a
    version that the requirement excludes.
    """
    try:
        text = lock.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{lock}: is not there; run this from a clone of the autograder, installed in place") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{lock}: cannot be read ({error}), but should be a lock file of pip") from None
    entries: dict[str, list[str]] = {}
    versions: dict[str, list[str]] = {}
    for found in _ENTRY.finditer(text):
        entries.setdefault(_normal(found[1]), []).append(found[0])
        versions.setdefault(_normal(found[1]), []).append(found[2])
    wanted = _wanted(requirements)
    for requirement in wanted:
        _require(requirement, versions.get(_normal(requirement.name), []), str(lock), "does not hold")
    needed = _closure(map(str, wanted))
    if missing := sorted(name for name in needed - set(entries) if _version_of(name)):
        raise InputError(f"{lock}: has no {', '.join(missing)}, but should lock what grading needs")
    return "".join(f"{entry}\n" for name in sorted(needed & set(entries)) for entry in entries[name])


def installed(requirements: Iterable[str]) -> str:
    """A requirements file for this package and ``requirements``, at the versions that are installed here.

    Raises :class:`InputError` where one is not installed, or at a version that it excludes.
    """
    wanted = _wanted(requirements)
    for requirement in wanted:
        found = _version_of(_normal(requirement.name))
        _require(requirement, [found] if found else [], "this environment", "lacks")
    versions = {name: _version_of(name) for name in sorted(_closure(map(str, wanted)))}
    return "".join(f"{name}=={version}\n" for name, version in versions.items() if version)


def _wanted(requirements: Iterable[str]) -> list[Requirement]:
    """Those that grading needs; comments and pip's own options are none."""
    lines = [line.partition(" #")[0].strip() for line in requirements]
    try:
        found = [Requirement(line) for line in lines if _name_of(line) and _name_of(line) not in WORKPLACES]
    except InvalidRequirement as error:
        what = str(error).partition("\n")[0]
        raise InputError(f"the assignment's requirements: {what}, but should be as in 'numpy>=2.1,<3'") from None
    return [requirement for requirement in found if requirement.marker is None or requirement.marker.evaluate()]


def _require(requirement: Requirement, versions: list[str], where: str, lacks: str) -> None:
    if not versions:
        raise InputError(f"{where}: {lacks} {str(requirement)!r}, which the assignment requires")
    for version in versions:
        if not requirement.specifier.contains(version, prereleases=True):
            raise InputError(
                f"{where}: has {requirement.name} {version}, but the assignment requires {str(requirement)!r}"
            )


def _closure(requirements: Iterable[str]) -> set[str]:
    """The names of all that this package and these need, with what they need in turn; not this package itself."""
    seen: set[tuple[str, str]] = set()
    waiting = [(_name_of(line), extra) for line in ("autograder", *requirements) for extra in _extras_of(line)]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen or name in WORKPLACES or name in IN_PLACE:
            continue
        seen.add((name, extra))
        for line in _needs(name):
            condition = _OF_EXTRA.search(line)
            if (condition[1] if condition else "") == extra:
                waiting += [(_name_of(line), inner) for inner in _extras_of(line)]
    return {name for name, _ in seen} - {"autograder"}


def _needs(name: str) -> list[str]:
    try:
        return importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:  # for another platform or Python: the lock's line is enough
        return []


def _version_of(name: str) -> str:
    """Empty where it is not installed here."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _extras_of(line: str) -> list[str]:
    found = _EXTRAS.search(line.partition(";")[0])
    return ["", *(part.strip() for part in found[1].split(","))] if found else [""]


def _name_of(line: str) -> str:
    found = _NAME.match(line.strip())
    return _normal(found[0]) if found else ""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
