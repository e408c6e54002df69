"""A timetable keeps for which wishes its figures were counted.

Revision: 0046
Follows: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("timetable") as table:
        table.add_column(sa.Column("counted_for", sa.String(32)))


def downgrade() -> None:
    with op.batch_alter_table("timetable") as table:
        table.drop_column("counted_for")
