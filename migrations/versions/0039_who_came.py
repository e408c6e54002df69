"""Each side states who came to a meeting, and a coordinator decides.

Revision: 0038
Follows: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

CAME = sa.Enum("BOTH", "KOREAN", "CHINESE", "NEITHER", name="came", native_enum=False, length=24)
SIDE = sa.Enum("KR", "CN", name="side", native_enum=False, length=24)


def upgrade() -> None:
    op.add_column("booking", sa.Column("came", CAME, nullable=True))
    op.create_table(
        "attendance_statement",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("side", SIDE, nullable=False),
        sa.Column("came", CAME, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_attendance_statement_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_attendance_statement_user_id")
        ),
        sa.PrimaryKeyConstraint("booking_id", "side", name=op.f("pk_attendance_statement")),
    )


def downgrade() -> None:
    op.drop_table("attendance_statement")
    op.drop_column("booking", "came")
