"""``autograder batch``: a whole class."""

from __future__ import annotations

import sys
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.class_options import (
    apart,
    class_options,
    executor_of,
    held,
    only_of,
    run_all,
    running_options,
    site_options,
    sites_of,
    write_class,
)
from autograder.cli.exits import EXIT_HARNESS, EXIT_INTERRUPTED, exit_codes, say
from autograder.cli.suite_options import opened_assignment
from autograder.errors import InputError

if TYPE_CHECKING:
    from autograder.batch.receive import TakenIn
    from autograder.gradebook import Gradebook
    from autograder.manifest import Manifest


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@class_options
@click.option("--roster", type=click.Path(path_type=Path), help="Who is in the class: a CSV with a column `id`.")
@click.option(
    "--extensions", type=click.Path(path_type=Path), help="Who may be late: a CSV with `id`, and `due` or `days`."
)
@click.option("--time-zone", metavar="NAME", help="Of times that a download gives without one: Europe/Vienna.")
@click.option("--only", multiple=True, metavar="QUESTION", help="Grade this question alone; may be repeated.")
@click.option("--force", is_flag=True, help="Grade again what is graded, and replace it.")
@running_options
@site_options
def batch(
    submissions: Path,
    out: Path,
    roster: Path | None,
    extensions: Path | None,
    time_zone: str | None,
    only: tuple[str, ...],
    force: bool,
    canvas: Path | None,
    moodle: Path | None,
    column: str | None,
    **options: Any,
) -> None:
    """Grade a whole class.

    SUBMISSIONS is a folder of notebooks, a folder with a folder for each student, a download of Canvas, Moodle or
    Gradescope (zip or unpacked), or a folder of git checkouts.  OUT gets a gradebook, tables, a page for each student
    and one for the class.  What is graded is not graded again, so a second run goes on where a first one stopped.

    Exit codes: 0 graded; 2 bad input or usage; 3 some grades were withheld by our fault; 130 interrupted.
    """
    with exit_codes():
        from rich.console import Console

        from autograder.batch.out import check_sites
        from autograder.report.batch import render_roster

        where, running = apart(options)
        gradebook = where.pop("gradebook")
        with opened_assignment(where.pop("assignment"), **where) as manifest:
            questions = only_of(manifest, only)
            sites = sites_of(canvas, moodle, column)
            check_sites(sites, manifest)
            take = _arrived(manifest, submissions, roster, extensions, time_zone)  # bad input leaves nothing behind
            with held(out, gradebook, manifest) as book:
                taken = take(book)
                interrupted = _grade(book, questions, force, running)
                render_roster(Console(), missing=taken.missing, unknown=taken.unknown, several=taken.several)
                withheld = write_class(book, out, sites)
    if interrupted:
        say("interrupted; run the same command again to go on")
        sys.exit(EXIT_INTERRUPTED)
    if withheld:
        sys.exit(EXIT_HARNESS)


def _arrived(
    manifest: Manifest, submissions: Path, roster: Path | None, extensions: Path | None, time_zone: str | None
) -> Callable[[Gradebook], TakenIn]:
    """Look at all that was given; what is returned takes it in."""
    from autograder.batch.receive import look, take_in
    from autograder.intake import read_extensions, read_roster

    people = read_roster(roster) if roster is not None else None
    later = read_extensions(extensions, people, manifest.late) if extensions is not None else None
    found = look(submissions, manifest, people, _zone(time_zone))
    return lambda book: take_in(book, found, people, later)


def _zone(name: str | None) -> zoneinfo.ZoneInfo | None:
    try:
        return zoneinfo.ZoneInfo(name) if name is not None else None
    except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
        raise InputError(f"--time-zone {name}: is no time zone, but should be one as Europe/Vienna") from None


def _grade(book: Gradebook, only: tuple[str, ...], force: bool, running: dict[str, Any]) -> bool:
    """Grade what is pending; whether it was interrupted."""
    from autograder.batch.plan import plan_batch
    from autograder.gradebook.keys import key_of

    key = key_of(book.manifest, only)
    plan = plan_batch(book, key, force=force)
    if plan.stale:
        say(
            f"{plan.stale} submissions keep the grade that another suite, manifest or version gave; "
            "`autograder regrade` shows what would change"
        )
    if not plan.pending:
        say("nothing new to grade")
        return False
    executor = executor_of(book.manifest, len(plan.pending), only=only, **running)
    _, interrupted = run_all(book, executor, plan.pending, key, accept=True)
    return interrupted
