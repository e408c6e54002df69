"""The portal's own video rooms: who is there, what browsers tell each other, what is written.

Revision: 0020
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BOOKING, USER = ["booking.id"], ["user_account.id"]


def upgrade() -> None:
    op.create_table(
        "room_presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(24), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["booking_id"], BOOKING, name=op.f("fk_room_presence_booking_id")),
        sa.ForeignKeyConstraint(["user_id"], USER, name=op.f("fk_room_presence_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_presence")),
        sa.UniqueConstraint("key", name=op.f("uq_room_presence_key")),
    )
    op.create_index("ix_room_presence_there", "room_presence", ["booking_id", "left_at"])
    op.create_index(
        "uq_room_presence_there",
        "room_presence",
        ["booking_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "room_signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(24), nullable=False),
        sa.Column("receiver", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("body", sa.String(20_000), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], BOOKING, name=op.f("fk_room_signal_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_signal")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_room_signal_receiver", "room_signal", ["receiver", "id"])
    op.create_index(op.f("ix_room_signal_booking_id"), "room_signal", ["booking_id"])
    op.create_table(
        "room_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], BOOKING, name=op.f("fk_room_message_booking_id")),
        sa.ForeignKeyConstraint(["user_id"], USER, name=op.f("fk_room_message_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_message")),
    )
    op.create_index(op.f("ix_room_message_booking_id"), "room_message", ["booking_id"])


def downgrade() -> None:
    op.drop_table("room_message")
    op.drop_table("room_signal")
    op.drop_table("room_presence")
