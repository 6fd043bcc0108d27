"""``autograder export``: tables and pages anew, and the files of course sites filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from autograder.cli.class_options import class_options, opened, site_options, sites_of, write_class
from autograder.cli.exits import exit_codes


@click.command()
@class_options
@site_options
def export(
    out: Path,
    canvas: Path | None,
    moodle: Path | None,
    column: str | None,
    **where: Any,
) -> None:
    """Write all tables and pages of a class anew, without grading anything.

    With --canvas or --moodle, the file that the course site exported is filled in as OUT/canvas.csv or OUT/moodle.csv.

    Exit codes: 0 written; 2 bad input or usage.
    """
    with exit_codes():
        sites = sites_of(canvas, moodle, column)
        with opened(out=out, **where) as book:
            write_class(book, out, sites)
