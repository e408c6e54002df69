"""Interpreters have pairs of languages, fields, a limit of a day and a rest.

Revision: 0032
Follows: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

NOTHING = sa.text("'[]'")


def practice() -> list[sa.Column]:
    """How an interpreter works."""
    return [
        sa.Column("pairs", sa.JSON(), nullable=False, server_default=NOTHING),
        sa.Column("groups", sa.JSON(), nullable=False, server_default=NOTHING),
        sa.Column("most_per_day", sa.Integer(), nullable=True),
        sa.Column("rest_minutes", sa.Integer(), nullable=False, server_default="0"),
    ]


def upgrade() -> None:
    for column in practice():
        op.add_column("interpreter", column)


def downgrade() -> None:
    for column in reversed(practice()):
        op.drop_column("interpreter", column.name)
