"""People are told of their meetings by the clock: reminders, records, what came of it.

Revision: 0028
Follows: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

LONG_AGO = "2000-01-01 00:00:00+00:00"


def upgrade() -> None:
    op.add_column(
        "consultation_session",
        sa.Column("reminders", sa.JSON(), nullable=False, server_default="[1440, 60, 10]"),
    )
    op.add_column(
        "booking",
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO),
    )
    op.execute("UPDATE booking SET placed_at = booked_at")
    op.create_index("ix_slot_starts_at", "slot", ["starts_at"])
    op.create_table(
        "booking_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=24), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_booking_notice_booking_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_notice")),
        sa.UniqueConstraint(
            "booking_id",
            "matter",
            "starts_at",
            name=op.f("uq_booking_notice_booking_id_matter_starts_at"),
        ),
    )


def downgrade() -> None:
    op.drop_table("booking_notice")
    op.drop_index("ix_slot_starts_at", "slot")
    op.drop_column("booking", "placed_at")
    op.drop_column("consultation_session", "reminders")
