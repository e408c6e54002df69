"""What is tried when a meeting cannot take place as planned, in order.

Revision: 0047
Follows: 0046
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

TABLES = ("consultation_session", "booking")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("fall_backs", sa.JSON(), nullable=True))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_column(table, "fall_backs")
