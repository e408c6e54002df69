"""Links by which one named person enters the room of one meeting.

Revision: 0041
Follows: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

USER = ["user_account.id"]
THERE = sa.text("left_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "join_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_join_link_booking_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], USER, name=op.f("fk_join_link_user_id")),
        sa.ForeignKeyConstraint(["made_by_id"], USER, name=op.f("fk_join_link_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_join_link_public_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_join_link_digest")),
    )
    op.create_index(op.f("ix_join_link_booking_id"), "join_link", ["booking_id"])
    with op.batch_alter_table("room_presence") as table:
        table.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("link_id", sa.Integer()))
        table.create_foreign_key(op.f("fk_room_presence_link_id"), "join_link", ["link_id"], ["id"])
    op.create_index(
        "uq_room_presence_by_link",
        "room_presence",
        ["booking_id", "link_id"],
        unique=True,
        sqlite_where=THERE,
        postgresql_where=THERE,
    )
    with op.batch_alter_table("room_message") as table:
        table.alter_column("user_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM room_message WHERE user_id IS NULL")
    op.execute("DELETE FROM room_presence WHERE user_id IS NULL")
    with op.batch_alter_table("room_message") as table:
        table.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
    op.drop_index("uq_room_presence_by_link", "room_presence")
    with op.batch_alter_table("room_presence") as table:
        table.drop_constraint(op.f("fk_room_presence_link_id"), type_="foreignkey")
        table.drop_column("link_id")
        table.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("join_link")
