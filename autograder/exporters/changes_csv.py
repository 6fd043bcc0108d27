"""What a regrade would change, as a table: who, from what to what, and each check that ended otherwise."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from autograder.exporters.cells import inert, number
from autograder.gradebook.changes import Change
from autograder.report.regrade import in_words

COLUMNS = ("id", "name", "before", "after", "by", "reasons", "overridden", "checks")


def render_changes_csv(changes: Sequence[Change]) -> bytes:
    """One line a student, those who do not change included; UTF-8.

    ``before`` and ``after`` are final scores, after lateness and a TA's decisions.
    """
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    for change in changes:
        writer.writerow(
            [
                inert(change.student),
                inert(change.name),
                number(change.before),
                number(change.after),
                number(change.by),
                ", ".join(change.reasons),
                " ".join(change.overridden),
                inert("; ".join(in_words(check) for check in change.checks)),
            ]
        )
    return lines.getvalue().encode()
