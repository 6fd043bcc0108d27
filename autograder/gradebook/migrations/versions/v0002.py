"""The late policy by which a class was told its scores."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table; the first opening fills it from the manifest."""
    op.create_table(
        "policies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("late", sa.Text, nullable=False),
        sa.Column("accepted_at", sa.Text, nullable=False),
    )
