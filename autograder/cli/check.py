"""``autograder check``: what a student runs before handing in."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.exits import EXIT_BELOW, EXIT_HARNESS, exit_codes, say
from autograder.errors import InputError

if TYPE_CHECKING:
    from autograder.checking.check_up import CheckUp
    from autograder.engines.jupyter import JupyterEngine
    from autograder.grading import GradeOne
    from autograder.manifest import Manifest


@click.command()
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option(
    "--assignment",
    type=click.Path(path_type=Path),
    help="The folder that you were given, with manifest.toml and tests/.  [default: the notebook's own folder]",
)
@click.option("--watch", is_flag=True, help="Check again after each save, until Ctrl-C.")
def check(notebook: Path, assignment: Path | None, watch: bool) -> None:
    """Look NOTEBOOK through before you hand it in.

    Runs it from top to bottom in a fresh kernel, here on your computer, runs the public checks, and says in words
    what is not right yet and what would go wrong where it is graded.  Nothing is sent anywhere.

    Exit codes: 0 nothing to mend; 1 something to mend; 2 bad input or usage; 3 the harness failed.
    """
    with exit_codes():
        found = _check(notebook, assignment or notebook.parent, watch)
    if found.grade.score is None:
        sys.exit(EXIT_HARNESS)
    if not found.ready:
        sys.exit(EXIT_BELOW)


def _check(notebook: Path, assignment: Path, watch: bool) -> CheckUp:
    from autograder.checking.check_up import require_public
    from autograder.engines.jupyter import JupyterEngine
    from autograder.grading import grade_with
    from autograder.manifest import MANIFEST_NAME, read_manifest
    from autograder.notebook import read_notebook

    if not (assignment / MANIFEST_NAME).is_file():
        raise InputError(
            f"{notebook}: there is no {MANIFEST_NAME} in {assignment}; keep the notebook in the folder that you were "
            "given, or name that folder with --assignment"
        )
    manifest = read_manifest(assignment)
    require_public(manifest)
    read_notebook(notebook)  # before a kernel is started for it
    results: list[CheckUp] = []

    def body(grade_one: GradeOne) -> None:
        results.append(_once(notebook, manifest, grade_one))
        if watch:
            _watch(notebook, manifest, engine, grade_one, results)

    with JupyterEngine(manifest) as engine:
        grade_with(manifest, engine, body)
    return results[-1]


def _once(path: Path, manifest: Manifest, grade_one: GradeOne) -> CheckUp:
    from rich.console import Console

    from autograder.checking.check_up import check_up
    from autograder.notebook import read_notebook
    from autograder.report.check_up import render_check_up

    found = check_up(manifest, grade_one, read_notebook(path))
    render_check_up(found, Console())
    return found


def _watch(path: Path, manifest: Manifest, engine: JupyterEngine, grade_one: GradeOne, results: list[CheckUp]) -> None:
    """Check after each save; the next kernel is started while the student is writing."""
    from autograder.checking.watch import saves

    try:
        changes = saves(path)
        engine.prepare()
        say(f"watching {path}; Ctrl-C ends it")
        for _ in changes:
            click.echo(f"\n{time.strftime('%H:%M:%S')}  {path} was saved\n")
            try:
                results.append(_once(path, manifest, grade_one))
            except InputError as error:  # saved in the middle of a merge, say: the next save may mend it
                say(str(error))
            engine.prepare()
    except KeyboardInterrupt:
        click.echo()
