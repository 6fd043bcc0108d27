"""Moodle: an assignment's offline grading worksheet filled in, or a column for the import of the gradebook.

What Moodle does with the file is decided by its own importers (``mod/assign/feedback/offline`` and
``grade/import/csv`` of moodle/moodle):

* A worksheet is read with commas only, needs ``Identifier``, ``Grade`` and ``Last modified (grade)``, and its lines are
  found by the number in ``Participant 123``.  A grade above the maximum is left out without a word.
* Grades are numbers with the decimal mark of the reader's language *or* a point; in a new item of the gradebook only
  the point is one.  Hence always a point.
* The gradebook's import takes an empty cell for "no grade", also where there is one.  So a line without a score is
  left out where a column is added.
* A comment is HTML: a comment of ours is escaped, and its lines are parted by ``<br>``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.errors import InputError
from autograder.exporters.cells import decimal, number, one_line
from autograder.exporters.feedback import OURS, feedback
from autograder.exporters.matching import Filled, Identifier, Match, filled, match
from autograder.exporters.sheet import Row, Sheet, read_sheet
from autograder.manifest import Manifest
from autograder.standing import Standing

_GRADEBOOK_MAXIMUM = 100.0  # what its import refuses to exceed, unless the site allows it
_KINDS = (
    (("Identifier",), "moodle_id", ()),
    (("Email address", "Email"), "email", ()),
    (("ID number", "idnumber"), "", ("id", "moodle_id", "login")),
    (("Username",), "login", ("id",)),
)
_HEADINGS = ("Grade can be changed", "Maximum grade", "Feedback comments")
_NAMES = (("Full name", "First name / Surname", "First name / Last name"), ("First name",), ("Last name", "Surname"))


def fill_moodle(
    export: bytes, path: Path, manifest: Manifest, standings: Sequence[Standing], column: str | None = None
) -> Filled:
    """Fill in ``Grade`` and ``Feedback comments`` of a worksheet; in any other CSV the column of the assignment.

    That is the column ``column``, or ``manifest.title`` (with or without Moodle's ``Assignment: `` and ``(Real)``); it
    is added where there is none.  ``path`` is named where the export cannot be used.
    """
    sheet = read_sheet(export, path)
    rows = [row for row in sheet.body if any(row.value(cell).strip() for cell in range(len(row.cells)))]
    found = match(sheet, rows, _identifiers(sheet), _names(sheet, rows), standings)
    grade = sheet.column(column or "Grade")
    if column is not None and grade is None:
        raise InputError(
            one_line(f"{path}: line 1: should have a column {column!r}, but has {', '.join(sheet.header)}")
        )
    if grade is not None and sheet.column("Identifier") is not None:
        written, notices = _worksheet(sheet, grade, found, manifest.titles)
    else:
        written, notices = _gradebook(
            sheet, grade if grade is not None else _item(sheet, manifest.title), manifest, found
        )
    return filled(sheet, found, standings, written, notices)


def _worksheet(sheet: Sheet, grade: int, found: Match, titles: Mapping[str, str]) -> tuple[list[str], list[str]]:
    if sheet.column("Scale") is not None:
        expected = "is of an assignment graded on a scale, but points need a maximum grade"
        raise InputError(f"{sheet.path}: line 1: {expected}")
    locked, maximum, comment = (sheet.column(heading) for heading in _HEADINGS)
    written, notices = [], _delimiter(sheet)
    for row, standing in found.pairs:
        if standing.score is None:
            continue
        if row.value(locked).strip().casefold() == "no":
            notices.append(f"{found.who(row)} has a grade that is locked in Moodle, and keeps it")
            continue
        out_of = decimal(row.value(maximum)) or standing.max_score
        score = standing.score * out_of / standing.max_score if standing.max_score > 0 else standing.score
        row.write(grade, number(score), sheet.delimiter)
        written.append(standing.student.id)
        notices += _beyond(found.who(row), score, out_of, standing)
        notices += _comment(sheet, row, comment, feedback(standing, titles), found)
    return written, notices


def _beyond(who: str, score: float, out_of: float, standing: Standing) -> Iterator[str]:
    if abs(out_of - standing.max_score) > 1e-9:
        yield f"the maximum grade is {out_of:g}: scores out of {standing.max_score:g} are scaled to it"
    if score > out_of:
        yield f"{who} has {number(score)} of {out_of:g}: Moodle leaves out a grade above the maximum"


def _comment(sheet: Sheet, row: Row, column: int | None, said: Sequence[str], found: Match) -> Iterator[str]:
    """Write what was lost, unless there is a comment already that is a person's."""
    if column is None:
        return
    before = re.sub(r"^(\s|<[^>]*>)*", "", row.value(column))
    if before and not before.startswith(OURS):
        yield f"{found.who(row)} has a comment already, which stays"
    else:
        row.write(column, "<br>".join(html.escape(line) for line in said), sheet.delimiter)


def _gradebook(sheet: Sheet, grade: int | None, manifest: Manifest, found: Match) -> tuple[list[str], list[str]]:
    scored = [(row, standing) for row, standing in found.pairs if standing.score is not None]
    notices = []
    if grade is None:
        grade = len(sheet.header)
        sheet.rows[0].write(grade, manifest.title, sheet.delimiter)
        kept = {id(row) for row, _ in scored}
        sheet.rows = [sheet.rows[0], *(row for row in sheet.body if id(row) in kept)]
        notices.append("lines without a score are left out, since Moodle takes an empty cell for no grade")
    for row, standing in scored:
        row.write(grade, number(standing.score), sheet.delimiter)
        if (standing.score or 0.0) > _GRADEBOOK_MAXIMUM:
            notices.append(f"{found.who(row)} has more than 100 points, for which Moodle refuses the whole import")
    return [standing.student.id for _, standing in scored], notices


def _item(sheet: Sheet, title: str) -> int | None:
    """The column of the assignment in an export of the gradebook."""
    pattern = re.compile(rf"(Assignment:\s*)?{re.escape(title.strip())}(\s*\(Real\))?", re.IGNORECASE)
    fitting = [number for number, heading in enumerate(sheet.header) if pattern.fullmatch(heading)]
    return sheet.only(fitting, title) if fitting else None


def _identifiers(sheet: Sheet) -> list[Identifier]:
    columns = [(sheet.column(*headings), own, also) for headings, own, also in _KINDS]
    found = [Identifier(column, own, also) for column, own, also in columns if column is not None]
    if not found:
        expected = "Identifier, Email address, ID number or Username"
        raise InputError(one_line(f"{sheet.path}: line 1: should have {expected}, but has {', '.join(sheet.header)}"))
    return found


def _names(sheet: Sheet, rows: Sequence[Row]) -> list[str]:
    full, first, last = (sheet.column(*headings) for headings in _NAMES)
    return [row.value(full) or f"{row.value(first)} {row.value(last)}" for row in rows]


def _delimiter(sheet: Sheet) -> list[str]:
    if sheet.delimiter == ",":
        return []
    return [f"the file is separated by {sheet.delimiter!r}, but Moodle reads a grading worksheet with commas only"]
