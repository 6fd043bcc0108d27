"""How a final score came about, in words: the same on the student's page and in a course site's comment."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from autograder.records import total
from autograder.report import words
from autograder.standing import Late, Override, Standing


def steps(standing: Standing, titles: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """From what the checks gave to the final score, a sentence a step; nothing where they are the same.

    A decision about one question is told with its question (:func:`decisions`), and here only what it changed.
    ``titles`` are those of the questions by their ids, for a student who has no grade to take them from.
    """
    told = [*_by_hand(standing, titles or {}), *_late(standing), *_altogether(standing)]
    if not told:
        return ()
    return (*_checks(standing), *told, f"The final score is {words.score(standing.score, standing.max_score)}.")


def decisions(standing: Standing, question: str | None) -> tuple[str, ...]:
    """What TAs decided about a question (about everything for ``None``): all comments, and the score that counts."""
    return tuple(_told(item) for item in _counting(standing, question))


def remarks(standing: Standing, titles: Mapping[str, str] | None = None) -> tuple[tuple[str, str], ...]:
    """Each decision with a comment, and the title of its question ("" for the total), where there is no grade.

    Points without a comment are a step (:func:`steps`), and told there.
    """
    about = dict.fromkeys(item.question for item in standing.overrides)
    names = {question: (titles or {}).get(question, question) if question else "" for question in about}
    return tuple(
        (names[question], _told(item)) for question in about for item in _counting(standing, question) if item.comment
    )


def moment(value: datetime.datetime) -> str:
    """A time for people, in the offset it is written in.

    >>> moment(datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC))
    '2026-06-01 12:00 UTC'
    """
    offset = f"{value:%z}" if value.utcoffset() else ""  # Python 3.11 has no %:z
    return f"{value:%Y-%m-%d %H:%M} UTC{offset[:3]}{':' if offset else ''}{offset[3:]}"


def _amount(value: float | None) -> str:
    text = words.points(value)
    return f"{text} point" if text == "1" else f"{text} points"


def _counting(standing: Standing, question: str | None) -> list[Override]:
    """What was decided about a question and still counts: the last points, and every comment."""
    about = [item for item in standing.overrides if item.question == question]
    scored = [item for item in about if item.score is not None]
    return [item for item in about if item.score is None or item is scored[-1]]


def _told(item: Override) -> str:
    given = "comment" if item.score is None else f"{_amount(item.score)} given"
    earlier = ", to an earlier submission" if item.earlier else ""
    return f"{given} by {item.author}{earlier}{': ' if item.comment else ''}{item.comment}"


def _checks(standing: Standing) -> list[str]:
    if standing.grade is None:
        return []
    if standing.grade.score is None:
        return ["The checks could not give all points."]
    return [f"The checks gave {_amount(standing.grade.score)}."]


def _by_hand(standing: Standing, titles: Mapping[str, str]) -> list[str]:
    """What decisions about single questions changed."""
    questions = {item.id: item for item in standing.grade.questions} if standing.grade is not None else {}
    latest = {
        item.question: item for item in standing.overrides if item.question is not None and item.score is not None
    }
    told = []
    for name, item in latest.items():
        graded = questions.get(name)
        instead = f" instead of {words.points(graded.score)}" if graded is not None and graded.score is not None else ""
        title = graded.title if graded is not None else titles.get(name, name)
        told.append(f"{title}: {_amount(item.score)} given by {item.author}{instead}.")
    return told


def _late(standing: Standing) -> list[str]:
    late = standing.late
    if late is None:
        return []
    if _whole(standing) is not None:
        return [f"{_days(late)}."]
    earned = total(list(standing.scores.values())) if standing.scores else None
    lost = f", {_amount(earned * late.percent / 100)}" if earned else ""
    return [f"{_days(late)}: {words.points(late.percent)} % of the points earned taken off{lost}."]


def _days(late: Late) -> str:
    return f"{words.count(late.days, 'day')} late (due {moment(late.due)}{', extended' if late.extended else ''})"


def _altogether(standing: Standing) -> list[str]:
    item = _whole(standing)
    return [] if item is None else [f"The final score was set to {words.points(item.score)} by {item.author}."]


def _whole(standing: Standing) -> Override | None:
    scored = [item for item in standing.overrides if item.question is None and item.score is not None]
    return scored[-1] if scored else None
