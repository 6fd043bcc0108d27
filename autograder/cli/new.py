"""``autograder new``: an assignment to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.exits import exit_codes


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--id", "id_", metavar="ID", help="What the assignment is called by programs.  [default: FOLDER's name]")
@click.option("--title", help="What it is called by people.  [default: the id in words]")
def new(folder: Path, id_: str | None, title: str | None) -> None:
    """Make in FOLDER a small assignment that is complete: it builds, and its audit finds nothing.

    Two questions, one of which builds on the other, with a lesson, hidden suites, a reference, known mistakes and
    right variants.  Change it piece by piece, and build and audit after each.

    Exit codes: 0 made; 2 bad input or usage, and nothing is made.
    """
    with exit_codes():
        from autograder.authoring.new import make

        files = make(folder, id_, title)
    for path in files:
        click.echo(folder / path)
    click.echo(f"\nNext: autograder build {folder}, and autograder audit {folder}")
