"""What a regrade would change, on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.gradebook.changes import LATE_POLICY, Change, CheckChange
from autograder.report import words
from autograder.report.layout import fitted, width, write
from autograder.report.text import clean, encodable

MAX_ROWS = 30
MAX_CHECKS = 3
_NAME_CHARS = 30
NOTHING = "Every grade stands by the present suite, manifest and version: there is nothing to compare."


def render_changes(changes: Sequence[Change], console: Console, kept: str = "") -> None:
    """Who changes, by how much and why; the checks that changed most; what stays.

    ``kept`` is the file with all of them where they were accepted; without it they are a proposal.
    """
    changed = [change for change in changes if change.changes]
    if not changed:
        what = f"{words.count(len(changes), 'grade')} compared: nothing changes" if changes else NOTHING
        write(console, Text(what))
        return
    console.print(_table(changed, console, kept), width=width(console))
    if len(changed) > MAX_ROWS:
        write(console, Text(f"and {len(changed) - MAX_ROWS} more, all of them in {kept or 'regrade.csv'}"), 2)
    for line in _summary(changes, changed, kept):
        write(console, Text(line))


def _table(changed: Sequence[Change], console: Console, kept: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Student", overflow="fold")
    for heading in ("Before" if kept else "Now", "Now" if kept else "Then", "By"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Why", overflow="fold")
    for change in sorted(changed, key=lambda change: (change.by or 0.0, change.student))[:MAX_ROWS]:
        name = fitted(encodable(clean(change.student), console.encoding), _NAME_CHARS)
        by = "" if change.by is None else words.difference(change.by)
        table.add_row(
            name, *map(Text, (words.points(change.before), words.points(change.after), by)), Text(_why(change))
        )
    return table


def _why(change: Change) -> str:
    late = [LATE_POLICY] if LATE_POLICY in change.reasons else []
    shown = "; ".join([*late, *(in_words(check) for check in change.checks[:MAX_CHECKS])])
    more = f" and {len(change.checks) - MAX_CHECKS} more" if len(change.checks) > MAX_CHECKS else ""
    kept = f" (a TA decided {', '.join(change.overridden)}, which stays)" if change.overridden else ""
    return shown + more + kept


def in_words(check: CheckChange) -> str:
    """One check that ended otherwise: "q4 test_values: failed -> passed"."""
    if not check.before:
        return f"{check.question} {check.check}: new, {check.after}"
    return f"{check.question} {check.check}: {check.before} -> {check.after or 'gone'}"


def _summary(changes: Sequence[Change], changed: Sequence[Change], kept: str) -> list[str]:
    up = sum((change.by or 0) > 0 for change in changed)
    down = sum((change.by or 0) < 0 for change in changed)
    same = sum(change.before == change.after for change in changed)
    reasons = ", ".join(dict.fromkeys(reason for change in changed for reason in change.reasons))
    checks = Counter(f"{check.question} {check.check}" for change in changed for check in change.checks)
    often = ", ".join(f"{name} ({number})" for name, number in checks.most_common(MAX_CHECKS))
    done = "have changed" if kept else "would change"
    return [
        f"{len(changed)} of {len(changes)} grades {done}: {up} up, {down} down, {same} with the same score",
        "These are final scores, as students are told them: after lateness and the decisions of TAs.",
        f"other than before: {reasons or 'nothing, so the answers themselves differ from run to run'}",
        f"most often by {often}" if often else "no check ended otherwise",
        f"They stand now; {kept} keeps this list." if kept else "Nothing is replaced yet; --accept does that.",
    ]
