"""Whose line is whose: the students of a course site's file, and those whose standing we know.

A grade in the wrong line is the worst that an exporter can do, so a line is left alone unless its identifiers say one
thing: two identifiers that lead to two students decide nothing, a name counts only where it is there once on both
sides, and not against an identifier that says otherwise.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from autograder.errors import InputError
from autograder.exporters.cells import one_line
from autograder.exporters.sheet import Row, Sheet
from autograder.records import Record
from autograder.standing import Person, Standing


class Filled(Record, frozen=True, kw_only=True):
    """A filled-in file, and what became of everybody.

    ``written`` are the ids of the students whose score is in it now; ``unmatched`` the lines of the file that are
    nobody's whom we know; ``not_in_file`` the ids of students without a line in it; ``notices`` one sentence each
    about what a person should know before it is uploaded.
    """

    content: bytes
    written: tuple[str, ...]
    unmatched: tuple[str, ...]
    not_in_file: tuple[str, ...]
    notices: tuple[str, ...] = ()


class Identifier(NamedTuple):
    """A column that says who a line is: ``own`` is the roster's field that is the same thing, ``also`` others that fit.

    ``own`` speaks against a line where both have it and differ; ``also`` never does.
    """

    column: int
    own: str = ""
    also: tuple[str, ...] = ()

    def values(self, person: Person) -> set[str]:
        """What the column may say for this student."""
        fields = (self.own, *self.also) if self.own else self.also
        return {same(getattr(person, field)) for field in fields} - {""}

    def contradicts(self, row: Row, person: Person) -> bool:
        """Whether the line and the student have different identifiers of this kind."""
        known = same(getattr(person, self.own)) if self.own else ""
        return bool(known) and row.value(self.column).strip() != "" and known != same(row.value(self.column))


class Match(NamedTuple):
    """The lines that are somebody's, with whom; those that are nobody's; what each line calls its student."""

    pairs: list[tuple[Row, Standing]]
    unmatched: list[Row]
    names: dict[int, str]

    def who(self, row: Row) -> str:
        """A line for people: its number and its student's name, or what it begins with."""
        return one_line(f"line {row.line} ({self.names[row.line].strip() or row.value(0)})")


def same(text: str) -> str:
    """What of an identifier counts: no capitals, no white space around it, no "Participant " before Moodle's number."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return folded.removeprefix("participant ")


def name_key(text: str) -> str:
    """A name in the order in which it is said.

    >>> name_key("Example,  Ann Maria"), name_key("ann maria EXAMPLE")
    ('ann maria example', 'ann maria example')
    """
    last, comma, first = same(text).partition(",")
    return f"{first.strip()} {last.strip()}" if comma else last


def match(
    sheet: Sheet,
    rows: Sequence[Row],
    identifiers: Sequence[Identifier],
    names: Sequence[str],
    people: Sequence[Standing],
) -> Match:
    """Find the student of each line; ``names`` are the lines' names.  :class:`InputError` for a student found twice."""
    known = [_unique(identifier, people) for identifier in identifiers]
    by_name = _once([(name_key(person.student.name), person) for person in people])
    occurrences = Counter(name_key(name) for name in names)
    found: dict[str, tuple[Row, Standing]] = {}
    unmatched = []
    for row, name in zip(rows, names, strict=True):
        hits = [table.get(same(row.value(key.column))) for key, table in zip(identifiers, known, strict=True)]
        ids = {hit.student.id: hit for hit in hits if hit is not None}
        if not ids and occurrences[name_key(name)] == 1:
            ids = _by_name(row, by_name.get(name_key(name)), identifiers)
        if len(ids) != 1:
            unmatched.append(row)
            continue
        (student, person), *_ = ids.items()
        if student in found:
            lines = f"lines {found[student][0].line} and {row.line}"
            raise InputError(f"{sheet.path}: {lines}: are both {student!r}, but each student should have one line")
        found[student] = (row, person)
    return Match(list(found.values()), unmatched, {row.line: name for row, name in zip(rows, names, strict=True)})


def filled(
    sheet: Sheet, found: Match, standings: Sequence[Standing], written: Sequence[str], notices: Sequence[str]
) -> Filled:
    """The file as it is now, and who is in it; the same notice is told once."""
    there = {standing.student.id for _, standing in found.pairs}
    return Filled(
        content=sheet.encoded(),
        written=tuple(written),
        unmatched=tuple(found.who(row) for row in found.unmatched),
        not_in_file=tuple(person.student.id for person in standings if person.student.id not in there),
        notices=tuple(dict.fromkeys(notices)),
    )


def _by_name(row: Row, person: Standing | None, identifiers: Sequence[Identifier]) -> dict[str, Standing]:
    if person is None or any(identifier.contradicts(row, person.student) for identifier in identifiers):
        return {}
    return {person.student.id: person}


def _unique(identifier: Identifier, people: Sequence[Standing]) -> dict[str, Standing]:
    return _once([(value, person) for person in people for value in identifier.values(person.student)])


def _once(pairs: Sequence[tuple[str, Standing]]) -> dict[str, Standing]:
    """Without what leads to two students, and without nothing."""
    counts = Counter(key for key, _ in pairs)
    return {key: person for key, person in pairs if key and counts[key] == 1}
