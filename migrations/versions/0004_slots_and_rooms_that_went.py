"""A slot or room that a change of its session took away stays for the meetings that were in it.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("slot", "room"):
        op.add_column(table, sa.Column("gone_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    for table in ("slot", "room"):
        op.drop_column(table, "gone_at")
