"""An examination of the machine on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from autograder.doctor import Examination, advice
from autograder.report.layout import write
from autograder.report.text import clean, encodable
from autograder.report.words import promise
from autograder.sandbox.levels import SAFE


def render_examination(found: Examination, console: Console) -> None:
    """Print it: the level first, since that is what the question was."""
    write(console, Text(_headline(found), style="bold"))
    console.print()
    write(console, Text("Sandbox levels, the strongest first", style="bold"))
    for trial in found.trials:
        sign, style = (("✓", "green") if trial.level in SAFE else ("!", "yellow")) if trial.works else ("✗", "red")
        sign = sign if encodable(sign, console.encoding) == sign else {"✓": "+", "✗": "x"}.get(sign, "!")
        mark = "  <- used" if trial.level is found.level else ""
        write(console, Text.assemble((f"{sign} {trial.level}  ", style), promise(trial.level), (mark, "bold")), 1)
        if trial.reason:
            write(console, Text(encodable(clean(trial.reason, 400), console.encoding), style="dim"), 6)
    told = advice(found)
    if told:
        console.print()
        write(console, Text("What would raise the level", style="bold"))
        for line in told:
            write(console, Text(line), 1)
    console.print()
    write(console, Text("Versions", style="bold"))
    write(console, Text(", ".join(f"{name} {version}" for name, version in found.versions.items())), 1)
    if found.absent:
        write(console, Text(f"not installed: {', '.join(found.absent)}"), 1)
    if found.start_seconds is not None and found.grade_seconds is not None:
        console.print()
        write(console, Text("Speed", style="bold"))
        write(console, Text(f"the warm parent is up after {found.start_seconds:.1f} s, once for all notebooks"), 1)
        write(console, Text(f"then a notebook of one line takes {1_000 * found.grade_seconds:.0f} ms"), 1)


def _headline(found: Examination) -> str:
    if found.level is None:
        return "No sandbox: only --engine jupyter --unsafe runs here, for notebooks that you trust."
    if not found.safe:
        return f"Level {found.level}: not safe. Grading refuses without --unsafe."
    return f"Level {found.level}: safe for notebooks that nobody trusts."
