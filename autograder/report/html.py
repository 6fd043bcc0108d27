"""A grade as one page for the student: no script, nothing loaded from anywhere, every text escaped."""

from __future__ import annotations

import re

import jinja2
from markupsafe import Markup, escape

from autograder.records import Grade, QuestionResult
from autograder.report import words
from autograder.report.text import excerpt, shown, tail

_CODE = re.compile(r"`([^`\n]+)`")


def render_html(grade: Grade) -> str:
    """The page of one grade, complete in itself."""
    return _environment().get_template("grade.html.j2").render(grade=shown(grade), first=most_to_win(grade))


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


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=words)
    for function in (prose, percent, tone, excerpt, tail):
        environment.filters[function.__name__] = function
    return environment
