"""Where repositories are listed: a folder that holds them, a file with their addresses, an organisation."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from autograder.collect.gits import checked_url, protocol
from autograder.collect.rest import Rest
from autograder.errors import InputError
from autograder.intake.names import clean
from autograder.intake.tables import read_table

MAX_LIST_BYTES = 16 * 2**20
_URLS = ("url", "repository", "repository url", "student repository url", "clone url")
_IDS = ("id", "username", "github username", "login", "roster identifier")


class Repository(msgspec.Struct, frozen=True, kw_only=True):
    """One repository: its address, its name, and whose it is where the list says so."""

    url: str
    name: str
    owner: str = ""


def listed(place: Path) -> list[Repository]:
    """The repositories in a folder (``NAME.git`` or work trees), in a CSV with ``id`` and ``url``, or one a line."""
    shown = clean(str(place))
    if place.is_dir():
        found = [
            Repository(url=entry.path, name=_name(entry.path))
            for entry in sorted(os.scandir(place.resolve()), key=lambda entry: entry.name)
            if entry.is_dir(follow_symlinks=False) and _is_repository(Path(entry.path))
        ]
    elif place.suffix.lower() == ".csv":
        found = _table(place)
    else:
        found = _lines(place)
    if not found:
        raise InputError(
            f"{shown}: lists no repository, but should be a folder of them or a file with an address a line"
        )
    return found


def of_organization(rest: Rest, organization: str, prefix: str) -> list[Repository]:
    """The organisation's repositories called ``PREFIX-LOGIN``; Classroom 50's prefix is ``CLASSROOM-ASSIGNMENT``."""
    found = []
    for item in rest.every(f"/orgs/{organization}/repos?per_page=100&type=all"):
        name, url = str(item.get("name", "")), str(item.get("clone_url", ""))
        if name.lower().startswith(f"{prefix.lower()}-") and url:
            found.append(Repository(url=checked_url(organization, url), name=name, owner=name[len(prefix) + 1 :]))
    return sorted(found, key=lambda one: one.name)


def _is_repository(path: Path) -> bool:
    return (path / ".git").is_dir() or ((path / "HEAD").is_file() and (path / "objects").is_dir())


def _table(place: Path) -> list[Repository]:
    table = read_table(place)
    url, owner = (next((name for name in names if name in table.columns), "") for names in (_URLS, _IDS))
    if not url:
        raise InputError(f"{table.where}: should have the columns `id` and `url`")
    found = []
    for line, row in zip(table.lines, table.rows, strict=True):
        if row[url]:
            address = _address(place, f"{table.where}: line {line}", row[url])
            found.append(Repository(url=address, name=_name(address), owner=row.get(owner, "")))
    return found


def _lines(place: Path) -> list[Repository]:
    shown = clean(str(place))
    try:
        with place.open("rb") as file:
            text = file.read(MAX_LIST_BYTES).decode()
    except (OSError, UnicodeDecodeError, ValueError):
        raise InputError(f"{shown}: cannot be read, but should be a folder of repositories or a list of them") from None
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    wanted = [(number, line) for number, line in lines if line and not line.startswith("#")]
    addresses = [_address(place, f"{shown}: line {number}", line) for number, line in wanted]
    return [Repository(url=address, name=_name(address)) for address in addresses]


def _address(place: Path, where: str, text: str) -> str:
    """An address in a list; a path is meant from where the list lies, and git is started elsewhere."""
    url = checked_url(where, text)
    return str(place.resolve().parent / url) if protocol(url) == "file" and "://" not in url else url


def _name(url: str) -> str:
    return url.rstrip("/").replace(":", "/").rpartition("/")[2].removesuffix(".git")
