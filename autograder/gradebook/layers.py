"""What stands of the grades that were accepted for a submission one after the other, whole ones and parts."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.gradebook.keys import laid_over
from autograder.gradebook.store import Gradebook, GradeRow
from autograder.records import Grade


def by_question(book: Gradebook, given: Sequence[GradeRow]) -> dict[str, GradeRow]:
    """For each question that was graded, the grade that stands for it after these were accepted one after the other."""
    found: dict[str, GradeRow] = {}
    for row in given:
        for question in row.key.only.split() or [question.id for question in book.manifest.questions]:
            found[question] = row
    return found


def stands_now(book: Gradebook, given: Sequence[GradeRow], row: GradeRow) -> bool:
    """Whether ``row`` was accepted, and nothing by another suite, manifest or harness after it.

    A suite that was changed and then put back has a grade that stood once and does not now.
    """
    over = by_question(book, given)
    asked = by_question(book, [row])
    if row.id not in {one.id for one in given}:
        return False
    return not any(over[question].key.differs(row.key) for question in asked)


def folded(book: Gradebook, given: Sequence[GradeRow]) -> Grade | None:
    """The grade that stands after these were accepted one after the other: the last whole one, partial ones over it."""
    start = max((index for index, row in enumerate(given) if not row.key.only), default=0)
    grade: Grade | None = None
    for row in given[start:]:
        body = book.body(row.id)
        if body is not None:
            grade = laid_over(book.manifest, grade, body)
        elif not row.key.only:
            grade = None
    return grade
