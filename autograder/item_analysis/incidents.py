"""What happened in a class: named mistakes, time, faults.  Students are counted, not checks."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter

import numpy as np

from autograder.item_analysis.results import Explained, Faults, Misconception, Timed, Times
from autograder.records import CellStatus, CheckResult, Grade, Verdict
from autograder.standing import Person, Standing, Status

N_EXAMPLES = 5
N_SLOWEST = 5

FAULTS = (Verdict.CRASHED, Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY, Verdict.HARNESS_ERROR)
"""The verdicts in which a check came to no answer."""

ENDED = (CellStatus.ERROR, CellStatus.TIMED_OUT, CellStatus.OUT_OF_MEMORY, CellStatus.KILLED)
"""The ways in which a cell that began did not end well."""

Graded = Sequence[tuple[Person, Grade]]


def misconceptions(graded: Graded) -> tuple[Misconception, ...]:
    """Named mistakes, the commonest first, then by name."""
    found: dict[str, dict[str, Person]] = {}
    where: dict[str, dict[str, None]] = {}
    hints: dict[str, str] = {}
    for student, grade in graded:
        for question, check in _checks(grade):
            if check.misconception:
                found.setdefault(check.misconception, {})[student.id] = student
                where.setdefault(check.misconception, {})[question] = None
                hints[check.misconception] = hints.get(check.misconception) or check.hint
    ranked = sorted(found, key=lambda slug: (-len(found[slug]), slug))
    return tuple(_misconception(slug, list(found[slug].values()), where[slug], hints[slug]) for slug in ranked)


def times(graded: Graded) -> Times | None:
    """How long grading took; ``None`` if nothing was graded."""
    if not graded:
        return None
    all_timed = [Timed(student=student, wall_seconds=grade.wall_seconds) for student, grade in graded]
    seconds = np.array([timed.wall_seconds for timed in all_timed])
    return Times(
        n=len(all_timed),
        total_seconds=float(seconds.sum()),
        median_seconds=float(np.median(seconds)),
        max_seconds=float(seconds.max()),
        slowest=tuple(heapq.nlargest(N_SLOWEST, all_timed, key=attrgetter("wall_seconds"))),
        timed_out=sum(_timed_out(grade) for _, grade in graded),
    )


def faults(graded: Graded, standings: Sequence[Standing]) -> Faults:
    """What went wrong, whoever's fault it was."""
    cells: Counter[CellStatus] = Counter()
    checks: dict[str, Counter[Verdict]] = {}
    for _, grade in graded:
        cells.update({cell.status for cell in grade.cells if cell.status in ENDED})
        for question, verdict in {(question, c.verdict) for question, c in _checks(grade) if c.verdict in FAULTS}:
            checks.setdefault(question, Counter())[verdict] += 1
    return Faults(
        cells={status: cells[status] for status in ENDED if cells[status]},
        checks={question: {v: counted[v] for v in FAULTS if counted[v]} for question, counted in checks.items()},
        withheld=tuple(_explained(row) for row in standings if row.status is Status.WITHHELD),
        unreadable=tuple(_explained(row) for row in standings if row.status is Status.UNREADABLE),
        unlisted=tuple(row.student for row in standings if not row.student.listed),
    )


def _misconception(slug: str, students: list[Person], where: Iterable[str], hint: str) -> Misconception:
    return Misconception(
        slug=slug,
        students=len(students),
        questions=tuple(where),
        hint=hint,
        examples=tuple(students[:N_EXAMPLES]),
    )


def _explained(row: Standing) -> Explained:
    return Explained(student=row.student, reason=row.withheld or _reason(row))


def _reason(row: Standing) -> str:
    if row.grade is None:
        return row.submission.complaint if row.submission is not None else ""
    return f"no points for {', '.join(q.id for q in row.grade.questions if q.score is None)}"


def _checks(grade: Grade) -> Iterable[tuple[str, CheckResult]]:
    return ((question.id, check) for question in grade.questions for check in question.checks)


def _timed_out(grade: Grade) -> bool:
    cells = any(cell.status is CellStatus.TIMED_OUT for cell in grade.cells)
    return cells or any(check.verdict is Verdict.TIMED_OUT for _, check in _checks(grade))
