"""The tables of a gradebook, as SQLAlchemy Core knows them; ``migrations/`` makes them.

Times are UTC, as text of fixed width (``2026-06-01T12:00:00.000000Z``): they sort as moments in both databases, and
come back as they were written.
"""

from __future__ import annotations

import datetime

import sqlalchemy as sa

metadata = sa.MetaData()

gradebook = sa.Table(
    "gradebook",
    metadata,
    sa.Column("assignment", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
)

students = sa.Table(
    "students",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "email", "section", "login")),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("canvas_id", "moodle_id")),
    sa.Column("listed", sa.Boolean, nullable=False),
    sa.Column("extended_to", sa.Text, nullable=False),  # "" without an extension
)

notebooks = sa.Table(
    "notebooks",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),  # zlib
)

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("student", sa.Text, sa.ForeignKey("students.id"), nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),  # "" for a file that could not be read at all
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("submitted_at", sa.Text, nullable=False),  # "" where no time is known
    sa.Column("problem", sa.Text, nullable=False),  # why it could not be read at all
    sa.Column("first_seen_at", sa.Text, nullable=False),
    sa.Column("last_scan", sa.Integer, nullable=False),  # the number of the look at the submissions that last saw it
    sa.UniqueConstraint("student", "sha256", "submitted_at", "problem", name="one_row_a_submission"),
)

grades = sa.Table(
    "grades",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.Text, sa.ForeignKey("notebooks.sha256"), nullable=False),
    sa.Column("suite_sha256", sa.Text, nullable=False),
    sa.Column("manifest_sha256", sa.Text, nullable=False),
    sa.Column("harness_version", sa.Text, nullable=False),
    sa.Column("only", sa.Text, nullable=False),  # "q4 q7" when only these were graded anew
    sa.Column("attempt", sa.Integer, nullable=False),  # counts from 0: --force, and what was withheld
    sa.Column("score", sa.Float),
    sa.Column("max_score", sa.Float),
    sa.Column("problem", sa.Text, nullable=False),  # why the file is no notebook
    sa.Column("withheld", sa.Text, nullable=False),  # why there is no score, by our fault
    sa.Column("graded_at", sa.Text, nullable=False),
    sa.Column("wall_seconds", sa.Float, nullable=False),
    sa.Column("body", sa.LargeBinary),  # the grade as JSON, zlib; nothing for what is no notebook or was lost
    sa.UniqueConstraint(
        "sha256", "suite_sha256", "manifest_sha256", "harness_version", "only", "attempt", name="one_row_a_grade"
    ),
)

acceptances = sa.Table(
    "acceptances",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.Text, sa.ForeignKey("notebooks.sha256"), nullable=False),
    sa.Column("grade_id", sa.Integer, sa.ForeignKey("grades.id"), nullable=False),
    sa.Column("accepted_at", sa.Text, nullable=False),
    sa.Index("acceptances_by_notebook", "sha256", "id"),
)

overrides = sa.Table(
    "overrides",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("student", sa.Text, sa.ForeignKey("students.id"), nullable=False),
    sa.Column("question", sa.Text, nullable=False),  # "" for the total
    sa.Column("score", sa.Float),  # nothing for a comment alone
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("decided_at", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),  # the submission that counted then
    sa.Column("withdrawn_at", sa.Text, nullable=False),  # "" while it stands
    sa.Index("overrides_by_student", "student"),
)

policies = sa.Table(
    "policies",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("late", sa.Text, nullable=False),  # as JSON; "" where late work costs nothing
    sa.Column("accepted_at", sa.Text, nullable=False),  # "" for one that was only shown
)


def to_text(moment: datetime.datetime | None) -> str:
    """A moment as the tables hold it; "" for none."""
    if moment is None:
        return ""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def to_moment(text: str) -> datetime.datetime | None:
    """The moment that :func:`to_text` wrote."""
    return datetime.datetime.fromisoformat(text) if text else None


def moment_of(text: str) -> datetime.datetime:
    """The moment in a column that always has one."""
    return datetime.datetime.fromisoformat(text)


def now() -> str:
    """This moment, for rows that say when something was done here."""
    return to_text(datetime.datetime.now(datetime.UTC))
