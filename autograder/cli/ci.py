"""``autograder ci``: inside a student's repository, in a job."""

from __future__ import annotations

import datetime
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.exits import exit_codes
from autograder.cli.suite_options import opened_assignment, suite_options
from autograder.errors import AutograderError, InputError

if TYPE_CHECKING:
    from autograder.ci.environment import Environment
    from autograder.ci.run import Result


@click.command()
@click.option(
    "--format",
    "chosen",
    type=click.Choice(["auto", "classroom50", "classroom", "actions", "gradescope", "junit"]),
    default="auto",
    show_default=True,
    help="What to write; auto goes by the environment's variables.",
)
@click.option(
    "--repository", type=click.Path(path_type=Path), default=Path(), help="The checkout.  [default: this folder]"
)
@click.option(
    "--assignment",
    type=click.Path(path_type=Path),
    help="The folder with manifest.toml and the checks.  [default: the checkout]",
)
@suite_options
@click.option("--notebook", help="The notebook's path in the checkout.  [default: the one called as the assignment]")
@click.option("--out", type=click.Path(path_type=Path), help="Where files are written.  [default: this folder]")
@click.option("--engine", type=click.Choice(["fork", "jupyter"]), default="fork", show_default=True)
@click.option("--unsafe", is_flag=True, help="Grade even where student code cannot be sealed off.")
def ci(
    chosen: str,
    repository: Path,
    assignment: Path | None,
    suite: Path | None,
    identity: Path | None,
    signer: Path | None,
    notebook: str | None,
    out: Path | None,
    engine: str,
    unsafe: bool,
) -> None:
    """Grade the notebook of the repository in which a job runs, and tell whoever started the job.

    Finds the notebook, runs the public checks, and writes feedback.html, grade.json and what the environment calls for:
    result.json and release-body.md (Classroom 50), a summary, annotations and an output (Actions), junit.xml.

    Exit codes: 0 graded, whatever the score, also when there is no notebook; 2 bad usage; 3 the harness failed.  With 2
    and 3 no result is written.
    """
    with exit_codes():
        from autograder.ci.environment import formats_of, read_environment
        from autograder.ci.run import grade_checkout
        from autograder.ci.write import clear_all, write_all

        environment = read_environment(os.environ)
        container = Path(os.environ.get("AUTOGRADER_ROOT", "/autograder"))
        metadata = container / "submission_metadata.json"
        if chosen in ("auto", "gradescope") and metadata.is_file():
            from autograder.gradescope.run import main as grade_in_container

            sys.exit(grade_in_container(container))
        if chosen == "gradescope":
            where = "--format gradescope should run in Gradescope's container"
            raise InputError(f"{metadata}: is not there, but {where}")
        try:
            formats, target = formats_of(environment, chosen), out or Path()
            clear_all(target, formats)
            with opened_assignment(assignment or repository, suite, identity, signer) as manifest:
                result = grade_checkout(
                    repository, manifest, environment, notebook=notebook, engine=engine, unsafe=unsafe
                )
            printed = write_all(result, environment, formats, target, datetime.datetime.now(datetime.UTC))
        except AutograderError as error:
            _fail(error, environment)
            raise
        _show(result, environment, printed)


def _fail(error: AutograderError, environment: Environment) -> None:
    from autograder.ci.write import tell_failure

    said = tell_failure(str(error), environment)
    if environment.on_actions:
        click.echo(said, nl=False)


def _show(result: Result, environment: Environment, printed: str) -> None:
    """The log: what the notebook made us say where nothing is obeyed, then our own orders."""
    from autograder.ci.formats.actions import between_stops

    text = _table(result)
    click.echo(between_stops(text) if environment.on_actions else text, nl=False)
    if environment.on_actions:
        click.echo(printed, nl=False)
    sys.stdout.flush()


def _table(result: Result) -> str:
    from rich.console import Console

    from autograder.report.terminal import render_grade
    from autograder.report.text import clean

    if result.grade is None:
        return f"Nothing could be graded: {clean(result.problem)}\n"
    page = io.StringIO()
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    render_grade(result.grade, Console(file=page, width=100, color_system=None))
    return page.getvalue().encode(encoding, "backslashreplace").decode(encoding)
