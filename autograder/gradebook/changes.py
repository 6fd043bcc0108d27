"""What would change if the grades of the present suite and its late policy replaced those that stand: who, and why."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from autograder.gradebook.keys import GradeKey
from autograder.gradebook.layers import by_question, stands_now
from autograder.gradebook.standings import Standings
from autograder.gradebook.store import Gradebook, GradeRow
from autograder.records import CheckResult, Grade
from autograder.standing import Standing

LATE_POLICY = "late policy"


class CheckChange(msgspec.Struct, frozen=True, kw_only=True):
    """A check that ended otherwise; a verdict is empty where the check was not there."""

    question: str
    check: str
    before: str
    after: str
    points: float


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One student as they stand and as they would: ``before`` and ``after`` are final scores.

    That is what a student is told: after lateness and a TA's decisions, which stay.  ``reasons`` are those of suite,
    manifest, harness and late policy that are others now; ``overridden`` the questions (or ``total``) whose points are
    a TA's; ``grade_id`` is the grade that would stand, ``None`` where only the late policy is another.
    """

    student: str
    name: str
    sha256: str
    grade_id: int | None
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
        """Whether the final score or any verdict is another."""
        return self.before != self.after or bool(self.checks)


def find_changes(book: Gradebook, key: GradeKey) -> Iterator[Change]:
    """For each student whom the grades by ``key``, or the manifest's late policy, can touch: what would change.

    One student's grades are read at a time.
    """
    now = Standings(book)
    new = {
        sha256: row
        for sha256, row in book.given(key).items()
        if sha256 in now.accepted and not stands_now(book, now.accepted[sha256], row)
    }
    then = now.supposing(new, book.proposed_late)
    for student, found in sorted(now.counting.items()):
        row = new.get(found.sha256)
        if row is None and not book.late_differs:
            continue
        before, after = now.of(student), then.of(student)
        if before is None or after is None:
            continue
        if row is not None or before.score is not None:
            stands = now.accepted.get(found.sha256, [])
            yield _change(before, after, row, _reasons(book, stands, key) if row is not None else ())


def _change(before: Standing, after: Standing, row: GradeRow | None, reasons: tuple[str, ...]) -> Change:
    return Change(
        student=before.student.id,
        name=before.student.name,
        sha256=before.submission.sha256 if before.submission is not None else "",
        grade_id=row.id if row is not None else None,
        before=before.score,
        after=after.score,
        reasons=(*reasons, LATE_POLICY) if before.late != after.late else reasons,
        checks=tuple(_differences(before.grade, after.grade)),
        overridden=tuple(
            dict.fromkeys(item.question or "total" for item in before.overrides if item.score is not None)
        ),
    )


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
