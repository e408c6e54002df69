"""What each company has and could have in a draft stands with it.

Revision: 0050
Follows: 0049
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("timetable", sa.Column("served", sa.JSON(), nullable=False, server_default="{}"))
    # Older drafts are counted as a whole once they are changed.
    op.execute(sa.text("UPDATE timetable SET counted_for = NULL"))


def downgrade() -> None:
    op.drop_column("timetable", "served")
