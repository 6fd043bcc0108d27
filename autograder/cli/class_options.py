"""What the commands about a class share: where the output lies, and how it is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.suite_options import opened_assignment, suite_options
from autograder.errors import InputError

if TYPE_CHECKING:
    from autograder.batch.out import Sites
    from autograder.executors import Executor, Outcome
    from autograder.gradebook import Gradebook, GradeKey
    from autograder.manifest import Manifest
    from autograder.report.progress import Meter

GRADEBOOK_NAME = "gradebook.db"
_RUNNING = ("workers", "executor", "scheduler", "engine", "unsafe")


def class_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--assignment``, by what is graded, ``--out``, ``--gradebook``: the keywords that :func:`opened` takes."""
    options = (
        click.option(
            "--assignment", required=True, type=click.Path(path_type=Path), help="The folder with manifest.toml."
        ),
        suite_options,
        click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder of the class."),
        click.option(
            "--gradebook", metavar="URL", help="A database instead of OUT/gradebook.db: postgresql+psycopg://..."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def site_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--canvas``, ``--moodle``, ``--column``."""
    options = (
        click.option(
            "--canvas", type=click.Path(path_type=Path), help="A gradebook exported by Canvas, to be filled in."
        ),
        click.option(
            "--moodle", type=click.Path(path_type=Path), help="A worksheet exported by Moodle, to be filled in."
        ),
        click.option("--column", help="The column of that file, where it is not called as the assignment is."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def running_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How submissions are run: ``--workers``, ``--executor``, ``--scheduler``, ``--engine``, ``--unsafe``."""
    options = (
        click.option("--workers", type=click.IntRange(1, 256), help="Grader processes.  [default: one a processor]"),
        click.option(
            "--executor",
            type=click.Choice(["processes", "dask"]),
            default="processes",
            show_default=True,
            help="On this machine, or on a Dask cluster.",
        ),
        click.option("--scheduler", metavar="ADDRESS", help="The scheduler of the Dask cluster: tcp://HOST:PORT."),
        click.option("--engine", type=click.Choice(["fork", "jupyter"]), default="fork", show_default=True),
        click.option("--unsafe", is_flag=True, help="Grade even where student code cannot be sealed off."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def apart(options: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options of :func:`class_options`, for :func:`opened`, and those of :func:`running_options`."""
    running = {name: value for name, value in options.items() if name in _RUNNING}
    return {name: value for name, value in options.items() if name not in _RUNNING}, running


@contextmanager
def opened(
    assignment: Path,
    suite: Path | None,
    identity: Path | None,
    signer: Path | None,
    out: Path,
    gradebook: str | None,
) -> Iterator[Gradebook]:
    """The class's gradebook, with the output folder held; :class:`InputError` where there is none.

    Its manifest is the assignment's; a sealed suite is open for as long as the block lasts.
    """
    place = gradebook or out / GRADEBOOK_NAME
    with opened_assignment(assignment, suite, identity, signer) as manifest:
        if not out.is_dir():
            raise InputError(f"{out}: is no folder; it should be the output of `autograder batch`")
        if isinstance(place, Path) and not place.is_file():
            raise InputError(f"{out}: holds no {GRADEBOOK_NAME}; it should be the output of `autograder batch`")
        with held(out, gradebook, manifest) as book:
            yield book


@contextmanager
def held(out: Path, gradebook: str | None, manifest: Manifest) -> Iterator[Gradebook]:
    """The gradebook, with the output folder held; both are made if they are not there."""
    from autograder.batch.lock import locked
    from autograder.gradebook import open_gradebook

    with locked(out), open_gradebook(gradebook or out / GRADEBOOK_NAME, manifest) as book:
        yield book


def only_of(manifest: Manifest, only: Sequence[str]) -> tuple[str, ...]:
    """The questions that were asked for, each of which must be there."""
    from autograder.manifest import chosen

    chosen(manifest, only)
    return tuple(only)


def executor_of(
    manifest: Manifest,
    count: int,
    *,
    only: tuple[str, ...],
    workers: int | None,
    executor: str,
    scheduler: str | None,
    engine: Any,
    unsafe: bool,
) -> Executor:
    """The executor that was asked for, for ``count`` submissions."""
    import os

    from autograder.engines.fair_clock import SLOWEST
    from autograder.executors import Settings

    if engine == "jupyter" and not unsafe:
        raise InputError("the jupyter engine has no sandbox; add --unsafe if you trust these notebooks")
    settings = Settings(
        assignment=str(manifest.folder), suite=str(manifest.suite), engine=engine, unsafe=unsafe, only=only
    )
    task_seconds = (1 + 1 / SLOWEST) * manifest.limits.submission_seconds + 60  # what takes longer is our fault
    if executor == "dask":
        return _cluster(settings, scheduler, task_seconds)
    from autograder.executors.pool import ProcessPool

    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ProcessPool(settings, min(workers or available, count), task_seconds)


def _cluster(settings: Any, scheduler: str | None, task_seconds: float) -> Executor:
    if scheduler is None:
        raise InputError("--executor dask needs --scheduler ADDRESS, as `dask scheduler` prints it")
    try:
        from autograder.executors.cluster import DaskCluster
    except ModuleNotFoundError as error:
        raise InputError(f"--executor dask needs the package {error.name}: pip install 'autograder[dask]'") from None
    return DaskCluster(settings, scheduler, task_seconds)


def run_all(
    book: Gradebook, executor: Executor, pending: dict[str, str], key: GradeKey, *, accept: bool
) -> tuple[Meter, bool]:
    """Grade what is pending, with a bar; what came of it, and whether it was interrupted."""
    from rich.console import Console

    from autograder.batch.run import grade_pending, interruptible
    from autograder.cli.exits import say
    from autograder.report.progress import meter

    console = Console(stderr=True)
    stopping = "finishing what was begun; Ctrl-C again stops at once, and what is stored stays"
    with executor, meter(len(pending), console) as shown:

        def tell(outcome: Outcome) -> None:
            withheld = bool(outcome.failure) or (outcome.grade is not None and outcome.grade.score is None)
            shown.count(unreadable=bool(outcome.problem), withheld=withheld)

        with interruptible(executor, lambda: say(stopping)) as interrupted:
            grade_pending(book, executor, pending, key, accept=accept, tell=tell)
            return shown, interrupted()


def sites_of(canvas: Path | None, moodle: Path | None, column: str | None) -> Sites:
    """The course sites' files that were given."""
    from autograder.batch.out import Sites

    named = {"canvas": canvas, "moodle": moodle}
    return Sites(files={name: path for name, path in named.items() if path is not None}, column=column)


def write_class(book: Gradebook, out: Path, sites: Sites) -> int:
    """Write every table and page anew and say what is there; how many grades were withheld."""
    from rich.console import Console

    from autograder.batch.out import older_files, write_out
    from autograder.cli.exits import say
    from autograder.gradebook.standings import Standings
    from autograder.report.batch import render_class_summary, render_filled

    if book.late_differs:
        say(
            "the manifest's [late] is another than the one by which the class was told its scores, and that one still "
            "counts; `autograder regrade` shows what would change"
        )
    standings = Standings(book)
    console = Console()
    for site, filled in write_out(out, book.manifest, standings, sites).items():
        render_filled(
            out / f"{site}.csv",
            console,
            written=len(filled.written),
            unmatched=filled.unmatched,
            not_in_file=filled.not_in_file,
            notices=filled.notices,
        )
    withheld = render_class_summary(standings, out, console, late_costs=book.manifest.late is not None)
    for site, path in older_files(out, sites.files).items():
        say(f"{path} is older than these tables; `autograder export --{site} FILE` fills in what {site} exports now")
    return withheld
