"""How many of the others in a room somebody finds no way to.

Revision: 0050
Follows: 0049
"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    none = sa.text("0")
    op.add_column(
        "room_presence", sa.Column("unreached", sa.Integer(), nullable=False, server_default=none)
    )


def downgrade() -> None:
    op.drop_column("room_presence", "unreached")
