"""A grade as one page for the student: no script, nothing loaded from anywhere, every text escaped."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

import jinja2
from markupsafe import Markup, escape
from msgspec.structs import replace

from autograder.records import Grade, QuestionResult
from autograder.report import arithmetic, words
from autograder.report.pages import page_environment
from autograder.report.text import clean, excerpt, shown, tail
from autograder.standing import Standing
from autograder.storing import rewritten

_CODE = re.compile(r"`([^`\n]+)`")


def render_html(grade: Grade, standing: Standing | None = None) -> str:
    """The page of one grade, complete in itself.

    With the student's ``standing`` it has their name, the final score and how that came about, and what TAs decided.
    """
    grade = shown(grade)
    if standing is not None:
        standing = _visible(standing, grade)
        grade = _as_decided(grade, standing)
    return _page("grade.html.j2", grade=grade, first=most_to_win(grade), standing=standing)


def render_unreadable(
    standing: Standing, title: str, titles: Mapping[str, str] | None = None, *, in_ci: bool = False
) -> str:
    """The page of a student without a grade: the sentence that says why, whose fault that is, what TAs decided.

    ``titles`` are those of the questions, by their ids.  ``in_ci`` is for the job in a student's repository, whose
    other results say 0 points: the page says so too, and like a grade's page there it names nobody.
    """
    named = {name: clean(text) for name, text in (titles or {}).items()}
    return _page("unreadable.html.j2", standing=_visible(standing, None), title=clean(title), titles=named, in_ci=in_ci)


def prose(text: str) -> Markup:
    """``text``, escaped, with ```code``` set as code; the style sheet keeps its newlines.

    >>> prose("`a < b` fails")
    Markup('<code>a &lt; b</code> fails')
    """
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


def percent(score: float | None, out_of: float) -> str:
    """A score as the width of a bar, between 0 % and 100 %."""
    share = (score or 0.0) / out_of if out_of > 0 else 0.0
    return f"{100 * min(max(share, 0.0), 1.0):.1f}%"


def tone(score: float | None, out_of: float) -> str:
    """The colour of a score: ours (withheld), good (all), bad (nothing) or part."""
    if score is None:
        return "ours"
    if score >= out_of:
        return "good"
    return "part" if score > 0 else "bad"


def most_to_win(grade: Grade) -> int | None:
    """The number (from 1) of the question in which the most points were lost; ``None`` if none were."""
    lost = [_lost(question) for question in grade.questions]
    return lost.index(max(lost)) + 1 if any(points > 0 for points in lost) else None


def _lost(question: QuestionResult) -> float:
    return question.max_score - question.score if question.score is not None else 0.0


def _page(template: str, **values: object) -> str:
    return _environment().get_template(template).render(values)


def _as_decided(grade: Grade, standing: Standing) -> Grade:
    """The grade with the points that count in place of those that the checks gave."""
    questions = tuple(replace(item, score=standing.scores.get(item.id, item.score)) for item in grade.questions)
    return replace(grade, questions=questions, score=standing.score, max_score=standing.max_score)


def _visible(standing: Standing, grade: Grade | None) -> Standing:
    """The standing with every text in it cleaned, around a grade that is so already; names become one line."""
    cleaned = rewritten(replace(standing, grade=None), clean)
    student = replace(cleaned.student, name=cleaned.student.name.replace("\n", "\\n"))
    file = cleaned.submission and replace(cleaned.submission, name=cleaned.submission.name.replace("\n", "\\n"))
    return replace(cleaned, student=student, submission=file, grade=grade)


@functools.cache
def _environment() -> jinja2.Environment:
    """Made once: to compile the template takes fifty times as long as to fill it in."""
    environment = page_environment(prose, percent, tone, excerpt, tail)
    environment.globals.update(words=words, arithmetic=arithmetic)
    return environment
