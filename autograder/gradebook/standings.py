"""From the rows of a gradebook to where each student stands: which submission counts, which grade, which decisions.

A student's submission that counts is the one handed in last, among those that the latest look at the submissions saw
of this student; a file without a time counts by when it was first seen.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import overload

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from autograder.gradebook import tables
from autograder.gradebook.layers import by_question, folded
from autograder.gradebook.store import Gradebook, GradeRow
from autograder.gradebook.tables import to_moment
from autograder.lateness import lateness
from autograder.manifest import LatePolicy
from autograder.records import Grade
from autograder.standing import HandedIn, Override, Person, Standing, stand


class Counting(msgspec.Struct, frozen=True, kw_only=True):
    """The submission of a student that counts, and how many there are."""

    student: str
    sha256: str
    name: str
    source: str
    submitted_at: str
    problem: str
    handed_in: int


def counting(book: Gradebook) -> dict[str, Counting]:
    """The submission that counts, for each student who handed in."""
    latest: dict[str, tuple[tuple[int, str, int], sa.RowMapping]] = {}
    count: dict[str, int] = {}
    for row in book.rows(tables.submissions, tables.submissions.c.id):
        student = row["student"]
        rank = (row["last_scan"], row["submitted_at"] or row["first_seen_at"], row["id"])
        count[student] = count.get(student, 0) + 1
        if student not in latest or rank > latest[student][0]:
            latest[student] = (rank, row)
    fields = ("student", "sha256", "name", "source", "submitted_at", "problem")
    return {
        student: Counting(**{name: row[name] for name in fields}, handed_in=count[student])
        for student, (_, row) in latest.items()
    }


class Standings(Sequence[Standing]):
    """Where each student stands, in the order of their ids; grades are read from the gradebook as they are asked for.

    So a class of any size costs the memory of one grade at a time; what is listed is as it was when this was made.
    ``counting`` is the submission that counts of each student, ``accepted`` what was accepted for each submission.
    """

    def __init__(self, book: Gradebook) -> None:
        self._book = book
        rows = list(book.rows(tables.students, tables.students.c.id))
        rows.sort(key=lambda row: str(row["id"]))  # databases sort by their locale
        self._students = rows
        self._by_id = {str(row["id"]): row for row in rows}
        self.counting = counting(book)
        self.accepted = book.accepted()
        self._late = book.manifest.late
        self._overrides: dict[str, list[sa.RowMapping]] = {}
        for row in book.rows(tables.overrides, tables.overrides.c.id):
            if not row["withdrawn_at"]:
                self._overrides.setdefault(row["student"], []).append(row)
        self._points = sum(question.points for question in book.manifest.questions)

    def __len__(self) -> int:
        return len(self._students)

    @overload
    def __getitem__(self, index: int) -> Standing: ...
    @overload
    def __getitem__(self, index: slice) -> list[Standing]: ...
    def __getitem__(self, index: int | slice) -> Standing | list[Standing]:
        if isinstance(index, slice):
            return [self._standing(row) for row in self._students[index]]
        return self._standing(self._students[index])

    def __iter__(self) -> Iterator[Standing]:
        return map(self._standing, self._students)

    def of(self, student: str) -> Standing | None:
        """Where one student stands; ``None`` for somebody unknown."""
        row = self._by_id.get(student)
        return self._standing(row) if row is not None else None

    def supposing(self, more: Mapping[str, GradeRow], late: LatePolicy | None) -> Standings:
        """How everybody would stand if these grades were accepted, too, and late work cost what ``late`` says."""
        supposed = copy.copy(self)
        added = {sha256: [*self.accepted.get(sha256, []), row] for sha256, row in more.items()}
        supposed.accepted = {**self.accepted, **added}
        supposed._late = late
        return supposed

    def _standing(self, row: sa.RowMapping) -> Standing:
        found = self.counting.get(row["id"])
        given = self.accepted.get(found.sha256, []) if found is not None else []
        handed_in, grade = None, None
        if found is not None:
            problem = found.problem or (given[-1].problem if given else "")
            moment = self._as_due(to_moment(found.submitted_at))
            handed_in = HandedIn(
                name=found.name, source=found.source, sha256=found.sha256, submitted_at=moment, problem=problem
            )
            grade = folded(self._book, given)
            if grade is not None:  # the same bytes may be another student's, under another name
                grade = replace(grade, submission=replace(grade.submission, name=found.name))
        extended = to_moment(row["extended_to"])
        late = lateness(self._late, handed_in.submitted_at if handed_in else None, extended)
        return stand(
            _person(row),
            self._points,
            handed_in,
            grade,
            late,
            self._decisions(row["id"], found),
            found.handed_in if found is not None else 0,
            given[-1].withheld if given and grade is None else "",
            self._ungraded(given, grade),
        )

    def _as_due(self, moment: datetime.datetime | None) -> datetime.datetime | None:
        """The moment in the offset of the due time, where there is one: a student reads both."""
        if moment is None or self._late is None:
            return moment
        try:
            return moment.astimezone(self._late.due.tzinfo)
        except OverflowError:  # a commit may claim the last day of the year 9999
            return moment

    def _ungraded(self, given: Sequence[GradeRow], grade: Grade | None) -> tuple[str, ...]:
        """What a grade of some questions leaves; a whole one leaves nothing, however the manifest grew after it."""
        if grade is None:
            return ()
        there = {question.id for question in grade.questions}
        rows = by_question(self._book, given)
        left = (question.id for question in self._book.manifest.questions if question.id not in there)
        return tuple(question for question in left if question not in rows or rows[question].score is None)

    def _decisions(self, student: str, found: Counting | None) -> tuple[Override, ...]:
        sha256 = found.sha256 if found is not None else ""
        return tuple(
            Override(
                question=row["question"] or None,
                score=row["score"],
                comment=row["comment"],
                author=row["author"],
                decided_at=tables.moment_of(row["decided_at"]),
                earlier=row["sha256"] != sha256,
            )
            for row in self._overrides.get(student, [])
        )


def _person(row: sa.RowMapping) -> Person:
    fields = ("id", "name", "email", "section", "login", "canvas_id", "moodle_id", "listed")
    return Person(**{name: row[name] for name in fields})
