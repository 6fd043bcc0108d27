"""Arrivals and roster put together: who handed in what, in which order, who did not, and who is a stranger."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from autograder.intake.arrival import Arrival, Hints
from autograder.intake.names import clean, clean_id, copies_last, digest, natural
from autograder.intake.roster import Match, Roster
from autograder.standing import Person

_NEVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)

_Owner = tuple[str, str]


class Sorted(msgspec.Struct, frozen=True, kw_only=True):
    """Every arrival with its owner, an owner's in the order in which they came: the last one counts.

    ``owned`` has the roster's order, then strangers.  ``unknown`` are owners who are not on the roster, ``missing``
    those on it who handed in nothing, ``several`` those with more than one submission.
    """

    owned: list[tuple[Person, Arrival]]
    unknown: tuple[Person, ...] = ()
    missing: tuple[Person, ...] = ()
    several: tuple[Person, ...] = ()


def sort_arrivals(arrivals: Iterable[Arrival], roster: Roster | None) -> Sorted:
    """Give each arrival to a person of the roster, or to one that is made of what is known of its owner.

    Without a roster every owner is such a person, and ``listed``.  What has no time counts as the earliest; at the same
    time the order is that of the sources, numbers as numbers.
    """
    owners: dict[_Owner, list[Arrival]] = defaultdict(list)
    for one in arrivals:
        owners[one.hints.owner].append(one)
    listed = _listed(owners, roster) if roster else {}
    people = {owner: listed[owner] for owner in owners if owner in listed}
    people |= _made(owners, set(owners) - set(people), roster)
    theirs: dict[str, list[Arrival]] = defaultdict(list)
    for owner, handed_in in owners.items():
        theirs[people[owner].id] += handed_in
    strangers = sorted({p.id: p for p in people.values() if roster is None or not p.listed}.values(), key=_order)
    everybody = [*(roster.people if roster else ()), *strangers]
    return Sorted(
        owned=[(person, one) for person in everybody for one in sorted(theirs.get(person.id, []), key=_came)],
        unknown=tuple(strangers) if roster else (),
        missing=tuple(person for person in everybody if person.id not in theirs),
        several=tuple(person for person in everybody if len(theirs.get(person.id, [])) > 1),
    )


def _order(person: Person) -> tuple[tuple[int, str], ...]:
    return natural(person.id)


def _came(one: Arrival) -> tuple[datetime.datetime, tuple[tuple[tuple[int, str], ...], int]]:
    return one.submitted_at or _NEVER, copies_last(one.source)


def _listed(owners: dict[_Owner, list[Arrival]], roster: Roster) -> dict[_Owner, Person]:
    """The owners that are on the roster.

    A resemblance gives way to what is firm, and two owners who resemble the same person are neither: else somebody's
    work would silently replace another's.
    """
    claims: dict[str, dict[_Owner, Match]] = defaultdict(dict)
    for owner, handed_in in owners.items():
        match = _agreed(roster, {one.hints for one in handed_in})
        if match is not None:
            claims[match.person.id][owner] = match
    found: dict[_Owner, Person] = {}
    for claim in claims.values():
        firm = {owner: match.person for owner, match in claim.items() if match.firm}
        if firm or len(claim) == 1:
            found |= firm or {owner: match.person for owner, match in claim.items()}
    return found


def _agreed(roster: Roster, hints: set[Hints]) -> Match | None:
    """Whom all that is said of an owner agrees on."""
    matches = [roster.match(hint) for hint in hints]
    known = [match for match in matches if match is not None]
    if len({match.person.id for match in known}) != 1:
        return None
    return next((match for match in known if match.firm), known[0])


def _made(owners: dict[_Owner, list[Arrival]], strangers: set[_Owner], roster: Roster | None) -> dict[_Owner, Person]:
    """A person for each owner whom nobody knows; no two with the same id, and none with an id of the roster."""
    taken = {person.id for person in roster.people} if roster else set()
    made: dict[_Owner, Person] = {}
    for owner in sorted(strangers):
        id = clean_id(owner[1]) or "unknown"
        while id in taken:
            id = f"{id}~{digest(f'{owner[0]} {owner[1]} {id}')}"
        taken.add(id)
        made[owner] = _stranger(id, owners[owner][0].hints, listed=roster is None)
    return made


def _stranger(id: str, hints: Hints, *, listed: bool) -> Person:
    known = {
        field: clean(getattr(hints, field))
        for field in ("name", "email", "login", "canvas_id", "moodle_id")
        if getattr(hints, field) != hints.id or field == "email"
    }
    return Person(id=id, listed=listed, **known)
