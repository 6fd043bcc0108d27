"""A grade as a comment of a few lines: where the points went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autograder.exporters.cells import one_line
from autograder.records import CellResult, CheckResult, QuestionResult, Verdict, has_all_points
from autograder.report import words
from autograder.report.arithmetic import decisions, remarks, steps
from autograder.standing import Standing

OURS = "Autograder:"
"""How a comment begins that was not written by a person, and may be written anew."""

CELLS_TOLD = 2
"""How many of the cells that stopped are told, with why: what comes later often follows from the first."""

_CHECKS = 3
_CHARS = 200


def feedback(standing: Standing, titles: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Plain text, a line each: the score, how it came about, what stopped, the questions in which points were lost.

    ``titles`` are those of the questions, by their ids, for a student who has no grade to take them from.
    """
    nothing = standing.score is None and standing.grade is None
    points = "not graded" if nothing else f"{words.score(standing.score, standing.max_score)} points"
    lines = [f"{OURS} {points}", *steps(standing, titles)]
    if standing.grade is None:
        lines += [f"{about}{': ' if about else ''}{told}" for about, told in remarks(standing, titles)]
        lines += _why_not(standing)
    else:
        lines += decisions(standing, None)
        lines += [_stopped(cell) for cell in words.stopped_cells(standing.grade)[:CELLS_TOLD]]
        for question in standing.grade.questions:
            lines += _question(question, standing)
    return tuple(one_line(line) for line in lines)


def _why_not(standing: Standing) -> Iterator[str]:
    """Why there is nothing but a TA's word."""
    if standing.submission is None:
        yield "Nothing was handed in."
    elif standing.submission.problem:
        yield f"The submission cannot be graded: {standing.submission.complaint}"


def _stopped(cell: CellResult) -> str:
    why = words.what_stopped(cell)
    return f"Code cell {cell.number} {_small(words.CELLS[cell.status].word)}{': ' if why else ''}{_cut(why)}"


def _question(question: QuestionResult, standing: Standing) -> Iterator[str]:
    score = standing.scores.get(question.id, question.score)
    decided = decisions(standing, question.id)
    if score is not None and (score < question.max_score or decided):
        why = "; ".join([*decided, *_lost(question)])
        yield f"{question.title}, {words.score(score, question.max_score)}{': ' if why else ''}{why}"


def _lost(question: QuestionResult) -> Iterator[str]:
    lost = [check for check in question.checks if not has_all_points(check)]
    lost.sort(key=lambda check: check.verdict is Verdict.SKIPPED)
    for check in lost[:_CHECKS]:
        yield _said(check)
    if len(lost) > _CHECKS:
        yield f"and {len(lost) - _CHECKS} more"


def _said(check: CheckResult) -> str:
    """The verdict first: a requirement by itself reads as if it were met."""
    return f"{_small(words.VERDICTS[check.verdict].word)}: {_cut(check.description.strip().rstrip('.'))}"


def _small(word: str) -> str:
    return word[:1].lower() + word[1:]


def _cut(text: str) -> str:
    return text if len(text) <= _CHARS else f"{text[:_CHARS]} ..."
