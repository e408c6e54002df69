"""On its day a meeting may begin later, is noted about, and its interpreter may run late.

Revision: 0034
Follows: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "booking", sa.Column("delay_minutes", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_table(
        "booking_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_booking_note_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_booking_note_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_note")),
    )
    op.create_index(op.f("ix_booking_note_booking_id"), "booking_note", ["booking_id"])
    op.create_table(
        "running_late",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_running_late_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_running_late_user_id")
        ),
        sa.PrimaryKeyConstraint("booking_id", "user_id", name=op.f("pk_running_late")),
    )


def downgrade() -> None:
    op.drop_table("running_late")
    op.drop_table("booking_note")
    op.drop_column("booking", "delay_minutes")
