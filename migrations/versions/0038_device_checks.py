"""What the last check of somebody's devices and network found.

Revision: 0036
Follows: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_check",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("camera", sa.Boolean(), nullable=False),
        sa.Column("microphone", sa.Boolean(), nullable=False),
        sa.Column("speakers", sa.Boolean(), nullable=True),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("relayed", sa.Boolean(), nullable=True),
        sa.Column("kbps", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_device_check_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_device_check")),
    )


def downgrade() -> None:
    op.drop_table("device_check")
