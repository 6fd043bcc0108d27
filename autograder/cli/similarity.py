"""``autograder similarity``: likely copies within a class."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.class_options import class_options, opened
from autograder.cli.exits import exit_codes
from autograder.errors import InputError

if TYPE_CHECKING:
    from autograder.codec import CodeCell
    from autograder.gradebook import Gradebook
    from autograder.similarity.pairs import Work

PAGE_NAME = "similarity.html"


@click.command()
@class_options
@click.option("--given", type=click.Path(path_type=Path), help="The notebook that students were given.")
@click.option(
    "--limit", type=click.IntRange(1, 1_000), default=50, show_default=True, help="How many pairs are listed."
)
def similarity(out: Path, given: Path | None, limit: int, **where: Any) -> None:
    """List pairs of submissions that share what few others have, with the shared passages side by side.

    An aid to a human and no proof of anything: read both before you write to anybody.

    Exit codes: 0 done, whatever was found; 2 bad input or usage.
    """
    with exit_codes():
        from autograder.files import write_file
        from autograder.report.similarity import render_similarity
        from autograder.similarity.pairs import find_pairs

        starter = _cells(given) if given is not None else ()
        with opened(out=out, **where) as book:
            title = book.manifest.title
            works = list(_works(book))
            names = _names(book)
        pairs = find_pairs(works, starter, limit)
        page = render_similarity(pairs, title, len(works), names)
        write_file(out / PAGE_NAME, page.encode())
    for pair in pairs[:10]:
        click.echo(f"{pair.score:4.0%}  {pair.first}  {pair.second}")
    click.echo(f"{len(pairs)} pairs among {len(works)} notebooks: {out / PAGE_NAME}")


def _cells(path: Path) -> tuple[CodeCell, ...]:
    from autograder.notebook import read_notebook

    return read_notebook(path).cells


def _works(book: Gradebook) -> Iterator[Work]:
    """What counts of each student, where it is a notebook."""
    from autograder.gradebook.standings import counting
    from autograder.notebook import parse_notebook
    from autograder.similarity.pairs import Work

    for student, found in sorted(counting(book).items()):
        if found.sha256:
            try:
                notebook = parse_notebook(Path(found.name), book.content(found.sha256))
            except InputError:  # no notebook: the class report says so
                continue
            yield Work(id=student, cells=notebook.cells)


def _names(book: Gradebook) -> dict[str, str]:
    from autograder.gradebook.tables import students

    return {row["id"]: f"{row['name']} ({row['id']})" if row["name"] else row["id"] for row in book.rows(students)}
