"""How hard questions and checks were, and whether they tell strong work from weak."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.item_analysis.results import CheckStatistics, Distribution, Flag, QuestionStatistics
from autograder.item_analysis.scores import Asked, CheckTable
from autograder.item_analysis.statistics import DECIMALS, Array, alpha_if_deleted, correlation, deviation, rest, totals

LOW = 0.2
"""Below it an item hardly tells strong work from weak: a rule of thumb (Ebel 1965; Crocker and Algina 1986, ch. 14)."""

N_BINS = 20
_EDGE = 1e-9  # a score on the edge of a bin belongs above it, whatever the division left of it


def distribution(scores: Array, max_score: float) -> Distribution | None:
    """What describes final scores of shape (n,); ``None`` if there are none."""
    if not len(scores):
        return None
    lower, median, upper = (float(value) for value in np.quantile(scores, [0.25, 0.5, 0.75]))
    share = scores / max_score if max_score > 0 else np.zeros_like(scores)
    places = np.clip(np.floor(share * N_BINS + _EDGE), 0, N_BINS - 1).astype(np.intp)
    return Distribution(
        n=len(scores),
        max_score=max_score,
        mean=float(scores.mean()),
        deviation=deviation(scores),
        minimum=float(scores.min()),
        lower_quartile=lower,
        median=median,
        upper_quartile=upper,
        maximum=float(scores.max()),
        bins=tuple(np.bincount(places, minlength=N_BINS).tolist()),
    )


def question_statistics(questions: Sequence[Asked], scores: Array) -> tuple[QuestionStatistics, ...]:
    """Difficulty and discrimination of each question; ``scores`` has shape (n_students, n_questions)."""
    total, without = totals(scores), alpha_if_deleted(scores)
    return tuple(
        _question(question, scores[:, column], rest(scores[:, column], total), without[column])
        for column, question in enumerate(questions)
    )


def check_statistics(table: CheckTable, total: Array) -> tuple[CheckStatistics, ...]:
    """How many passed each check, and whether they are those who did well in the rest; ``total`` has shape (n,)."""
    return tuple(_check(table, column, total) for column in range(len(table.checks)))


def _question(question: Asked, scores: Array, others: Array, alpha_without: float | None) -> QuestionStatistics:
    some = len(scores) > 0
    full = (scores >= question.points - 10.0**-DECIMALS).astype(np.float64)
    discrimination = correlation(scores, others)
    full_share = float(full.mean()) if some else None
    zero_share = float((scores <= 0).mean()) if some else None
    return QuestionStatistics(
        id=question.id,
        title=question.title,
        max_score=question.points,
        facility=float(scores.mean() / question.points) if some else None,
        deviation=deviation(scores),
        full_share=full_share,
        zero_share=zero_share,
        discrimination=discrimination,
        full_biserial=correlation(full, others),
        alpha_without=alpha_without,
        flag=_flag(zero_share == 1.0, full_share == 1.0, discrimination),
    )


def _check(table: CheckTable, column: int, total: Array) -> CheckStatistics:
    question, check = table.checks[column]
    have = ~np.isnan(table.points[:, column])
    passed = table.passed[have, column]
    others = rest(table.points[have, column], total[have])
    discrimination = correlation(passed.astype(np.float64), others)
    n, count = int(have.sum()), int(passed.sum())
    return CheckStatistics(
        question=question,
        name=check.name,
        description=check.description,
        n=n,
        passed=count,
        discrimination=discrimination,
        flag=_flag(n > 0 and count == 0, 0 < count == n, discrimination),
    )


def _flag(nobody: bool, everybody: bool, discrimination: float | None) -> Flag | None:
    if nobody or everybody:
        return Flag.NOBODY if nobody else Flag.EVERYBODY
    if discrimination is None or discrimination >= LOW:
        return None
    return Flag.NEGATIVE if discrimination < 0 else Flag.LOW
