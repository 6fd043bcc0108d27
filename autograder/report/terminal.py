"""A grade on a terminal, for a TA; readable without colour and at 80 columns.

Everything is built from :class:`rich.text.Text`: a plain string would be read as rich markup.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.records import CellResult, CheckResult, Grade, QuestionResult
from autograder.report import words
from autograder.report.layout import ends, fitted, width, write
from autograder.report.text import encodable, excerpt, shown, tail

_STYLES = {"good": "green", "part": "yellow", "bad": "red", "idle": "dim", "ours": "magenta"}
_MESSAGE_LINES = 12
_OUTPUT_LINES = 6
_HASH_CHARS = 12
_NAME_CHARS = 30
_PADDING = 8  # of the edges and two gaps


def render_grade(grade: Grade, console: Console) -> None:
    """Print one grade: the scores, then what went wrong, question by question and cell by cell."""
    grade = shown(grade, console.encoding)
    write(console, Text(grade.suite.title, style="bold"))
    write(console, ends(Text(grade.submission.name), _score(grade.score, grade.max_score), console))
    _withheld(grade, console)
    console.print(_scores(grade), width=width(console))
    for question in grade.questions:
        _question(question, console)
    _cells(grade, console)
    for notice in grade.notices:
        write(console, Text.assemble(("Notice: ", "bold"), notice))
    _footer(grade, console)


def render_summary(grades: Iterable[Grade], console: Console) -> None:
    """Print one line for each submission: its name, its score, which questions lost points or were withheld."""
    graded = [shown(grade, console.encoding) for grade in grades]
    rows = [(fitted(grade.submission.name, _NAME_CHARS), *_summary_row(grade)) for grade in graded]
    names = max([len("Submission"), *(name.cell_len for name, _, _ in rows)])
    scores = max([len("Score"), *(len(score) for _, score, _ in rows)])
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Submission", overflow="fold")
    table.add_column("Score", overflow="fold", justify="right")
    table.add_column("Points lost or withheld in", overflow="fold")
    for name, score, questions in rows:
        table.add_row(name, Text(score), fitted(questions, width(console) - names - scores - _PADDING))
    console.print(table, width=width(console))
    withheld = sum(grade.score is None for grade in graded)
    write(console, Text(f"{words.count(len(graded), 'submission')}, {withheld} withheld"))


def _summary_row(grade: Grade) -> tuple[str, str]:
    withheld = [f"{question.id} (withheld)" for question in grade.questions if question.score is None]
    lost = [q.id for q in grade.questions if q.score is not None and q.score < q.max_score]
    return words.score(grade.score, grade.max_score), ", ".join(withheld + lost)


# --- the parts of a grade -----------------------------------------------------------------------------------


def _withheld(grade: Grade, console: Console) -> None:
    if grade.score is None:
        reason = f" {grade.withheld}" if grade.withheld else ""
        write(console, Text.assemble(("WITHHELD. ", "bold magenta"), words.NOT_THE_STUDENT, reason))


def _scores(grade: Grade) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_footer=True, pad_edge=False)
    table.add_column("Question", footer="Total", overflow="fold", max_width=24)
    table.add_column("Title", overflow="fold")
    table.add_column("Score", footer=_score(grade.score, grade.max_score), justify="right", overflow="fold")
    table.add_column("Passed", footer=Text(_passed(*grade.questions)), justify="right", overflow="fold")
    for question in grade.questions:
        score = _score(question.score, question.max_score)
        table.add_row(Text(question.id), Text(question.title), score, Text(_passed(question)))
    return table


def _question(question: QuestionResult, console: Console) -> None:
    checks = words.open_checks(question)
    if not checks:
        return
    title = Text.assemble((question.id, "bold"), "  ", question.title)
    write(console, ends(title, _score(question.score, question.max_score), console))
    for check in checks:
        _check(check, console)
    console.print()


def _check(check: CheckResult, console: Console) -> None:
    tone = _STYLES[words.VERDICTS[check.verdict].tone]
    verdict = (f"{_sign(check, console)} {check.verdict.replace('_', ' ')}", f"bold {tone}")
    number = words.score(check.points, check.max_points)
    write(console, Text.assemble(verdict, f"  {number}  ", (check.name, "dim")), 2)
    write(console, Text(check.description), 4)
    if check.message:
        write(console, Text(excerpt(check.message, _MESSAGE_LINES)), 6)
    if check.hint:
        write(console, Text(f"Hint: {excerpt(check.hint, _MESSAGE_LINES)}", style="italic"), 6)
    if check.misconception:
        write(console, Text(f"Misconception: {check.misconception}"), 6)


def _cells(grade: Grade, console: Console) -> None:
    stopped, not_run = words.stopped_cells(grade), words.cells_not_run(grade)
    if stopped or not_run:
        write(console, Text("Cells that did not run to their end", style="bold"))
    for cell in stopped:
        _cell(cell, console)
    if not_run:
        write(console, Text(f"Not run: code cell{'s' if len(not_run) > 1 else ''} {words.numbers(not_run)}"), 2)
    if stopped or not_run:
        console.print()


def _cell(cell: CellResult, console: Console) -> None:
    what = f"{cell.status.replace('_', ' ')} after {cell.wall_seconds:.1f} s"
    write(console, Text.assemble((f"Code cell {cell.number}: ", "bold"), (what, "red")), 2)
    write(console, Text(excerpt(words.what_stopped(cell), _MESSAGE_LINES)), 4)
    if cell.error:
        place = words.place_line(cell.error)
        source = cell.error.place.source if cell.error.place else None
        write(console, Text(": ".join(part for part in (place, (source or "").strip()) if part)), 4)
    if cell.output.strip():
        write(console, Text(tail(cell.output, _OUTPUT_LINES), style="dim"), 4)


def _footer(grade: Grade, console: Console) -> None:
    level = f"sandbox level {grade.sandbox_level} ({words.promise(grade.sandbox_level)})"
    how = f"autograder {grade.harness_version}, engine {grade.engine}, {grade.wall_seconds:.1f} s, {level}"
    hashes = f"suite {grade.suite.sha256[:_HASH_CHARS]}, notebook {grade.submission.sha256[:_HASH_CHARS]}"
    write(console, Text(f"{how}\n{hashes}", style="dim"))
    console.print()


def _score(score: float | None, out_of: float) -> Text:
    return Text(words.score(score, out_of), style="bold magenta" if score is None else "bold")


def _passed(*questions: QuestionResult) -> str:
    checks = sum(len(question.checks) for question in questions)
    return f"{len(words.passed_checks(questions))} of {checks}"


def _sign(check: CheckResult, console: Console) -> str:
    sign = words.VERDICTS[check.verdict].sign
    return sign if encodable(sign, console.encoding) == sign else "-"
