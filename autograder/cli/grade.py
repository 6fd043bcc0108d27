"""``autograder grade``: notebooks in, grades with reasons out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.exits import EXIT_BELOW, EXIT_HARNESS, exit_codes
from autograder.cli.numbers import FiniteRange
from autograder.cli.suite_options import opened_assignment, suite_options
from autograder.errors import InputError
from autograder.files import write_file
from autograder.notebook import Notebook, read_notebook
from autograder.records import Grade

if TYPE_CHECKING:
    from autograder.manifest import Manifest


@click.command()
@click.argument("notebooks", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="NOTEBOOK...")
@click.option("--assignment", required=True, type=click.Path(path_type=Path), help="The folder with manifest.toml.")
@suite_options
@click.option(
    "--json", "json_path", type=click.Path(path_type=Path), help="Write the grade as JSON (schema autograder/grade/v1)."
)
@click.option("--html", "html_path", type=click.Path(path_type=Path), help="Write the page that the student reads.")
@click.option(
    "--engine", type=click.Choice(["fork", "jupyter"]), default="fork", show_default=True, help="How notebooks are run."
)
@click.option("--unsafe", is_flag=True, help="Grade even where student code cannot be sealed off.")
@click.option("--details", is_flag=True, help="With several notebooks, show the reasons of each here, too.")
@click.option(
    "--fail-under", type=FiniteRange(0, 100), metavar="P", help="Exit with 1 when a score is below P per cent."
)
def grade(
    notebooks: tuple[Path, ...],
    assignment: Path,
    suite: Path | None,
    identity: Path | None,
    signer: Path | None,
    json_path: Path | None,
    html_path: Path | None,
    engine: str,
    unsafe: bool,
    details: bool,
    fail_under: float | None,
) -> None:
    """Grade each NOTEBOOK and say what is wrong with it.

    With several notebooks, --json and --html name folders, each notebook gets a file there, and the terminal
    shows a line for each.

    Exit codes: 0 graded, whatever the score; 1 below --fail-under; 2 bad input or usage; 3 the harness failed.
    """
    with exit_codes():
        writer = _Writer(notebooks, json_path, html_path, details)
        with opened_assignment(assignment, suite, identity, signer) as manifest:
            grades = _grade(notebooks, manifest, engine, unsafe, writer)
    if any(grade.score is None for grade in grades):
        sys.exit(EXIT_HARNESS)
    if fail_under is not None and any(100 * (g.score or 0) < fail_under * g.max_score for g in grades):
        sys.exit(EXIT_BELOW)


def _grade(paths: tuple[Path, ...], manifest: Manifest, engine_name: str, unsafe: bool, writer: _Writer) -> list[Grade]:
    """Read everything before anything runs, then grade one after the other."""
    from autograder.engines import make_engine

    notebooks = _read_all(paths, read_notebook)
    grades: list[Grade] = []
    with make_engine(engine_name, manifest, unsafe=unsafe) as engine:
        from autograder import grading  # imports pytest, while the engine warms up on the other core

        def body(grade_one: grading.GradeOne) -> None:
            for path, notebook in zip(paths, notebooks, strict=True):
                result = grade_one(notebook)
                grades.append(result)
                writer.write(path, result)

        grading.grade_with(manifest, engine, body)
    writer.summarise(grades)
    return grades


def _read_all(paths: tuple[Path, ...], read: Callable[[Path], Notebook]) -> list[Notebook]:
    found, complaints = [], []
    for path in paths:
        try:
            found.append(read(path))
        except InputError as error:
            complaints.append(str(error))
    if complaints:
        raise InputError("\n".join(complaints))
    return found


class _Writer:
    """Shows each grade and writes its files, complete or not at all."""

    def __init__(self, paths: tuple[Path, ...], json_path: Path | None, html_path: Path | None, details: bool) -> None:
        self._several = len(paths) > 1
        self._details = details or not self._several
        self._done = 0
        self._json = json_path
        self._html = html_path
        self._names = dict(zip(paths, _names(paths), strict=True))

    def write(self, path: Path, grade: Grade) -> None:
        """The table on the terminal, and the files that were asked for."""
        from rich.console import Console

        from autograder.report.html import render_html
        from autograder.report.json import render_json
        from autograder.report.terminal import render_grade

        if self._json is not None:
            write_file(self._target(self._json, path, ".json"), render_json(grade))
        if self._html is not None:
            write_file(self._target(self._html, path, ".html"), render_html(grade).encode())
        self._done += 1
        if self._details:  # last: a closed pipe (`| head`) must not cost the files
            render_grade(grade, Console())
        elif sys.stderr.isatty():
            click.echo(f"graded {self._done} of {len(self._names)}: {path.name}", err=True)

    def summarise(self, grades: list[Grade]) -> None:
        """One line each, when there were several."""
        if self._several:
            from rich.console import Console

            from autograder.report.terminal import render_summary

            render_summary(grades, Console())

    def _target(self, chosen: Path, path: Path, suffix: str) -> Path:
        return chosen / f"{self._names[path]}{suffix}" if self._several else chosen


def _names(paths: tuple[Path, ...]) -> list[str]:
    """A file name for each notebook: its own, with its folder's where two are called the same, else with a number."""
    stems = [path.stem for path in paths]
    longer = [
        s if stems.count(s) == 1 else f"{path.resolve().parent.name}-{s}" for s, path in zip(stems, paths, strict=True)
    ]
    return [s if longer.count(s) == 1 else f"{s}-{number}" for number, s in enumerate(longer, 1)]
