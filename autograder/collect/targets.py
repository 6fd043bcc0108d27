"""Whose repository is whose, without a guess, and what the folder of each is called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from autograder.collect.sources import Repository
from autograder.intake.find import NBGRADERS, WRAPPERS
from autograder.intake.folders import hints_of
from autograder.intake.names import folded
from autograder.intake.roster import Roster
from autograder.standing import Person

_FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,99}")


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A student with their repository; ``folder`` is how their checkout is called, so that ``batch`` knows it."""

    person: Person
    repository: Repository
    folder: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to collect from; who has no repository, which are nobody's, and what is unclear, a sentence each."""

    targets: tuple[Target, ...]
    missing: tuple[Person, ...]
    strangers: tuple[Repository, ...]
    unclear: tuple[str, ...]


def plan(repositories: Iterable[Repository], roster: Roster) -> Plan:
    """Give each repository to its student by id, login or address; two that resemble the same student are neither's."""
    claims: dict[str, list[tuple[Repository, bool]]] = defaultdict(list)
    strangers = []
    for repository in repositories:
        match = roster.match(hints_of(repository.owner or repository.name))
        if match is None:
            strangers.append(repository)
        else:
            claims[match.person.id].append((repository, match.firm))
    targets, missing, unclear = [], [], []
    for person in roster.people:
        theirs = claims.get(person.id, [])
        firm = [one for one, sure in theirs if sure] or [one for one, _ in theirs]
        folder = _folder(person)
        if len(firm) > 1:
            unclear.append(f"{person.id}: has {len(firm)} repositories ({', '.join(one.name for one in firm)})")
        elif firm and folder is None:
            unclear.append(f"{person.id}: has neither an id nor a login that can be the name of a folder")
        elif firm and folder is not None:
            targets.append(Target(person=person, repository=firm[0], folder=folder))
        else:
            missing.append(person)
    return Plan(targets=tuple(targets), missing=tuple(missing), strangers=tuple(strangers), unclear=tuple(unclear))


def _folder(person: Person) -> str | None:
    """The id, else the login, else the address: whichever can be a folder's name that means nothing else."""
    names = (person.id, person.login, person.email)
    usable = (name for name in names if _FOLDER.fullmatch(name) and folded(name) not in WRAPPERS | NBGRADERS)
    return next(usable, None)
