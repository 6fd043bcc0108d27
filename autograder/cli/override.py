"""``autograder override``: a TA's word."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.class_options import class_options, only_of, opened, sites_of, write_class
from autograder.cli.exits import exit_codes
from autograder.cli.numbers import FiniteRange
from autograder.errors import InputError

if TYPE_CHECKING:
    from autograder.gradebook import Gradebook
    from autograder.standing import Standing

TOTAL = "total"


@click.command()
@click.argument("student")
@class_options
@click.option("--question", default=TOTAL, show_default=True, help="What the decision is about.")
@click.option("--score", type=FiniteRange(min=0), help="The points that count from now on.")
@click.option("--comment", default="", help="What the student reads beside it.")
@click.option("--by", "author", help="Who decides.  [default: whoever is logged in]")
@click.option("--withdraw", is_flag=True, help="Take the decisions about this question back.")
def override(
    student: str,
    out: Path,
    question: str,
    score: float | None,
    comment: str,
    author: str | None,
    withdraw: bool,
    **where: Any,
) -> None:
    """Give STUDENT (an id of the roster) other points, or a comment, by hand.

    The decision is kept across regrades and resubmissions, and named as such wherever the score is shown.  Points for a
    question count before what lateness costs, points for the total instead of everything.

    Exit codes: 0 done; 2 bad input or usage.
    """
    with exit_codes():
        from autograder.gradebook.standings import Standings

        given = score is not None or bool(comment)
        if withdraw and given:
            raise InputError("--withdraw takes decisions back and gives none, so say it without --score and --comment")
        if not withdraw and not given:
            raise InputError("say --score or --comment (or both), or --withdraw")
        with opened(out=out, **where) as book:
            about = only_of(book.manifest, () if question == TOTAL else (question,))
            standing = Standings(book).of(student)
            if standing is None:
                raise InputError(f"{out}: has no student {student!r}; `grades.csv` there lists their ids")
            _decide(book, standing, about[0] if about else None, score, comment, author, withdraw)
            write_class(book, out, sites_of(None, None, None))
            _say(Standings(book).of(student))


def _decide(
    book: Gradebook,
    standing: Standing,
    question: str | None,
    score: float | None,
    comment: str,
    author: str | None,
    withdraw: bool,
) -> None:
    student = standing.student.id
    if withdraw:
        if not book.withdraw(student, question):
            raise InputError(f"{student} has no decision about {question or TOTAL}, so there is none to withdraw")
        return
    most = {one.id: one.points for one in book.manifest.questions}.get(question or "", book.manifest.points)
    if score is not None and score > most:
        raise InputError(f"--score {score:g}: {question or TOTAL} is worth {most:g} points")
    sha256 = standing.submission.sha256 if standing.submission is not None else ""
    book.override(student, question, score, comment, author or getpass.getuser(), sha256)


def _say(standing: Standing | None) -> None:
    from autograder.report import words

    assert standing is not None
    has = words.score(standing.score, standing.max_score) if standing.score is not None else standing.status.value
    click.echo(f"{standing.student.id}: {has}")
