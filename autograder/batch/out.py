"""Writing what a class is told: tables for its teachers, a page for each student, files for the course site.

Everything is made anew from the gradebook, and each file is replaced in one step: whoever reads sees the old or the
new one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from autograder.errors import InputError
from autograder.exporters.canvas import fill_canvas
from autograder.exporters.feedback import CELLS_TOLD
from autograder.exporters.grades_csv import render_grades_csv
from autograder.exporters.json_lines import json_lines
from autograder.exporters.junit import junit_parts
from autograder.exporters.matching import Filled
from autograder.exporters.moodle import fill_moodle
from autograder.files import write_file
from autograder.item_analysis import analyse
from autograder.manifest import Manifest
from autograder.records import ErrorInfo
from autograder.report.class_page import render_class
from autograder.report.html import render_html, render_unreadable
from autograder.report.words import stopped_cells
from autograder.standing import Standing, Status

STUDENTS = "students"
_ERROR_CHARS = 300
_FILLERS = {"canvas": fill_canvas, "moodle": fill_moodle}
_DIGEST_CHARS = 10
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._@-]{0,79}\Z")
_LIKE_A_DIGEST = re.compile(rf"-[0-9a-f]{{{_DIGEST_CHARS}}}\Z")


class Sites(msgspec.Struct, frozen=True, kw_only=True):
    """The files that course sites exported, by `canvas` and `moodle`; the column to fill in, if it is to be named."""

    files: Mapping[str, Path] = msgspec.field(default_factory=dict)
    column: str | None = None


NO_SITES = Sites()


def write_out(
    out: Path, manifest: Manifest, standings: Sequence[Standing], sites: Sites = NO_SITES
) -> dict[str, Filled]:
    """Write every table and page of a class into ``out``; what came of each course site's file.

    ``standings`` are in the order of the students' ids, and may read each from the gradebook as it is asked for.

    Raises :class:`InputError` where something cannot be written, or a course site's file cannot be filled in.
    """
    known = slim(standings)
    filled = {site: _filled(site, path, manifest, known, sites.column) for site, path in sites.files.items()}
    pages = write_pages(out, manifest, standings)
    write_file(out / "grades.jsonl", json_lines(standings))
    write_file(out / "junit.xml", junit_parts(manifest, standings))
    write_file(out / "grades.csv", render_grades_csv(manifest, known))
    for site, result in filled.items():
        write_file(out / f"{site}.csv", result.content)
    analysis = analyse(manifest.questions, known)
    write_file(out / "class.html", render_class(manifest.title, analysis, known, pages).encode())
    return filled


def check_sites(sites: Sites, manifest: Manifest) -> None:
    """Raise :class:`InputError` where a course site's file cannot be filled in: sooner than when all is graded."""
    for site, path in sites.files.items():
        _filled(site, path, manifest, (), sites.column)


def older_files(out: Path, written: Collection[str]) -> dict[str, Path]:
    """The course sites' files of an earlier run, which were not ``written`` with these tables."""
    files = {site: out / f"{site}.csv" for site in _FILLERS if site not in written}
    return {site: path for site, path in files.items() if path.is_file()}


def slim(standings: Iterable[Standing]) -> list[Standing]:
    """The standings without what fills memory: messages, outputs, and each text that all have once for each of them.

    What a table or the class's page says is all there; 100,000 students of 138 checks take 3 GB instead of 20.
    """
    texts: dict[str, str] = {}
    return [_slim(standing, texts) for standing in standings]


def _slim(standing: Standing, texts: dict[str, str]) -> Standing:
    grade = standing.grade
    if grade is None:
        return standing
    questions = tuple(
        replace(
            question,
            id=texts.setdefault(question.id, question.id),
            title=texts.setdefault(question.title, question.title),
            checks=tuple(
                replace(
                    check,
                    name=texts.setdefault(check.name, check.name),
                    description=texts.setdefault(check.description, check.description),
                    hint=texts.setdefault(check.hint, check.hint) if check.misconception else "",
                    message="",
                )
                for check in question.checks
            ),
        )
        for question in grade.questions
    )
    told = {cell.number for cell in stopped_cells(grade)[:CELLS_TOLD]}
    cells = tuple(
        replace(cell, output="", error=_brief(cell.error) if cell.number in told else None) for cell in grade.cells
    )
    return replace(standing, grade=replace(grade, questions=questions, cells=cells))


def _brief(error: ErrorInfo | None) -> ErrorInfo | None:
    return replace(error, message=error.message[:_ERROR_CHARS], place=None) if error is not None else None


def write_pages(out: Path, manifest: Manifest, standings: Sequence[Standing]) -> dict[str, str]:
    """A page for each student who handed in or has a TA's decision; where each is, relative to ``out``.

    The page of somebody who had one and has none any more goes, since nothing leads to it and it tells what was.
    """
    pages: dict[str, str] = {}
    titles = manifest.titles
    for standing in standings:
        name = f"{STUDENTS}/{page_name(standing.student.id)}"
        if not _has_page(standing):
            _remove(out / name)
            continue
        grade = standing.grade
        page = (
            render_html(grade, standing) if grade is not None else render_unreadable(standing, manifest.title, titles)
        )
        write_file(out / name, page.encode())
        pages[standing.student.id] = name
    return pages


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be removed ({error.strerror}), though it is of an earlier run") from None


def _has_page(standing: Standing) -> bool:
    if standing.status is Status.MISSING:
        return bool(standing.overrides)
    return standing.status is not Status.PENDING


def page_name(student: str) -> str:
    """A file name for a student's page: the id where that is safe on every file system, else what is left and a hash.

    An id that ends like a hash gets one of its own: it could be another's name, and one page would replace the other.

    >>> page_name("ann"), page_name("../Ann")
    ('ann.html', 'ann-eb82557102.html')
    """
    if _PLAIN.match(student) and not _LIKE_A_DIGEST.search(student):
        return f"{student}.html"
    safe = re.sub(r"[^a-z0-9]+", "-", student.lower()).strip("-")[:40]
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARS]
    return f"{safe}-{digest}.html"


def _filled(site: str, path: Path, manifest: Manifest, standings: Sequence[Standing], column: str | None) -> Filled:
    try:
        export = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}), but should be the file that {site} exported"
        ) from None
    return _FILLERS[site](export, path, manifest, standings, column)
