"""The first schema: submissions, notebooks, grades, acceptances, overrides."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "gradebook",
        sa.Column("assignment", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
    )
    op.create_table(
        "students",
        sa.Column("id", sa.Text, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("name", "email", "section", "login", "canvas_id", "moodle_id")
        ),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.Column("extended_to", sa.Text, nullable=False),
    )
    op.create_table(
        "notebooks",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("student", sa.Text, sa.ForeignKey("students.id"), nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("sha256", "name", "source", "submitted_at", "problem", "first_seen_at")
        ),
        sa.Column("last_scan", sa.Integer, nullable=False),
        sa.UniqueConstraint("student", "sha256", "submitted_at", "problem", name="one_row_a_submission"),
    )
    op.create_table(
        "grades",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.Text, sa.ForeignKey("notebooks.sha256"), nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("suite_sha256", "manifest_sha256", "harness_version", "only")
        ),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("max_score", sa.Float),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("problem", "withheld", "graded_at")),
        sa.Column("wall_seconds", sa.Float, nullable=False),
        sa.Column("body", sa.LargeBinary),
        sa.UniqueConstraint(
            "sha256", "suite_sha256", "manifest_sha256", "harness_version", "only", "attempt", name="one_row_a_grade"
        ),
    )
    op.create_table(
        "acceptances",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.Text, sa.ForeignKey("notebooks.sha256"), nullable=False),
        sa.Column("grade_id", sa.Integer, sa.ForeignKey("grades.id"), nullable=False),
        sa.Column("accepted_at", sa.Text, nullable=False),
    )
    op.create_index("acceptances_by_notebook", "acceptances", ["sha256", "id"])
    op.create_table(
        "overrides",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("student", sa.Text, sa.ForeignKey("students.id"), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("score", sa.Float),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("comment", "author", "decided_at", "sha256")),
        sa.Column("withdrawn_at", sa.Text, nullable=False),
    )
    op.create_index("overrides_by_student", "overrides", ["student"])
