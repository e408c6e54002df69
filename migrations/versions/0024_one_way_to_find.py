"""Folded texts go: companies and profiles are found by their tokens alone.

Revision: 0024
Follows: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = ("company", "technology_profile")


def upgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "search_text")


def downgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
