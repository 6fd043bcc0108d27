"""``autograder classroom50``: the bundle for Classroom 50."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.exits import exit_codes


@click.command()
@click.argument("assignment", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to make.")
def classroom50(assignment: Path, out: Path) -> None:
    """Make from ASSIGNMENT what Classroom 50 runs for each submission: public checks, points, a page.

    ASSIGNMENT is the author's folder, or the folder that students are given.  Put OUT into the teacher's repository as
    CLASSROOM/autograders/ASSIGNMENT/.  It is served from a public site, so no hidden suite is ever in it.

    Exit codes: 0 made; 2 bad input or usage, and nothing is changed; 3 the harness failed.
    """
    with exit_codes():
        from autograder.ci.bundle import write_bundle

        size = write_bundle(assignment, out, lambda step: click.echo(f"{step} ...", err=True))
    click.echo(f"{out}/: {size / 1024:,.0f} KiB of 10,240; copy it to CLASSROOM/autograders/ASSIGNMENT/")
    click.echo('In the assignment\'s settings: release_assets ["feedback.html"], runtime {"python": "3.12"}')
