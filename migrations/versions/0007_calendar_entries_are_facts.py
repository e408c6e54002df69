"""A message keeps its calendar entry among its values, and the worker writes the file.

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("outbox_message", "calendar")


def downgrade() -> None:
    op.add_column("outbox_message", sa.Column("calendar", sa.Text(), nullable=True))
