"""An audit on a terminal: what falls short on top, then the figures, then check by check."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.audit.findings import Audit, CheckAudit, QuestionAudit
from autograder.report.layout import width, write
from autograder.report.text import encodable
from autograder.report.words import count


def render_audit(audit: Audit, console: Console) -> None:
    """Print it; readable without colour and at 80 columns."""
    _headline(audit, console)
    _figures(audit, console)
    for question in audit.questions:
        _question(question, console)
    _survivors(audit, console)
    idle = [f"{q.id}: {check.name}" for q in audit.questions for check in q.checks if not (check.alone or check.idle)]
    if idle:
        _title("Checks that catch nothing which no other check of their question catches", console)
        for name in idle:
            write(console, Text(name), 1)


def _headline(audit: Audit, console: Console) -> None:
    short = audit.shortcomings
    if not short:
        write(console, Text("Nothing falls short.", style="bold green"))
        return
    write(console, Text(f"{count(len(short), 'shortcoming')}:", style="bold red"))
    for line in short:
        write(console, Text(encodable(f"- {line}", console.encoding)), 1)


def _figures(audit: Audit, console: Console) -> None:
    sampled = f", a sample of {audit.mutants_in_all}" if audit.mutants < audit.mutants_in_all else ""
    lines = [
        f"right variants     {audit.right}; wrongly failed: {audit.false_alarms}",
        f"misconceptions     {audit.misconceptions}; caught by their own question: {audit.caught}",
        f"  named            {audit.named} ({audit.named_percent:.1f} %); as another: {len(audit.misnamed)}",
        f"mutants            {audit.mutants}{sampled}; equivalent: {audit.equivalent}",
        f"  killed           {audit.killed} ({audit.killed_percent:.1f} % of the others)",
        f"time               {audit.wall_seconds:.0f} s",
    ]
    console.print()
    for line in lines:
        write(console, Text(line))


def _question(question: QuestionAudit, console: Console) -> None:
    tried = f"{question.right} right, {count(question.misconceptions, 'misconception')}, "
    missed = len(question.misconceptions_missed)
    lost = f"; missed: {missed} and {question.mutants_survived}"
    _title(f"{question.id}: {tried}{count(question.mutants, 'mutant')}{lost}", console)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Check", overflow="fold")
    for name in ("False alarms", "Misc.", "Mutants", "Only it", "Right", "Wrong"):
        table.add_column(name, justify="right", overflow="fold")
    for check in question.checks:
        table.add_row(*_row(check))
    console.print(table, width=width(console))


def _row(check: CheckAudit) -> list[Text]:
    """``Right`` and ``Wrong`` are the errors of the farthest right and the nearest wrong answer, in tolerances."""
    alarms = Text(str(len(check.false_alarms)), style="bold red" if check.false_alarms else "")
    numbers = [Text(str(n)) for n in (check.misconceptions, check.mutants, check.alone)]
    far = [Text("" if x is None else f"{x:.2g}") for x in (check.farthest_right, check.nearest_wrong)]
    return [Text(check.name.removeprefix("test_")), alarms, *numbers, *far]


def _survivors(audit: Audit, console: Console) -> None:
    if not audit.survivors:
        return
    _title("Mutants that get all points", console)
    for survivor in audit.survivors:
        write(console, Text(survivor.id, style="" if survivor.verdict else "bold red"), 1)
        write(console, Text(encodable(f"{survivor.before}  ->  {survivor.after}", console.encoding), style="dim"), 3)
        said = f"{survivor.verdict}: {survivor.reason}" if survivor.verdict else "no reason in audit.toml"
        write(console, Text(encodable(said, console.encoding)), 3)


def _title(text: str, console: Console) -> None:
    console.print()
    write(console, Text(text, style="bold"))
