"""Links by which a venue joins the meetings of several companies, one after another.

Revision: 0043
Follows: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

THERE = sa.text("left_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "venue_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("companies", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("booking_id", sa.Integer()),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation_session.id"],
            name=op.f("fk_venue_link_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_venue_link_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_venue_link_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_venue_link_public_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_venue_link_digest")),
    )
    op.create_index(op.f("ix_venue_link_consultation_id"), "venue_link", ["consultation_id"])
    with op.batch_alter_table("room_presence") as table:
        table.add_column(sa.Column("venue_id", sa.Integer()))
        table.create_foreign_key(
            op.f("fk_room_presence_venue_id"), "venue_link", ["venue_id"], ["id"]
        )
    op.create_index(
        "uq_room_presence_at_venue",
        "room_presence",
        ["booking_id", "venue_id"],
        unique=True,
        sqlite_where=THERE,
        postgresql_where=THERE,
    )


def downgrade() -> None:
    op.drop_index("uq_room_presence_at_venue", "room_presence")
    with op.batch_alter_table("room_presence") as table:
        table.drop_constraint(op.f("fk_room_presence_venue_id"), type_="foreignkey")
        table.drop_column("venue_id")
    op.drop_table("venue_link")
