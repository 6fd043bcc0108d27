"""The whole analysis, from questions and standings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from autograder.item_analysis import incidents, items
from autograder.item_analysis.results import ClassAnalysis, Counts
from autograder.item_analysis.scores import Asked, check_table, judged, question_scores
from autograder.item_analysis.statistics import cronbach_alpha, totals
from autograder.standing import Standing, Status


def analyse(questions: Sequence[Asked], standings: Sequence[Standing]) -> ClassAnalysis:
    """What the standings of a class say; ``questions`` are the manifest's, in its order.

    Work and memory grow with students times checks: one array of that shape in float64, one of bool.
    """
    graded = [(row.student, row.grade) for row in standings if row.grade is not None]
    grades = judged(questions, standings)
    scores = question_scores(questions, grades)
    max_score = float(sum(question.points for question in questions))
    final = np.array([row.score for row in standings if row.score is not None], dtype=np.float64)
    return ClassAnalysis(
        counts=_counts(standings, len(grades)),
        max_score=max_score,
        distribution=items.distribution(final, max_score),
        questions=items.question_statistics(questions, scores),
        checks=items.check_statistics(check_table(questions, grades), totals(scores)),
        alpha=cronbach_alpha(scores),
        misconceptions=incidents.misconceptions(graded),
        times=incidents.times(graded),
        faults=incidents.faults(graded, standings),
        with_grade=len(graded),
        judged_by=len({grade.suite.sha256 for grade in grades}),
    )


def _counts(standings: Sequence[Standing], analysed: int) -> Counts:
    by_status = Counter(row.status for row in standings)
    return Counts(
        graded=by_status[Status.GRADED],
        withheld=by_status[Status.WITHHELD],
        unreadable=by_status[Status.UNREADABLE],
        pending=by_status[Status.PENDING],
        missing=by_status[Status.MISSING],
        late=sum(row.late is not None for row in standings),
        overridden=sum(any(decision.score is not None for decision in row.overrides) for row in standings),
        resubmitted=sum(row.handed_in > 1 for row in standings),
        analysed=analysed,
    )
