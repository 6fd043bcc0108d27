"""What would change if the grades of the present suite replaced those that stand: who, by how much, and why."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from autograder.gradebook.keys import GradeKey
from autograder.gradebook.standings import by_question, counting, folded, stands_now
from autograder.gradebook.store import Gradebook, GradeRow
from autograder.gradebook.tables import overrides, students
from autograder.records import CheckResult, Grade


class CheckChange(msgspec.Struct, frozen=True, kw_only=True):
    """A check that ended otherwise; a verdict is empty where the check was not there."""

    question: str
    check: str
    before: str
    after: str
    points: float


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One student's grade as it stands and as it would be, before lateness and a TA's decisions.

    ``reasons`` are those of suite, manifest and harness that are others now; ``overridden`` the questions (or
    ``total``) whose points are a TA's and stay; ``grade_id`` is the grade that would stand.
    """

    student: str
    name: str
    sha256: str
    grade_id: int
    before: float | None
    after: float | None
    reasons: tuple[str, ...]
    checks: tuple[CheckChange, ...]
    overridden: tuple[str, ...] = ()

    @property
    def by(self) -> float | None:
        """How many points more (or fewer); ``None`` where one of the two is withheld."""
        if self.before is None or self.after is None:
            return None
        return round(self.after - self.before, 6)

    @property
    def changes(self) -> bool:
        """Whether the score or any verdict is another."""
        return self.before != self.after or bool(self.checks)


def find_changes(book: Gradebook, key: GradeKey) -> Iterator[Change]:
    """For each student whose grade stands by others than ``key`` and was graded by these: what would change."""
    accepted, given = book.accepted(), book.given(key)
    decided = _decided(book)
    names = {row["id"]: row["name"] for row in book.rows(students)}
    for student, found in sorted(counting(book).items()):
        stands, new = accepted.get(found.sha256, []), given.get(found.sha256)
        if not stands or new is None or stands_now(book, stands, new):
            continue
        before, after = folded(book, stands), folded(book, [*stands, new])
        yield Change(
            student=student,
            name=names[student],
            sha256=found.sha256,
            grade_id=new.id,
            before=before.score if before is not None else None,
            after=after.score if after is not None else None,
            reasons=_reasons(book, stands, key),
            checks=tuple(_differences(before, after)),
            overridden=decided.get(student, ()),
        )


def _decided(book: Gradebook) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in book.rows(overrides, overrides.c.id):
        if not row["withdrawn_at"] and row["score"] is not None:
            found[row["student"]] = (*found.get(row["student"], ()), row["question"] or "total")
    return found


def _reasons(book: Gradebook, stands: list[GradeRow], key: GradeKey) -> tuple[str, ...]:
    rows = by_question(book, stands).values()
    return tuple(dict.fromkeys(reason for row in rows for reason in row.key.differs(key)))


def _differences(before: Grade | None, after: Grade | None) -> Iterator[CheckChange]:
    old, new = _checks(before), _checks(after)
    for place in dict.fromkeys([*old, *new]):
        was, now = old.get(place), new.get(place)
        if _told(was) != _told(now):
            yield CheckChange(
                question=place[0],
                check=place[1],
                before=was.verdict.value if was is not None else "",
                after=now.verdict.value if now is not None else "",
                points=_points(now) - _points(was),
            )


def _checks(grade: Grade | None) -> dict[tuple[str, str], CheckResult]:
    questions = grade.questions if grade is not None else ()
    return {(question.id, check.name): check for question in questions for check in question.checks}


def _told(check: CheckResult | None) -> tuple[object, ...]:
    return (check.verdict, check.points, check.max_points) if check is not None else ()


def _points(check: CheckResult | None) -> float:
    return check.points or 0.0 if check is not None else 0.0
