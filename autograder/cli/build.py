"""``autograder build``: from an assignment's source to what students get."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.exits import exit_codes


@click.command()
@click.argument("assignment", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The folder to make.  [default: build/ID]")
@click.option("--no-page", is_flag=True, help="Leave out the page for the browser, which needs npm once.")
def build(assignment: Path, out: Path | None, no_page: bool) -> None:
    """Make from ASSIGNMENT's lesson what students get: notebook, public checks, data; and the solution notebook.

    Refuses, with the line, a lesson whose solution does not get every point, whose blank notebook gets any, or that
    would show students a solution or a hidden check.  The same source gives the same bytes.

    Exit codes: 0 built; 2 bad input or usage, and nothing is changed; 3 the build itself failed.
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
