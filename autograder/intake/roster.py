"""The roster: who is in the class, and which of them a file belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from autograder.errors import InputError
from autograder.intake.arrival import Hints
from autograder.intake.moodle import participant
from autograder.intake.names import folded, orders, share_a_word, squeezed
from autograder.intake.tables import Table, read_table
from autograder.standing import Person

IDS = "id, student id, sid, student number, id number, sis user id, sis id, username, user name, sis login id, login"
NAMES = "name, full name, student, student name, display name"
FIRST_NAMES = "first name, given name, first"
LAST_NAMES = "last name, surname, family name, last"
EMAILS = "email, email address, e mail, mail"
SECTIONS = "section, sections"
LOGINS = "github username, github login, github, login, username, user name, sis login id"
CANVAS_IDS = "canvas id, canvas user id"
MOODLE_IDS = "moodle id, participant id, participant, identifier"
_POINTS = "Points Possible"


class Match(msgspec.Struct, frozen=True):
    """Whose a file is; ``firm`` if that needs no resemblance: an id, address or login as it stands on the roster."""

    person: Person
    firm: bool


class Roster:
    """The people of a class, found by what a source knows of them."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = tuple(people)
        self._index: dict[tuple[str, str], list[Person]] = defaultdict(list)
        for person in self.people:
            for field in ("id", "email", "login", "canvas_id", "moodle_id"):
                if value := getattr(person, field):
                    self._index[field, folded(value)].append(person)
            for name in orders(person.name):
                self._index["name", name].append(person)

    def find(self, hints: Hints) -> Person | None:
        """Whose it is: by Canvas's or Moodle's number, id, address or login, else by a name that only one has.

        Never a guess: ``None`` where two people could be meant, or where what is known contradicts.
        """
        match = self.match(hints)
        return match.person if match else None

    def match(self, hints: Hints) -> Match | None:
        """As :meth:`find`, with how sure it is."""
        for field in ("canvas_id", "moodle_id", "id", "email", "login"):
            value = getattr(hints, field)
            if value and (people := self._those(field, value, hints)):
                exact = [person for person in people if getattr(person, field) == value]
                if len(exact) == 1:
                    return Match(exact[0], firm=True)
                return Match(people[0], firm=field == "email") if len(people) == 1 else None
        return self._by_login_at_the_end(hints) or self._by_name(hints)

    def _those(self, field: str, value: str, hints: Hints) -> list[Person]:
        people = [person for person in self._index.get((field, folded(value)), []) if not _differ(person, hints)]
        if field == "moodle_id":  # a team's folder has the number of a group, which may be some participant's too
            people = [p for p in people if not (p.name and hints.name) or share_a_word(p.name, hints.name)]
        return people

    def _by_login_at_the_end(self, hints: Hints) -> Match | None:
        """``assignment-login``, as GitHub Classroom names repositories; the longest end, since a login has dashes."""
        rest = hints.login
        while "-" in rest:
            rest = rest.partition("-")[2]
            people = [*self._those("login", rest, hints), *self._those("id", rest, hints)] if rest else []
            if people:
                return Match(people[0], firm=False) if len({person.id for person in people}) == 1 else None
        return None

    def _by_name(self, hints: Hints) -> Match | None:
        people = self._index.get(("name", squeezed(hints.name)), []) if hints.name else []
        if len(people) != 1 or _differ(people[0], hints) or _differ_in_text(people[0], hints):
            return None
        return Match(people[0], firm=False)


def _differ(person: Person, hints: Hints) -> bool:
    """Whether a course site's number says that it is somebody else."""
    return any(
        known and said and known != said
        for known, said in ((person.canvas_id, hints.canvas_id), (person.moodle_id, hints.moodle_id))
    )


def _differ_in_text(person: Person, hints: Hints) -> bool:
    """Whether an id or address says that it is a namesake; an id that is the name itself says nothing."""
    other_id = hints.id not in ("", hints.name) and folded(hints.id) != folded(person.id)
    other_email = person.email and hints.email and folded(hints.email) != folded(person.email)
    return bool(other_id or other_email)


def read_roster(path: Path) -> Roster:
    """The roster in a CSV file: an ``id``, and any of name, email, section, login, ``canvas_id``, ``moodle_id``.

    Canvas's gradebook export and Moodle's grading worksheet are rosters as they are.  :class:`InputError` where it
    cannot be read, has no such column, nobody in it, somebody without an id, or two people with the same.
    """
    table = read_table(path)
    canvas = _is_canvas(table)
    rows = [(line, row) for line, row in zip(table.lines, table.rows, strict=True) if not canvas or _is_student(row)]
    if not rows:
        raise InputError(f"{table.where}: names nobody, but should have a line for each student")
    column = _id_column(table, [row for _, row in rows], canvas)
    people: dict[str, Person] = {}
    lines: dict[str, int] = {}
    for line, row in rows:
        person = _person(row, column, canvas)
        if not person.id:
            raise InputError(f"{table.where}: line {line} has nothing in the column {column!r}, but should have an id")
        if person.id in people:
            raise InputError(f"{table.where}: lines {lines[person.id]} and {line} have the same id {person.id!r}")
        people[person.id], lines[person.id] = person, line
    return Roster(people.values())


def _is_canvas(table: Table) -> bool:
    """Whether it is a gradebook export: ``Student``, ``ID``, ``Section`` and the line of points possible."""
    there = {"student", "id", "section"} <= set(table.columns)
    return there and any(row["student"] == _POINTS for row in table.rows)


def _is_student(row: dict[str, str]) -> bool:
    """Not the line of points possible, one about posting, or the student that Canvas made up for tests."""
    return row["student"] not in ("", _POINTS, "Student, Test") and bool(row["id"])


def _id_column(table: Table, rows: list[dict[str, str]], canvas: bool) -> str:
    """The best column of ids that has one for everybody: a site exports what the school gave it."""
    names = [name for name in _split(IDS) if not (canvas and name == "id")]
    there = [name for name in [*names, *(["id"] if canvas else []), "identifier"] if name in table.columns]
    if not there:
        raise InputError(f"{table.where}: has the columns {', '.join(table.columns)[:200]}, but should have one `id`")
    return next((name for name in there if all(row[name] for row in rows)), there[0])


def _person(row: dict[str, str], column: str, canvas: bool) -> Person:
    first, last = _first_of(row, FIRST_NAMES), _first_of(row, LAST_NAMES)
    moodle_id = _first_of(row, MOODLE_IDS)
    moodle_id = participant(moodle_id) or moodle_id
    return Person(
        id=moodle_id if column == "identifier" else row[column],
        name=_first_of(row, NAMES) or f"{first} {last}".strip(),
        email=_first_of(row, EMAILS),
        section=_first_of(row, SECTIONS),
        login=_first_of(row, LOGINS),
        canvas_id=row["id"] if canvas else _first_of(row, CANVAS_IDS),
        moodle_id=moodle_id,
    )


def _first_of(row: dict[str, str], names: str) -> str:
    return next((row[name] for name in _split(names) if row.get(name)), "")


def _split(names: str) -> Iterator[str]:
    return iter(names.split(", "))
