"""``autograder regrade``: what would change, before anything does."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.class_options import (
    apart,
    class_options,
    executor_of,
    only_of,
    opened,
    run_all,
    running_options,
    sites_of,
    write_class,
)
from autograder.cli.exits import EXIT_BELOW, EXIT_INTERRUPTED, exit_codes, say
from autograder.errors import InputError

if TYPE_CHECKING:
    from autograder.gradebook import Gradebook, GradeKey
    from autograder.gradebook.changes import Change

REPORT_NAME = "regrade.csv"


@click.command()
@class_options
@click.option("--only", multiple=True, metavar="QUESTION", help="Grade this question alone; may be repeated.")
@click.option("--force", is_flag=True, help="Grade again even what the present suite has graded.")
@click.option("--accept", is_flag=True, help="Let the grades that were shown replace those that stand.")
@running_options
def regrade(
    out: Path,
    only: tuple[str, ...],
    force: bool,
    accept: bool,
    **options: Any,
) -> None:
    """Grade a class again by the present suite, and show who changes, by how much, and why.

    Scores are final ones, after lateness and the decisions of TAs, which stay; another [late] in the manifest counts
    as a change, too.  Nothing is replaced until --accept, which takes only what an earlier call has shown.  The whole
    list is in OUT/regrade.csv; what was accepted stays beside it under the time at which it was.

    Exit codes: 0 nothing changes, or it was accepted; 1 something would change; 2 bad input or usage; 130 interrupted.
    """
    with exit_codes():
        if accept and force:
            raise InputError("--accept takes what was shown, and --force grades anew: say one of them")
        from autograder.gradebook.keys import key_of

        where, running = apart(options)
        with opened(out=out, **where) as book:
            questions = only_of(book.manifest, only)
            key = key_of(book.manifest, questions)
            graded, interrupted = _grade(book, key, questions, force, running)
            changes = _changes(book, key, out)
            seen = book.show_policy() and not graded
            if interrupted or not (accept and seen):
                _show(changes)
            if interrupted:
                sys.exit(EXIT_INTERRUPTED)
            if accept and not seen:
                raise InputError(
                    f"nothing was accepted: {_first(graded)}; look at {out / REPORT_NAME}, then say --accept again"
                )
            if accept:
                _accept(book, changes, out)
    if not accept and any(change.changes for change in changes):
        sys.exit(EXIT_BELOW)


def _grade(
    book: Gradebook, key: GradeKey, only: tuple[str, ...], force: bool, running: dict[str, Any]
) -> tuple[int, bool]:
    """Grade what the present suite has not graded; how many, and whether it was interrupted."""
    from autograder.batch.plan import plan_regrade

    plan = plan_regrade(book, key, force=force)
    if not plan.pending:
        return 0, False
    say(f"{len(plan.pending)} submissions to grade by the present suite ({key.suite_sha256[:12]})")
    executor = executor_of(book.manifest, len(plan.pending), only=only, **running)
    meter, interrupted = run_all(book, executor, plan.pending, key, accept=False)
    return meter.done, interrupted


def _first(graded: int) -> str:
    """What had to come before anything could be accepted."""
    return f"{graded} submissions had to be graded first" if graded else "the manifest's [late] was not shown before"


def _changes(book: Gradebook, key: GradeKey, out: Path) -> list[Change]:
    from autograder.exporters.changes_csv import render_changes_csv
    from autograder.files import write_file
    from autograder.gradebook.changes import find_changes

    changes = list(find_changes(book, key))
    write_file(out / REPORT_NAME, render_changes_csv(changes))
    return changes


def _accept(book: Gradebook, changes: list[Change], out: Path) -> None:
    """Let them stand, and keep the list: the next look writes another one in its place."""
    from autograder.exporters.changes_csv import render_changes_csv
    from autograder.files import write_file

    if not changes and not book.late_differs:
        _show(changes)
        return
    book.accept([(change.sha256, change.grade_id) for change in changes if change.grade_id is not None])
    kept = out / f"regrade-accepted-{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%SZ}.csv"
    write_file(kept, render_changes_csv(changes))
    _show(changes, str(kept))
    write_class(book, out, sites_of(None, None, None))


def _show(changes: list[Change], kept: str = "") -> None:
    from rich.console import Console

    from autograder.report.regrade import render_changes

    render_changes(changes, Console(), kept)
