"""Workflow commands of GitHub Actions: annotations at the student's cell, and a log that nothing can speak out of.

The escapes are those of ``src/Runner.Common/ActionCommand.cs`` of actions/runner: ``%``, CR and LF in a message, in a
property also ``:`` and ``,``.  A runner obeys ``::name::`` at the beginning of a line and ``##[name]`` anywhere in it;
between ``::stop-commands::TOKEN`` and ``::TOKEN::`` it obeys nothing, and the token is drawn after the student's code
has ended.  It shows ten errors and ten warnings a step, so there are no more of each.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from autograder.ci.places import Places, defining_cell
from autograder.ci.run import Result
from autograder.records import CellResult, QuestionResult, has_all_points
from autograder.report import words
from autograder.report.text import clean

MAX_OF_A_KIND = 10
_MESSAGE_CHARS = 600


def render_annotations(result: Result) -> str:
    """A line for each cell that stopped (an error) and each question that is not right yet (a warning)."""
    if result.grade is None or result.found is None:
        return annotation("error", clean(result.problem, _MESSAGE_CHARS), title="Nothing could be graded")
    places = Places(result.found.data)
    errors = [_of_cell(cell, result.found.path, places) for cell in words.stopped_cells(result.grade)]
    warnings = list(_of_questions(result, places))
    return "".join(errors[:MAX_OF_A_KIND] + warnings[:MAX_OF_A_KIND])


def annotation(kind: str, message: str, *, title: str = "", file: str = "", line: int = 0) -> str:
    r"""One workflow command.

    >>> annotation("error", "50%\nof it", title="a: b, c")
    '::error title=a%3A b%2C c::50%25%0Aof it\n'
    """
    properties = {"file": file, "line": str(line) if file and line else "", "title": title}
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{kind}{' ' if said else ''}{said}::{_data(message)}\n"


def between_stops(text: str) -> str:
    """Text for the log, in which the runner obeys nothing."""
    token = f"autograder-{secrets.token_hex(16)}"
    return f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::\n"


def _of_cell(cell: CellResult, path: str, places: Places) -> str:
    place = cell.error.place if cell.error is not None else None
    index, line = (place.cell_index, place.line) if place is not None else (cell.index, None)
    at = f"code cell {cell.number}"
    title = f"{at} {words.CELLS[cell.status].word.lower()}"
    message = clean(words.what_stopped(cell) or title, _MESSAGE_CHARS)
    return annotation("error", message, title=title, file=path, line=places.line_of(index, line))


def _of_questions(result: Result, places: Places) -> Iterator[str]:
    assert result.grade is not None
    assert result.found is not None
    names = {question.id: question.names for question in result.manifest.questions}
    for question in result.grade.questions:
        if all(map(has_all_points, question.checks)):
            continue
        cell = defining_cell(result.found.notebook.cells, names.get(question.id, ()))
        line = places.line_of(cell.index) if cell is not None else 1
        passed = sum(map(has_all_points, question.checks))
        title = clean(f"{question.id} {question.title}: {passed} of {len(question.checks)} checks passed", 200)
        yield annotation("warning", _first(question), title=title, file=result.found.path, line=line)


def _first(question: QuestionResult) -> str:
    check = next(check for check in words.open_checks(question) if not has_all_points(check))
    hint = f"\nHint: {check.hint}" if check.hint else ""
    return clean(f"{check.description}\n{check.message}{hint}", _MESSAGE_CHARS)


def _data(text: str) -> str:
    return _encodable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _encodable(text: str) -> str:
    """A file's name may be any bytes, which Python keeps as halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode()
