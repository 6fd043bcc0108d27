"""``autograder build``: from an assignment's source to what students get."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.exits import EXIT_BELOW, exit_codes, say

MUTANTS = 30
"""How many an audit after a build tries: a few seconds' worth."""


@click.command()
@click.argument("assignment", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The folder to make.  [default: build/ID]")
@click.option("--no-page", is_flag=True, help="Leave out the page for the browser, which needs npm once.")
@click.option("--no-audit", is_flag=True, help="Do not audit the suites, which may take minutes.")
def build(assignment: Path, out: Path | None, no_page: bool, no_audit: bool) -> None:
    """Make from ASSIGNMENT's lesson what students get: notebook, public checks, data; and the solution notebook.

    Refuses, with the line, a lesson whose solution does not get every point, whose blank notebook gets any, or that
    would show students a solution or a hidden check.  The same source gives the same bytes.

    An assignment with misconceptions.py or equivalents.py is audited after that, with a sample of mutants; see
    `autograder audit`.

    Exit codes: 0 built; 1 built, but the audit found that the suites fall short; 2 bad input or usage, and nothing
    is changed; 3 the build itself failed.
    """
    with exit_codes():
        from autograder.authoring.build import build as build_assignment
        from autograder.report.words import score

        target = out or Path("build") / assignment.resolve().name
        grade = build_assignment(
            assignment, target, with_page=not no_page, tell=lambda step: click.echo(f"{step} ...", err=True)
        )
    click.echo(f"the solution gets {score(grade.score, grade.max_score)}, the blank notebook 0")
    for folder in sorted(path for path in target.iterdir() if path.is_dir()):
        click.echo(f"{folder}/")
    if not no_audit and not _passes_audit(assignment):
        sys.exit(EXIT_BELOW)


def _passes_audit(assignment: Path) -> bool:
    """Whether the suites fall short of nothing; true of an assignment that has no variants to try."""
    with exit_codes():
        from autograder.audit.run import audit
        from autograder.misconceptions import EQUIVALENTS, MISCONCEPTIONS

        if not any((assignment / name).exists() for name in (MISCONCEPTIONS, EQUIVALENTS)):
            return True
        click.echo("auditing the suites ... (--no-audit leaves it out)", err=True)
        found = audit(assignment, mutant_count=MUTANTS, tell=lambda step: click.echo(step, err=True))
    for line in found.shortcomings:
        say(line)
    if not found.shortcomings:
        tried = f"{found.mutants} of {found.mutants_in_all} mutants tried, in {found.wall_seconds:.0f} s"
        click.echo(f"the suites fall short of nothing: {tried}; `autograder audit {assignment}` tries all")
    return not found.shortcomings
