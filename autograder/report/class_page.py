"""A class as one page for its teachers: what to look at first, the scores, the questions, the mistakes, the students.

It names students and says what nobody passes, so it is for teachers only.  Like the page of a grade it runs no script,
loads nothing and escapes every text; here each text that is printed passes :func:`~autograder.report.text.clean` on its
way (Jinja2's ``finalize``), because what is printed comes from many records and not from one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import jinja2
from markupsafe import Markup

from autograder.item_analysis.items import LOW
from autograder.item_analysis.results import CheckStatistics, ClassAnalysis, Flag
from autograder.report import words
from autograder.report.charts import histogram
from autograder.report.findings import FEW, chance, findings
from autograder.report.html import percent, prose
from autograder.report.pages import page_environment
from autograder.report.text import clean
from autograder.standing import Person, Standing, Status

MAX_ROWS = 2_000
"""With more students than this the page has no table of them: a browser would be long about it."""

MAX_LISTED = 50
"""How many names a list shows."""

MAX_FAILED = 12
"""How many of the checks that are failed most are shown without unfolding anything."""

_NAME_CHARS = 120
_STEPS = 4  # of the heat map, between nothing and everything


class Cell(NamedTuple):
    """A question's points in the table of students: what is written, its shade, whether a TA decided it."""

    text: str
    shade: str
    overridden: bool


class Row(NamedTuple):
    """A line of the table of students."""

    standing: Standing
    cells: tuple[Cell, ...]
    href: str | None
    late: str
    overridden: bool


def render_class(
    title: str, analysis: ClassAnalysis, standings: Sequence[Standing], pages: Mapping[str, str] | None = None
) -> str:
    """The page of a class, complete in itself.

    ``standings`` are those that were analysed; ``pages`` maps the ids of students to the addresses of their pages,
    relative to this one and percent-encoded.
    """
    shown = standings if len(standings) <= MAX_ROWS else ()
    figure = histogram(analysis.distribution) if analysis.distribution is not None else None
    flagged = by_flag(analysis.checks)
    by_chance = chance(analysis.counts.analysed)
    template = _environment().get_template("class.html.j2")
    return template.render(
        title=title,
        analysis=analysis,
        findings=findings(analysis),
        figure=figure,
        flagged=flagged,
        backwards=[check for check in flagged[Flag.NEGATIVE] if weight(check.discrimination, by_chance) == "bad"],
        failed=most_failed(analysis.checks),
        rows=[_row(analysis, standing, pages or {}) for standing in shown],
        limits={"rows": MAX_ROWS, "listed": MAX_LISTED, "few": FEW},
        chance=by_chance,
    )


def by_flag(checks: Sequence[CheckStatistics]) -> dict[str, list[CheckStatistics]]:
    """The checks that have each flag; those that weak students pass more often with the clearest first."""
    flagged = {flag.value: [check for check in checks if check.flag is flag] for flag in Flag}
    flagged[Flag.NEGATIVE].sort(key=lambda check: check.discrimination or 0.0)
    return flagged


def most_failed(checks: Sequence[CheckStatistics]) -> list[CheckStatistics]:
    """The checks that the most students failed, at most :data:`MAX_FAILED`."""
    missed = [check for check in checks if check.passed < check.n]
    return sorted(missed, key=lambda check: check.passed - check.n)[:MAX_FAILED]


def who(person: Person) -> str:
    """A student's name in one line, or the id where there is none."""
    return clean((person.name.strip() or person.id).replace("\n", "\\n"), _NAME_CHARS)


def share(value: float | None) -> str:
    """A share in whole percent, where 0 % and 100 % mean nobody and everybody.

    >>> share(0.5), share(0.999), share(0.001), share(None)
    ('50%', '>99%', '<1%', '-')
    """
    if value is None:
        return "-"
    if 0 < value < 0.005 or 0.995 <= value < 1:
        return "<1%" if value < 0.5 else ">99%"
    return f"{100 * value:.0f}%"


def decimal(value: float | None) -> str:
    """A coefficient with two decimals and a true minus, or "-" where there is none.

    >>> decimal(0.255), decimal(-0.2), decimal(-0.001), decimal(None)
    ('0.26', '−0.20', '0.00', '-')
    """
    if value is None:
        return "-"
    return f"{words.hundredths(value):f}".replace("-", "−")


def weight(discrimination: float | None, chance: float | None) -> str:
    """The colour of a correlation: bad (below zero by more than chance), part (low), idle (nothing to say).

    >>> weight(-0.5, 0.2), weight(-0.1, 0.2), weight(0.1, 0.2), weight(0.6, 0.2)
    ('bad', 'part', 'part', 'idle')
    """
    if discrimination is None or discrimination >= LOW:
        return "idle"
    return "bad" if chance is not None and discrimination < -chance else "part"


def duration(seconds: float) -> str:
    """A time in the unit that it is thought of in.

    >>> duration(2.345), duration(200), duration(7_322)
    ('2.3 s', '3 min 20 s', '2 h 2 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3_600:
        return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
    return f"{seconds // 3_600:.0f} h {seconds % 3_600 // 60:.0f} min"


def shade(score: float | None, out_of: float) -> str:
    """The shade of a score in the heat map: ``full``, ``lost1`` to ``lost4`` (all of it), ``ours`` (withheld).

    >>> shade(3, 4), shade(4, 4), shade(0, 4)
    ('lost1', 'full', 'lost4')
    """
    if score is None:
        return "ours"
    lost = 1 - score / out_of if out_of > 0 else 0.0
    return "full" if lost <= 0 else f"lost{min(max(-int(-lost * _STEPS // 1), 1), _STEPS)}"


def _row(analysis: ClassAnalysis, standing: Standing, pages: Mapping[str, str]) -> Row:
    decided = {decision.question for decision in standing.overrides if decision.score is not None}
    cells = tuple(
        _cell(standing, question.id, question.max_score, question.id in decided) for question in analysis.questions
    )
    late = _late(standing, costs=None not in decided)
    return Row(standing, cells, pages.get(standing.student.id), late, None in decided)


def _cell(standing: Standing, question: str, out_of: float, overridden: bool) -> Cell:
    if question not in standing.scores:
        return Cell("", "none", overridden)
    score = standing.scores[question]
    return Cell("?" if score is None else words.points(score), shade(score, out_of), overridden)


def _late(standing: Standing, *, costs: bool) -> str:
    """The days, and what they cost; nothing where a TA decided the total instead of all that."""
    if standing.late is None:
        return ""
    days = words.count(standing.late.days, "day")
    return f"{days}, −{words.points(standing.late.percent)}%" if costs else days


def said(text: str) -> Markup:
    """Words of ours or of a student, cleaned, with code set as code."""
    return prose(clean(text))


def _printed(value: Any) -> Any:
    """What becomes of each value that is printed: text that is not markup yet is cleaned (and escaped after that)."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _environment() -> jinja2.Environment:
    environment = page_environment(percent, who, share, decimal, duration, weight, said, finalize=_printed)
    environment.globals.update(words=words, Status=Status)
    return environment
