"""People in a room call a coordinator, write notes together, and go on longer.

Revision: 0042
Follows: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "booking", sa.Column("extra_minutes", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_table(
        "room_call",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("coming", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_room_call_booking_id")
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_room_call")),
    )
    op.create_table(
        "room_notes",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(10_000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_room_notes_booking_id")
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_room_notes")),
    )


def downgrade() -> None:
    op.drop_table("room_notes")
    op.drop_table("room_call")
    op.drop_column("booking", "extra_minutes")
