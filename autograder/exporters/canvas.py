"""Canvas: its exported gradebook, with one assignment's column filled in, to be imported again.

What Canvas does with the file is decided by its own importer (``lib/gradebook_importer.rb`` of instructure/canvas-lms):

* The first columns have to be ``Student, ID, ... Section``, then come assignments as ``title (id)``.
* *Every* other column that it can write is compared with the gradebook, and a difference is a change, also an empty
  cell: the export is a copy of what was there when it was made, so uploading all of it takes back what was entered
  since.  Hence only the columns that identify students and the assignment's own are kept.  (Columns marked
  ``(read only)`` would be ignored in any case.)
* ``Points Possible`` of an assignment is written, too, so its row stays as it is and the score is scaled to it.
* ``EX`` is an excused student, ``N/A`` one who is not assigned: both stay.
* The last point or comma of a number is its decimal mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import InputError
from autograder.exporters.cells import decimal, number, one_line
from autograder.exporters.matching import Filled, Identifier, Match, filled, match, same
from autograder.exporters.sheet import Row, Sheet, read_sheet
from autograder.manifest import Manifest
from autograder.standing import Standing

_TITLE = re.compile(r"(.*?)\s*\((\d+)\)")
_NO_STUDENT = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
_KEPT = {"EX": "excused", "N/A": "not assigned this"}


def fill_canvas(
    export: bytes, path: Path, manifest: Manifest, standings: Sequence[Standing], column: str | None = None
) -> Filled:
    """Fill in the column of the assignment (``manifest.title``, or ``column``: a title, an id, or a whole heading).

    Only scores that are there are written; every other cell stays.  ``path`` is named where the export cannot be used.
    """
    sheet = read_sheet(export, path)
    section = _section(sheet)
    target = _assignment(sheet, section, column or manifest.title)
    out_of = _points_possible(sheet, target)
    students = [row for row in sheet.body if _is_student(row)]
    found = match(sheet, students, _identifiers(sheet), [_name(sheet, row) for row in students], standings)
    written, notices = _write(sheet, target, out_of, found)
    sheet.keep([*range(section + 1), target])
    return filled(sheet, found, standings, written, [*_scaling(sheet.header[section + 1], out_of, manifest), *notices])


def _write(sheet: Sheet, target: int, out_of: float | None, found: Match) -> tuple[list[str], list[str]]:
    mark = "," if sheet.delimiter == ";" else "."
    written, notices = [], []
    for row, standing in found.pairs:
        before = row.value(target).strip().upper()
        if standing.score is None:
            continue
        if before in _KEPT:
            notices.append(f"{found.who(row)} is {_KEPT[before]} in Canvas ({before}), and stays so")
            continue
        row.write(target, number(_scaled(standing, out_of), mark), sheet.delimiter)
        written.append(standing.student.id)
    return written, notices


def _section(sheet: Sheet) -> int:
    header = sheet.header
    begins = header[:2] == ["Student", "ID"] or header[:3] == ["LastName", "FirstName", "ID"]
    if not begins or "Section" not in header:
        expected = "Student, ID, SIS Login ID, Section, as in a gradebook exported from Canvas"
        raise InputError(one_line(f"{sheet.path}: line 1: begins {', '.join(header[:4])}, but should have {expected}"))
    return header.index("Section")


def _assignment(sheet: Sheet, section: int, wanted: str) -> int:
    headings = list(enumerate(sheet.header))[section + 1 :]
    fitting = [column for column, heading in headings if heading == wanted.strip()]
    fitting = fitting or [column for column, heading in headings if same(wanted) in _names(heading)]
    if not fitting:
        there = ", ".join(repr(heading) for _, heading in headings if _TITLE.fullmatch(heading)) or "no assignment"
        raise InputError(one_line(f"{sheet.path}: line 1: should have a column {wanted!r}, but has {there}"))
    return sheet.only(fitting, wanted)


def _names(heading: str) -> set[str]:
    """What a column may be called: its heading, and title and id apart."""
    found = _TITLE.fullmatch(heading)
    return {same(heading), *(same(part) for part in found.groups())} if found else {same(heading)}


def _is_student(row: Row) -> bool:
    if "Points Possible" in row.value(0):
        return False
    return any(not _NO_STUDENT.fullmatch(row.value(column)) for column in range(len(row.cells)))


def _points_possible(sheet: Sheet, target: int) -> float | None:
    for row in sheet.body:
        if "Points Possible" in row.value(0):
            if re.search(r"read\s+only", row.value(target)):
                raise InputError(
                    one_line(
                        f"{sheet.path}: line {row.line}: {sheet.header[target]!r} is read only in Canvas,"
                        " but should be an assignment"
                    )
                )
            return decimal(row.value(target)) or None
    return None


def _identifiers(sheet: Sheet) -> list[Identifier]:
    kinds = (("ID", "canvas_id", ()), ("SIS User ID", "", ("id",)), ("SIS Login ID", "login", ("id", "email")))
    columns = [(sheet.column(heading), own, also) for heading, own, also in kinds]
    return [Identifier(column, own, also) for column, own, also in columns if column is not None]


def _scaled(standing: Standing, out_of: float | None) -> float:
    score = standing.score or 0.0
    return score if out_of is None or standing.max_score <= 0 else score * out_of / standing.max_score


def _scaling(heading: str, out_of: float | None, manifest: Manifest) -> list[str]:
    if out_of is None:
        return [one_line(f"{heading} has no points possible in Canvas: the scores are written as they are")]
    if abs(out_of - manifest.points) <= 1e-9:
        return []
    return [one_line(f"{heading} is out of {out_of:g} in Canvas: scores out of {manifest.points:g} are scaled to it")]


def _name(sheet: Sheet, row: Row) -> str:
    return f"{row.value(1)} {row.value(0)}" if sheet.header[1] == "FirstName" else row.value(0)
