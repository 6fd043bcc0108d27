"""``autograder actions``: ready workflows for GitHub Actions."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.exits import exit_codes


@click.command()
@click.argument("assignment", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to make.")
def actions(assignment: Path, out: Path) -> None:
    """Make from ASSIGNMENT workflows for GitHub Actions.

    OUT/student/ goes to the top of the repository that students get, beside what `autograder build` makes for them;
    OUT/staff/ to the top of the staff's private repository, which holds the hidden suites.

    Exit codes: 0 made; 2 bad input or usage, and nothing is changed.
    """
    with exit_codes():
        from autograder.ci.workflows import write_workflows

        for name in write_workflows(assignment, out):
            click.echo(f"{out}/{name}")
