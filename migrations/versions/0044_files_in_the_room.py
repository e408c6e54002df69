"""Files of profiles that companies hand to each other in a meeting.

Revision: 0044
Follows: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

STANDING = sa.text("taken_back_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "handed_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer()),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("rung", sa.String(24), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True)),
        _reference("booking_id", "booking"),
        _reference("owner_id", "company"),
        _reference("file_id", "profile_file", ondelete="SET NULL"),
        _reference("by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_file")),
    )
    op.create_index(op.f("ix_handed_file_booking_id"), "handed_file", ["booking_id"])
    op.create_index(op.f("ix_handed_file_file_id"), "handed_file", ["file_id"])
    op.create_index(
        "uq_handed_file_standing",
        "handed_file",
        ["booking_id", "file_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    op.drop_table("handed_file")


def _reference(column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_handed_file_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)
