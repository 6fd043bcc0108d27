"""A class to analyse and to render: standings from a table of points."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from msgspec.structs import replace

from autograder.manifest import Question
from autograder.records import CheckResult, Grade, QuestionResult, Verdict
from autograder.standing import HandedIn, Late, Override, Person, Standing, stand
from tests.report.sample_grade import check, realistic

DAY = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)


def asked(*points: float) -> tuple[Question, ...]:
    """Questions ``q1``, ``q2``, ... with these points."""
    return tuple(
        Question(id=f"q{number}", title=f"Question {number}", points=most) for number, most in enumerate(points, 1)
    )


def one_check(score: float | None, out_of: float, name: str = "test_it", **more: str) -> CheckResult:
    """A check that passed if it has all of its points; withheld with ``None``."""
    verdict = Verdict.HARNESS_ERROR if score is None else (Verdict.PASSED if score >= out_of else Verdict.FAILED)
    return check(name, f"`{name}` is right", verdict, score, out_of, **more)


def graded(questions: Sequence[Question], scores: Sequence[float | None], **changes: object) -> Grade:
    """A grade with one check to a question."""
    results = tuple(
        QuestionResult(id=q.id, title=q.title, score=score, max_score=q.points, checks=(one_check(score, q.points),))
        for q, score in zip(questions, scores, strict=True)
    )
    grade = replace(realistic(), questions=results, cells=(), wall_seconds=2.0, withheld=None)
    return replace(grade, **changes)


def standing(
    number: int,
    grade: Grade | None = None,
    *,
    max_score: float = 10,
    name: str | None = None,
    problem: str = "",
    late: Late | None = None,
    overrides: tuple[Override, ...] = (),
    handed_in: int = 1,
    listed: bool = True,
) -> Standing:
    """Student ``number``'s standing; without ``handed_in`` there is no submission."""
    name = f"Student {number}" if name is None else name
    work = HandedIn(name=f"{number}.ipynb", source="class.zip", sha256="0" * 64, submitted_at=DAY, problem=problem)
    person = Person(id=f"s{number}", name=name, listed=listed)
    return stand(person, max_score, work if handed_in else None, grade, late, overrides, handed_in)


def override(score: float | None, question: str | None = None) -> Override:
    """A TA's decision."""
    return Override(question=question, score=score, comment="", author="ta", decided_at=DAY)


def class_of(questions: Sequence[Question], table: Sequence[Sequence[float | None]]) -> list[Standing]:
    """One standing for each row of points."""
    most = sum(question.points for question in questions)
    return [standing(number, graded(questions, row), max_score=most) for number, row in enumerate(table)]
