"""How a timetable is built: few gaps, what stays free, how well pairs match.

Revision: 0048
Follows: 0047
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

NEW = ("few_gaps", "spare_rooms", "spare_interpreters", "smallest_share")


def upgrade() -> None:
    none = sa.text("0")
    op.add_column("wish", sa.Column("fit", sa.Integer(), nullable=False, server_default=none))
    op.add_column(
        "timetable", sa.Column("few_gaps", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for name in ("spare_rooms", "spare_interpreters"):
        op.add_column(
            "timetable", sa.Column(name, sa.Integer(), nullable=False, server_default=none)
        )
    op.add_column("timetable", sa.Column("smallest_share", sa.Double()))


def downgrade() -> None:
    for name in NEW:
        op.drop_column("timetable", name)
    op.drop_column("wish", "fit")
