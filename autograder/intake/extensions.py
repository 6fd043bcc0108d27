"""Who may hand in later: a table that a TA keeps."""

from __future__ import annotations

import datetime
import math
from pathlib import Path

from autograder.errors import InputError
from autograder.intake.arrival import Hints
from autograder.intake.roster import Roster
from autograder.intake.tables import read_table
from autograder.manifest import LatePolicy

MAX_DAYS = 3_650


def read_extensions(path: Path, roster: Roster | None, policy: LatePolicy | None) -> dict[str, datetime.datetime]:
    """The later due date of each student, by id and in UTC.

    A CSV file with the columns ``id`` and ``due`` (``2026-06-03T23:59+02:00``) or ``days`` (added to the assignment's
    due date).  :class:`InputError` with the line for somebody who is not on the roster or stands there twice, a time
    without an offset, a number that is none.
    """
    table = read_table(path)
    if "id" not in table.columns or not {"due", "days"} & set(table.columns):
        raise InputError(f"{table.where}: should have the columns `id` and `due` (or `days`)")
    extended: dict[str, datetime.datetime] = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        where = f"{table.where}: line {line}"
        person = _id(where, row["id"], roster)
        if person in extended:
            raise InputError(f"{where} is a second one for {person!r}, but each student should have one")
        extended[person] = _due(where, row.get("due", ""), row.get("days", ""), policy)
    return extended


def _id(where: str, text: str, roster: Roster | None) -> str:
    if not text:
        raise InputError(f"{where} has no id, but should name a student")
    if roster is None:
        return text
    person = roster.find(Hints(id=text, login=text, email=text if "@" in text else ""))
    if person is None:
        raise InputError(f"{where} is for {text!r}, but should be for somebody on the roster")
    return person.id


def _due(where: str, due: str, days: str, policy: LatePolicy | None) -> datetime.datetime:
    if bool(due) == bool(days):
        raise InputError(f"{where} should have either `due` or `days`, and has {'both' if due else 'neither'}")
    if due:
        return _time(where, due)
    if policy is None:
        raise InputError(f"{where} has {days!r} days, but the assignment has no due date; give `due` instead")
    try:
        number = float(days)
    except ValueError:
        number = math.nan
    if not 0 <= number <= MAX_DAYS:
        raise InputError(f"{where} has {days!r} days, but should have a number from 0 to {MAX_DAYS}")
    try:
        return policy.due.astimezone(datetime.UTC) + datetime.timedelta(days=number)
    except OverflowError:
        raise InputError(f"{where} has {days!r} days, which is after the year 9999") from None


def _time(where: str, text: str) -> datetime.datetime:
    try:
        time = datetime.datetime.fromisoformat(text)
        if time.tzinfo is None:
            raise InputError(f"{where} is due {text!r} with no time zone, but should be like 2026-06-03T23:59+02:00")
        return time.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise InputError(f"{where} is due {text!r}, but should be like 2026-06-03T23:59+02:00") from None
