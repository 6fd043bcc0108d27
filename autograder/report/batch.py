"""What a batch says on the terminal when it is done: who handed in, how the class did, what needs a person."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.report import words
from autograder.report.layout import fitted, width, write
from autograder.report.text import clean, encodable
from autograder.standing import Person, Standing, Status

MAX_NAMES = 12
MAX_PROBLEMS = 12
_NAME_CHARS = 40
_TROUBLE = (Status.UNREADABLE, Status.WITHHELD)


def render_roster(
    console: Console, *, missing: Sequence[Person], unknown: Sequence[Person], several: Sequence[Person]
) -> None:
    """Who handed in nothing, who is not on the roster, who handed in more than once."""
    latest = "the latest counts (where no time is known, the last by name)"
    groups = (
        ("Missing", missing, "on the roster, but handed in nothing"),
        ("Unknown", unknown, "handed in, but not on the roster; graded all the same"),
        ("Several", several, f"handed in more than once; {latest}, all are kept"),
    )
    for title, people, meaning in groups:
        if people:
            write(console, Text.assemble((f"{title}: {len(people)}", "bold"), f" ({meaning})"))
            write(console, Text(_names([_who(person) for person in people], console)), 2)


def render_class_summary(
    standings: Iterable[Standing], out: Path, console: Console, *, late_costs: bool = False
) -> int:
    """The scores in one line, a table of what has no score, and where to look; how many grades were withheld.

    ``late_costs`` tells that there is a policy for late work, which needs the times of handing in.
    """
    count = dict.fromkeys(Status, 0)
    scores: list[float] = []
    trouble: list[Standing] = []
    in_part = untimed = 0
    parts: dict[str, None] = {}
    max_score = 0.0
    for standing in standings:
        count[standing.status] += 1
        max_score = standing.max_score
        file = standing.submission
        untimed += file is not None and file.submitted_at is None and standing.grade is not None
        if standing.score is not None:
            scores.append(standing.score)
        elif standing.status in _TROUBLE:
            trouble.append(standing)
        elif standing.ungraded:
            in_part += 1
            parts |= dict.fromkeys(standing.scores)
    _trouble(trouble, console)
    write(console, Text(_counts(count), style="bold"))
    if scores:
        middle, low, high = (words.points(value) for value in (statistics.median(scores), min(scores), max(scores)))
        write(console, Text(f"median {middle} of {words.points(max_score)}, from {low} to {high}"))
    _in_part(in_part, list(parts), console)
    if late_costs and untimed:
        times = "its time is" if untimed == 1 else "their times are"
        write(console, Text(f"nothing was taken off {words.count(untimed, 'submission')} as late: {times} not known"))
    write(console, Text(f"{out / 'class.html'}, {out / 'grades.csv'}, {out / 'students'}/"))
    return count[Status.WITHHELD]


def render_filled(
    path: Path,
    console: Console,
    *,
    written: int,
    unmatched: Sequence[str],
    not_in_file: Sequence[str],
    notices: Sequence[str],
) -> None:
    """What became of a course site's file: where it is, how many scores, who is not in it, what to know."""
    write(console, Text.assemble((str(path), "bold"), f": {words.count(written, 'score')} filled in"))
    if unmatched:
        write(console, Text(f"lines that are nobody's here: {_names(unmatched, console)}"), 2)
    if not_in_file:
        write(console, Text(f"students without a line there: {_names(not_in_file, console)}"), 2)
    for notice in notices:
        write(console, Text(clean(notice)), 2)


def _trouble(standings: Sequence[Standing], console: Console) -> None:
    if not standings:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Without a score", "", "Why"):
        table.add_column(heading, overflow="fold")
    for standing in standings[:MAX_PROBLEMS]:
        problem = standing.submission.complaint if standing.submission is not None else ""
        why = encodable(clean(standing.withheld or problem, 300), console.encoding)
        name = fitted(encodable(clean(standing.student.id), console.encoding), _NAME_CHARS)
        table.add_row(name, Text(standing.status.value), Text(why))
    console.print(table, width=width(console))
    if len(standings) > MAX_PROBLEMS:
        write(console, Text(f"and {len(standings) - MAX_PROBLEMS} more; see class.html"), 2)


def _in_part(number: int, questions: Sequence[str], console: Console) -> None:
    if number:
        who = f"{words.count(number, 'student')} {'is' if number == 1 else 'are'} graded in part"
        rest = "`autograder batch` without --only grades the rest, and then there are final scores"
        write(console, Text(f"{who} ({', '.join(questions)}); {rest}"))


def _counts(count: Mapping[Status, int]) -> str:
    total = words.count(sum(count.values()), "student")
    return ", ".join([total, *(f"{number} {status.value}" for status, number in count.items() if number)])


def _who(person: Person) -> str:
    """The id, by which every command knows a student, and the name where there is another."""
    name = person.name.strip()
    return person.id if name in ("", person.id) else f"{person.id} ({name})"


def _names(names: Sequence[str], console: Console) -> str:
    shown = ", ".join(encodable(clean(name, _NAME_CHARS), console.encoding) for name in names[:MAX_NAMES])
    return f"{shown} and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else shown
