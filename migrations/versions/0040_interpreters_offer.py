"""Interpreters offer to help at meetings that look for one.

Revision: 0038
Follows: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interpreter_volunteer",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("interpreter_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_interpreter_volunteer_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_interpreter_volunteer_interpreter_id"),
        ),
        sa.PrimaryKeyConstraint(
            "booking_id", "interpreter_id", name=op.f("pk_interpreter_volunteer")
        ),
    )
    op.create_index(
        op.f("ix_interpreter_volunteer_interpreter_id"),
        "interpreter_volunteer",
        ["interpreter_id"],
    )


def downgrade() -> None:
    op.drop_table("interpreter_volunteer")
