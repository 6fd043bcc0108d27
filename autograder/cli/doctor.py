"""``autograder doctor``: what this machine can do."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.exits import EXIT_BELOW, exit_codes


@click.command()
@click.option(
    "--assignment", type=click.Path(path_type=Path), help="Try with this assignment's libraries, data and secrets."
)
def doctor(assignment: Path | None) -> None:
    """Say how well notebooks can be sealed off on this machine, what would raise that, and how fast it is.

    Exit codes: 0 safe; 1 not safe, so that grading needs --unsafe; 2 bad input or usage; 3 the harness failed.
    """
    with exit_codes():
        from rich.console import Console

        from autograder.doctor import examine
        from autograder.manifest import read_manifest
        from autograder.report.doctor import render_examination

        found = examine(read_manifest(assignment) if assignment is not None else None)
        render_examination(found, Console())
    if not found.safe:
        sys.exit(EXIT_BELOW)
