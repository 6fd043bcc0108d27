"""``grades.csv``: a class as one table, a line a student, for whatever reads CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from autograder.exporters.cells import inert, moment, number
from autograder.manifest import Manifest
from autograder.standing import Override, Standing

_BEFORE = ("id", "name", "email", "section", "status", "score", "max_score")
_AFTER = ("late_days", "late_percent", "submitted_at", "submission", "sha256", "handed_in")
_WORDS = ("overrides", "comment", "problem")


def render_grades_csv(manifest: Manifest, standings: Sequence[Standing]) -> bytes:
    """The table as UTF-8, a line a student in the order of their ids, the lines ended by a newline.

    A score that is not there is an empty cell.  Texts are one line each, and never a formula (see
    :func:`~autograder.exporters.cells.inert`); numbers have a decimal point and no separator of thousands.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*_BEFORE, *(_heading(question.id) for question in manifest.questions), *_AFTER, *_WORDS])
    for standing in sorted(standings, key=lambda standing: standing.student.id):
        scores = [number(standing.scores.get(question.id)) for question in manifest.questions]
        table.writerow([*_before(standing), *scores, *_after(standing, manifest), *_words(standing)])
    return text.getvalue().encode()


def _heading(question: str) -> str:
    """A question's column, apart from a fixed one of the same name."""
    return f"question {question}" if question in (*_BEFORE, *_AFTER, *_WORDS) else question


def _before(standing: Standing) -> list[str]:
    student = standing.student
    who = [inert(text) for text in (student.id, student.name, student.email, student.section)]
    return [*who, standing.status.value, number(standing.score), number(standing.max_score)]


def _after(standing: Standing, manifest: Manifest) -> list[str]:
    late, submission = standing.late, standing.submission
    submitted_at = submission.submitted_at if submission is not None else None
    in_time = "0" if manifest.late is not None and submitted_at is not None else ""  # nobody knows without a time
    days = [str(late.days), number(late.percent)] if late is not None else [in_time, in_time]
    file = [inert(submission.name), submission.sha256] if submission is not None else ["", ""]
    return [*days, moment(submitted_at), *file, str(standing.handed_in)]


def _words(standing: Standing) -> list[str]:
    decided = "; ".join(_decided(item) for item in standing.overrides if item.score is not None)
    comments = "; ".join(item.comment for item in standing.overrides if item.comment)
    problem = standing.submission.complaint if standing.submission is not None else ""
    withheld = standing.withheld if standing.score is None else ""
    return [inert(decided), inert(comments), inert(problem or withheld)]


def _decided(item: Override) -> str:
    return f"{item.question or 'total'}: {number(item.score)} by {item.author}"
