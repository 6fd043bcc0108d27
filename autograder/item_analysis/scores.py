"""From standings to arrays: one row for each student, one column for each question or check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from autograder.item_analysis.statistics import Array
from autograder.records import CheckResult, Grade, has_all_points
from autograder.standing import Standing


class Asked(Protocol):
    """What is needed of a question: :class:`autograder.manifest.Question` is one."""

    @property
    def id(self) -> str:
        """What a grade calls it."""

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def points(self) -> float:
        """What can be had for it."""


class CheckTable(NamedTuple):
    """``points`` and ``passed`` of shape (n_students, n_checks); points are NaN where a student lacks the check.

    ``checks`` are the columns: the question's id and the check as it was first seen, in the order of the questions.
    """

    checks: list[tuple[str, CheckResult]]
    points: Array
    passed: NDArray[np.bool_]


def judged(questions: Sequence[Asked], standings: Sequence[Standing]) -> list[Grade]:
    """The grades in which the suite judged every one of ``questions``."""
    wanted = {question.id for question in questions}
    return [row.grade for row in standings if row.grade is not None and wanted <= _scored(row.grade)]


def question_scores(questions: Sequence[Asked], grades: Sequence[Grade]) -> Array:
    """Points as the suite gave them, of shape (n_students, n_questions)."""
    table = np.empty((len(grades), len(questions)))
    for row, grade in enumerate(grades):
        scores = {question.id: question.score for question in grade.questions}
        table[row] = [scores[question.id] for question in questions]
    return table


def check_table(questions: Sequence[Asked], grades: Sequence[Grade]) -> CheckTable:
    """Points and passes of every check of ``questions`` that any of the grades has."""
    seen = _checks(grades)
    keys = [key for question in questions for key in seen if key[0] == question.id]
    columns = {key: column for column, key in enumerate(keys)}
    points = np.full((len(grades), len(keys)), np.nan)
    passed = np.zeros(points.shape, dtype=np.bool_)
    for row, grade in enumerate(grades):
        for question in grade.questions:
            for check in question.checks:
                column = columns.get((question.id, check.name))
                if column is not None and check.points is not None:
                    points[row, column] = check.points
                    passed[row, column] = has_all_points(check)
    return CheckTable([(key[0], seen[key]) for key in keys], points, passed)


def _scored(grade: Grade) -> set[str]:
    return {question.id for question in grade.questions if question.score is not None}


def _checks(grades: Sequence[Grade]) -> dict[tuple[str, str], CheckResult]:
    seen: dict[tuple[str, str], CheckResult] = {}
    for grade in grades:
        for question in grade.questions:
            for check in question.checks:
                seen.setdefault((question.id, check.name), check)
    return seen
