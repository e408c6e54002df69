"""Interpreters have hours on the days of their sessions.

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interpreter_hours",
        sa.Column("interpreter_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True)),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(starts_at IS NULL AND ends_at IS NULL) OR starts_at < ends_at",
            name=op.f("ck_interpreter_hours_window"),
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"], ["interpreter.id"], name=op.f("fk_interpreter_hours_interpreter_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation_session.id"],
            name=op.f("fk_interpreter_hours_consultation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "interpreter_id", "consultation_id", "day", name=op.f("pk_interpreter_hours")
        ),
    )
    op.create_index(
        op.f("ix_interpreter_hours_consultation_id"), "interpreter_hours", ["consultation_id"]
    )


def downgrade() -> None:
    op.drop_table("interpreter_hours")
