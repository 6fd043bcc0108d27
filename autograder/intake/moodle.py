"""Moodle: *Download all submissions* of an assignment, and the grading worksheet that may lie beside them.

A student's files lie in ``<full name>_<participant id>_assignsubmission_file/`` (older versions end it with an
underscore), or, without *Download submissions in folders*, are called that and ``_<file name>``; text typed into Moodle
is ``_assignsubmission_onlinetext``.  Where marking is blind the name is *Participant*; a team's folder has the group's
name and number instead.  Source: ``mod/assign/classes/downloader.php`` and ``locallib.php`` of `Moodle
<https://github.com/moodle/moodle>`_.

The worksheet (*Download grading worksheet*: ``Identifier``, ``Full name``, ``Email address``, ``Last modified
(submission)``) adds addresses, and times by the site's clock: ``Sunday, 1 June 2026, 11:59 PM``, with no time zone.
They are used only if the caller names the zone.  Source: ``mod/assign/feedback/offline/importgradeslib.php``.
A table that bears a student's prefix is that student's upload and is never taken for the worksheet: it could give
others' notebooks to its owner.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import defaultdict

import msgspec

from autograder.errors import InputError
from autograder.intake.arrival import Arrival, Hints, arrival, chosen
from autograder.intake.folders import plain_arrivals
from autograder.intake.names import clean
from autograder.intake.tables import Table, parse_table
from autograder.intake.tree import File, Folder, Listing

_KIND = r"_assignsubmission_(?:file|onlinetext)"
_FOLDER = re.compile(rf"(?P<name>.+?)(?:_(?P<id>[0-9]+))?{_KIND}_?", re.DOTALL)
_FLAT = re.compile(rf"(?P<name>.+?)(?:_(?P<id>[0-9]+))?{_KIND}_.+", re.DOTALL)
_MONTHS = "january february march april may june july august september october november december".split()
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?: ?(?P<half>am|pm))?"
_DAY_FIRST = re.compile(rf"(?:[^\W\d]+,? )?(?P<day>\d{{1,2}}) (?P<month>[a-z]+),? (?P<year>\d{{4}}),? {_CLOCK}")
_MONTH_FIRST = re.compile(rf"(?:[^\W\d]+,? )?(?P<month>[a-z]+) (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}),? {_CLOCK}")


def moodle_arrivals(folder: Folder, zone: datetime.tzinfo | None) -> list[Arrival] | None:
    """The arrivals of a Moodle download; ``None`` if nothing in the folder is named like one."""
    listing = folder.listing
    owned: dict[Hints, list[File]] = defaultdict(list)
    rest = Listing(files=[], folders=[])
    for student in listing.folders:
        if match := _FOLDER.fullmatch(student.name):
            owned[_hints(match)].extend(student.walk())
        else:
            rest.folders.append(student)
    for file in listing.files:
        if match := _FLAT.fullmatch(file.name):
            owned[_hints(match)].append(file)
        elif not file.name.lower().endswith(".csv"):
            rest.files.append(file)
    if not owned:
        return None
    tables = [file for file in listing.files if not _FLAT.fullmatch(file.name)]  # the others students wrote
    known = _worksheet(tables, zone)
    found = [_arrival(file, hints, known) for hints, theirs in owned.items() for file in chosen(theirs)]
    return found + plain_arrivals(Folder(folder.parts, lambda: rest))


def is_students(name: str) -> bool:
    """Whether a folder is called as Moodle calls a student's."""
    return _FOLDER.fullmatch(name) is not None


class _Row(msgspec.Struct, frozen=True):
    email: str
    modified: datetime.datetime | None


def _hints(match: re.Match[str]) -> Hints:
    """Of *Participant* the number alone, and of a team without a number its name alone."""
    name = "" if match["name"].casefold() == "participant" and match["id"] else match["name"]
    return Hints(name=name, moodle_id=match["id"] or "")


def _arrival(file: File, hints: Hints, known: dict[str, _Row]) -> Arrival:
    row = known.get(hints.moodle_id)
    if row is None:
        return arrival(file, hints)
    return arrival(file, msgspec.structs.replace(hints, email=row.email), row.modified)


def _worksheet(files: list[File], zone: datetime.tzinfo | None) -> dict[str, _Row]:
    """What the grading worksheets among the files say of each participant; another table says nothing.

    :class:`InputError` where two of them contradict each other: which one is true nobody could tell.
    """
    known: dict[str, tuple[_Row, str]] = {}
    for file in files:
        if file.regular and file.name.lower().endswith(".csv") and (table := _table(file)):
            for row in table.rows:
                if number := participant(row["identifier"]):
                    modified = parse_time(row.get("last modified (submission)", ""), zone)
                    said = _Row(row.get("email address", ""), modified)
                    before, where = known.setdefault(number, (said, file.name))
                    if before != said:
                        raise InputError(_contradiction(where, file.name, number))
    return {number: row for number, (row, _) in known.items()}


def _contradiction(one: str, other: str, number: str) -> str:
    names = " and ".join(dict.fromkeys((clean(one), clean(other))))
    return f"{names}: say different things of participant {number}, but should be one grading worksheet"


def _table(file: File) -> Table | None:
    try:
        table = parse_table(file.name, file.read())
    except InputError:  # a table of somebody else's
        return None
    return table if {"identifier", "last modified (submission)"} <= set(table.columns) else None


def participant(identifier: str) -> str:
    """The number in a worksheet's ``Participant 123``, whatever the site's language calls a participant."""
    found = re.search(r"([0-9]+)\s*$", identifier)
    return found[1] if found else ""


def parse_time(text: str, zone: datetime.tzinfo | None) -> datetime.datetime | None:
    """A date of a worksheet, in UTC; ``None`` without a zone, or in another language than English.

    Where a clock was put back and the hour came twice, the earlier one: it cannot cost a student anything.

    >>> parse_time("Sunday, 1 June 2026, 11:59 PM", datetime.UTC).isoformat()
    '2026-06-01T23:59:00+00:00'
    """
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    found = _DAY_FIRST.fullmatch(words) or _MONTH_FIRST.fullmatch(words)
    if zone is None or found is None or found["month"] not in _MONTHS:
        return None
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    month = _MONTHS.index(found["month"]) + 1
    try:
        local = datetime.datetime(int(found["year"]), month, int(found["day"]), hour, int(found["minute"]), tzinfo=zone)
        return local.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None
