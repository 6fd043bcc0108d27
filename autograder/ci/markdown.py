"""A grade as Markdown: for the step's summary and for the body of a release.

What a student can influence stands in code: there GitHub makes no link, mention, image or heading of it.  A fence is
longer than any run of backticks in what it holds.  All other text is spelt with character references, which Markdown
never takes for markup.
"""

from __future__ import annotations

import re

from autograder.ci.run import Result
from autograder.records import CheckResult, Grade, QuestionResult, Verdict, has_all_points
from autograder.report import words
from autograder.report.text import clean, excerpt, shown

MAX_CHARS = 200_000
"""GitHub refuses a step's summary of more than 1 MiB and a release's body of more than 125,000 characters."""

MAX_BODY_CHARS = 100_000
_MESSAGE_CHARS = 2_000
_MESSAGE_LINES = 20
_CODE = re.compile(r"`([^`\n]+)`")
_TICKS = re.compile("`+")
_MARKS = re.compile(r"[^\w \n.,;:()/%+?'\"=-]|_|(?<=\n)[-+=\d]|^[-+=\d]|(?<=w)w(?=w\.)|:(?=//)")
_SIGNS = {"passed": "✅", "partial": "🟡", "followed_through": "🟡", "skipped": "⚪", "harness_error": "⚪"}


def render_markdown(result: Result, max_chars: int = MAX_CHARS) -> str:
    """The whole page; what is too long is cut between two questions, and says so."""
    parts = [_head(result), *(f"> {prose(notice)}\n" for notice in result.notices)]
    if result.grade is None:
        parts.append(f"**{prose('Nothing could be graded:')}** {code(result.problem)}\n")
    else:
        grade = shown(result.grade)
        parts += [_table(grade), *_cells(grade), *(_question(question) for question in grade.questions)]
        parts.append(_foot(grade))
    page = ""
    for part in filter(None, parts):
        if len(page) + len(part) > max_chars:
            return f"{page}\nThe rest is too long for this page: see feedback.html.\n"
        page += f"{part}\n"
    return page


def prose(text: str) -> str:
    """Text of the assignment's author on one line; what stands between backticks is code.

    >>> prose("`a_b` is *not* <b>")
    '`a_b` is &#42;not&#42; &#60;b&#62;'
    """
    flat = " ".join(clean(text).split())
    pieces = _CODE.split(flat)
    return "".join(code(piece) if number % 2 else _spelt(piece) for number, piece in enumerate(pieces))


def code(text: str) -> str:
    """Any text as code on one line.

    >>> code("a`b")
    '`` a`b ``'
    """
    flat = " ".join(clean(text, _MESSAGE_CHARS).split()) or " "
    fence = _fence(flat, 1)
    padding = " " if "`" in flat else ""
    return f"{fence}{padding}{flat}{padding}{fence}"


def block(text: str) -> str:
    """Any text as a block of code."""
    visible = excerpt(clean(text, _MESSAGE_CHARS), _MESSAGE_LINES)
    fence = _fence(visible, 3)
    return f"{fence}text\n{visible}\n{fence}\n"


def _fence(text: str, least: int) -> str:
    return "`" * max([least, *(len(run) + 1 for run in _TICKS.findall(text))])


def _spelt(text: str) -> str:
    return _MARKS.sub(lambda found: f"&#{ord(found[0])};", text)


def _cell(text: str) -> str:
    """In a table, where a bar ends a cell even within code."""
    return text.replace("|", "\\|")


def _head(result: Result) -> str:
    title = prose(result.manifest.title)
    what = "Public checks" if result.is_public else "Score"
    score = result.grade.score if result.grade is not None else 0.0
    return f"## {title}\n\n**{what}: {words.score(score, result.manifest.points)} points**\n"


def _table(grade: Grade) -> str:
    lines = ["| | Question | Points | Passed |", "|---|---|---|---|"]
    for question in grade.questions:
        passed = sum(map(has_all_points, question.checks))
        sign = "✅" if passed == len(question.checks) else "❌"
        name = _cell(f"{code(question.id)} {prose(question.title)}")
        points = words.score(question.score, question.max_score)
        lines.append(f"| {sign} | {name} | {points} | {passed} of {len(question.checks)} |")
    return "\n".join(lines) + "\n"


def _cells(grade: Grade) -> list[str]:
    stopped = words.stopped_cells(grade)
    if not stopped:
        return []
    lines = ["### Cells that did not run\n"]
    for cell in stopped[:10]:
        place = words.place_line(cell.error) if cell.error is not None else ""
        lines.append(f"**{place or f'code cell {cell.number}'}**\n\n{block(words.what_stopped(cell))}")
    if len(stopped) > 10:
        lines.append(f"... and {words.count(len(stopped) - 10, 'more cell')}\n")
    return ["\n".join(lines)]


def _question(question: QuestionResult) -> str:
    checks = [check for check in words.open_checks(question) if not has_all_points(check)]
    if not checks:
        return ""
    title = f"<details><summary>{_spelt(question.id)}: {_spelt(' '.join(clean(question.title).split()))}</summary>\n"
    return "\n".join([title, *map(_check, checks), "</details>\n"])


def _check(check: CheckResult) -> str:
    face = words.VERDICTS[check.verdict]
    lines = [f"{_SIGNS.get(check.verdict.value, '❌')} **{face.word}**: {prose(check.description)}\n"]
    if check.message and check.verdict is not Verdict.PASSED:
        lines.append(block(check.message))
    if check.hint:
        lines.append(f"Hint: {prose(check.hint)}\n")
    return "\n".join(lines)


def _foot(grade: Grade) -> str:
    return (
        f"<sub>autograder {_spelt(grade.harness_version)}, sandbox level {grade.sandbox_level}, "
        f"notebook {grade.submission.sha256[:12]}, suite {grade.suite.sha256[:12]}</sub>\n"
    )
