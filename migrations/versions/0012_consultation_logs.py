"""Each side records what came of a meeting.

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _one_of(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def upgrade() -> None:
    op.create_table(
        "consultation_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("side", _one_of("KR", "CN", name="side"), nullable=False),
        sa.Column(
            "result",
            _one_of(
                "NO_INTEREST",
                "FOLLOW_UP",
                "SAMPLES",
                "SITE_VISIT",
                "NDA",
                "MOU",
                "CONTRACT_TALKS",
                "SIGNED",
                name="meetingresult",
            ),
            nullable=False,
        ),
        sa.Column("next_step", sa.String(length=300)),
        sa.Column("next_step_on", sa.Date()),
        sa.Column("currency", _one_of("KRW", "CNY", "USD", name="currency")),
        sa.Column("consultation_amount", sa.BigInteger()),
        sa.Column("expected_amount", sa.BigInteger()),
        sa.Column("signed_amount", sa.BigInteger()),
        sa.Column("note", sa.String(length=2000)),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_consultation_log_booking_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_log")),
        sa.UniqueConstraint("booking_id", "side", name=op.f("uq_consultation_log_booking_id_side")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consultation_log_public_id")),
    )


def downgrade() -> None:
    op.drop_table("consultation_log")
