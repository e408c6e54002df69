"""A company may choose for one meeting who of its people attends.

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "delegate",
        sa.Column("stands_in", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "attendee",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column(
            "side", sa.Enum("KR", "CN", name="side", native_enum=False, length=24), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_attendee_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["delegate_id"],
            ["delegate.id"],
            name=op.f("fk_attendee_delegate_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("booking_id", "delegate_id", name=op.f("pk_attendee")),
    )
    op.create_index(op.f("ix_attendee_delegate_id"), "attendee", ["delegate_id"])


def downgrade() -> None:
    op.drop_table("attendee")
    op.drop_column("delegate", "stands_in")
