"""How the last attendee list looked that a coordinator took.

Revision: 0017
Follows: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_list_choice_user_id"),
        sa.PrimaryKeyConstraint("user_id", name="pk_list_choice"),
    )


def downgrade() -> None:
    op.drop_table("list_choice")
