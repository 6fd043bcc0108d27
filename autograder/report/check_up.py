"""A check-up on a terminal, for the student: what the public checks say, then what else was found."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from autograder.checking.check_up import CheckUp
from autograder.records import CheckResult, QuestionResult, Verdict
from autograder.report import words
from autograder.report.layout import ends, write
from autograder.report.text import clean, encodable, excerpt, shown

_MESSAGE_LINES = 12


def render_check_up(found: CheckUp, console: Console) -> None:
    """Print it, question by question; what is well takes a line, what is not says why."""
    grade = shown(found.grade, console.encoding)
    write(console, Text(f"{grade.suite.title}: {grade.submission.name}", style="bold"))
    console.print()
    write(console, Text("The public checks", style="bold"))
    for question in grade.questions:
        _question(question, question.id in found.not_begun, console)
    console.print()
    write(console, Text("From top to bottom, in a fresh kernel", style="bold"))
    for finding in found.findings:
        sign, style = ("✗", "red") if finding.serious else ("!", "yellow")
        write(console, Text.assemble((f"{_sign(sign, console)} ", style), _safe(finding.text, console)), 1)
        if finding.hint:
            write(console, Text(_safe(finding.hint, console), style="italic"), 5)
    if not any(finding.serious for finding in found.findings):
        ran = words.count(len(grade.cells), "code cell")
        write(console, Text.assemble((f"{_sign('✓', console)} ", "green"), f"All {ran} run to their end."), 1)
    console.print()
    write(console, Text(_verdict(found)))


def _question(question: QuestionResult, idle: bool, console: Console) -> None:
    passed, of = len(words.passed_checks([question])), len(question.checks)
    if idle:
        left, right = Text.assemble(("· ", "dim"), (question.id.ljust(5), "dim"), (question.title, "dim")), "not begun"
        write(console, ends(left, Text(right, style="dim"), console, 1), 1)
        return
    sign, style = ("✓", "green") if passed == of else ("✗", "red")
    left = Text.assemble((f"{_sign(sign, console)} ", style), (question.id.ljust(5), "bold"), question.title)
    write(console, ends(left, Text(f"{passed} of {of}"), console, 1), 1)
    for check in words.open_checks(question):
        _check(check, console)


def _check(check: CheckResult, console: Console) -> None:
    write(console, Text(check.description), 5)
    if check.verdict is not Verdict.PASSED:
        write(console, Text(excerpt(check.message, _MESSAGE_LINES)), 7)
    if check.hint:
        write(console, Text(f"Hint: {excerpt(check.hint, _MESSAGE_LINES)}", style="italic"), 7)


def _verdict(found: CheckUp) -> str:
    broken = [check for q in found.grade.questions for check in q.checks if check.verdict is Verdict.HARNESS_ERROR]
    if broken:
        return (
            f"{words.count(len(broken), 'check')} failed by themselves; please tell your teacher. It costs you nothing."
        )
    if found.ready:
        return "All public checks pass, and it runs. The grade comes from more checks than these."
    if found.not_begun:
        return f"{words.count(len(found.not_begun), 'question')} not begun; mend what is marked above, and check again."
    return "Mend what is marked above, and check again."


def _safe(text: str, console: Console) -> str:
    return encodable(clean(text), console.encoding)


def _sign(sign: str, console: Console) -> str:
    return sign if encodable(sign, console.encoding) == sign else {"✓": "+", "✗": "x"}.get(sign, "-")
