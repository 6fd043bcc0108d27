"""What a teacher should look at first in a class: a few sentences, each leading to its part of the page."""

from __future__ import annotations

import math
from typing import NamedTuple

from autograder.item_analysis.results import CheckStatistics, ClassAnalysis, Flag, QuestionStatistics
from autograder.report import words

FEW = 20
"""With fewer students than this, what a correlation says about a question is mostly chance."""

_NAMED = 3


class Finding(NamedTuple):
    """One thing to look at: its place on the page, what it is in a few words, the rest, its colour."""

    anchor: str
    lead: str
    text: str
    tone: str


def findings(analysis: ClassAnalysis) -> list[Finding]:
    """What needs a person first, then the checks in doubt, the hardest question, the commonest mistake."""
    found = (_no_score(analysis), _in_doubt(analysis), _backwards(analysis), _hardest(analysis), _mistake(analysis))
    return [finding for finding in found if finding is not None]


def chance(n: int) -> float | None:
    """How far from zero chance alone brings a correlation of ``n`` students, 19 times in 20: about ``1.96 / sqrt(n)``.

    >>> chance(0), chance(100)
    (None, 0.196)
    """
    return 1.96 / math.sqrt(n) if n > 3 else None


def _no_score(analysis: ClassAnalysis) -> Finding | None:
    counts = analysis.counts
    parts = [
        (counts.withheld, f"{words.count(counts.withheld, 'grade')} withheld by a fault of the harness"),
        (counts.unreadable, f"{words.count(counts.unreadable, 'file')} that cannot be read"),
        (counts.pending, f"{words.count(counts.pending, 'submission')} not graded yet or only in part"),
    ]
    number = sum(many for many, _ in parts)
    if not number:
        return None
    lead = f"{words.count(number, 'student')} handed in and {'has' if number == 1 else 'have'} no score"
    return Finding("no-score", lead, "; ".join(text for many, text in parts if many), "ours")


def _in_doubt(analysis: ClassAnalysis) -> Finding | None:
    nobody = [check for check in analysis.checks if check.flag is Flag.NOBODY]
    if not nobody:
        return None
    lead = f"Nobody passes {words.count(len(nobody), 'check')}"
    which = "it" if len(nobody) == 1 else "each of them"
    return Finding("nobody", lead, f"{_names(nobody)}. Is {which} right, and was it taught?", "bad")


def _backwards(analysis: ClassAnalysis) -> Finding | None:
    by_chance = chance(analysis.counts.analysed)
    known = [question for question in analysis.questions if question.discrimination is not None]
    if not known or by_chance is None or analysis.counts.analysed < FEW:
        return None
    worst = min(known, key=lambda question: question.discrimination or 0.0)
    if (worst.discrimination or 0.0) >= -by_chance:
        return None
    lead = f"{worst.id} goes against the rest"
    return Finding("questions", lead, f"who does well in it does worse elsewhere ({worst.title})", "bad")


def _hardest(analysis: ClassAnalysis) -> Finding | None:
    known = [question for question in analysis.questions if question.facility is not None]
    if not known:
        return None
    hardest = min(known, key=_facility)
    if _facility(hardest) >= 1:
        return None
    text = f"{hardest.title}: {100 * _facility(hardest):.0f}% of its points on average"
    return Finding("questions", f"{hardest.id} was hardest", text, "part")


def _mistake(analysis: ClassAnalysis) -> Finding | None:
    if not analysis.misconceptions:
        return None
    commonest = analysis.misconceptions[0]
    one = commonest.students == 1
    lead = "1 student made a known mistake" if one else f"{commonest.students} students made the same mistake"
    return Finding("misconceptions", lead, f"{commonest.slug} ({', '.join(commonest.questions)})", "part")


def _facility(question: QuestionStatistics) -> float:
    return question.facility if question.facility is not None else 1.0


def _names(checks: list[CheckStatistics]) -> str:
    named = ", ".join(f"{check.question} {check.name}" for check in checks[:_NAMED])
    more = len(checks) - _NAMED
    return f"{named} and {more} more" if more > 0 else named
