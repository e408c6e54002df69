"""Interpreters are asked whether they come to a session, and answer.

Revision: 0034
Follows: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interpreter_invitation",
        sa.Column("interpreter_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "ASKED",
                "CONFIRMED",
                "DECLINED",
                name="availability",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_interpreter_invitation_interpreter_id"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation_session.id"],
            name=op.f("fk_interpreter_invitation_consultation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "interpreter_id", "consultation_id", name=op.f("pk_interpreter_invitation")
        ),
    )
    op.create_index(
        op.f("ix_interpreter_invitation_consultation_id"),
        "interpreter_invitation",
        ["consultation_id"],
    )
    op.add_column(
        "timetable",
        sa.Column("with_unconfirmed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("timetable", "with_unconfirmed")
    op.drop_table("interpreter_invitation")
