"""What published profiles speak of, to find who answers a need.

Revision: 0026
Follows: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profile_mark",
        sa.Column("mark", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("side", sa.String(24), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["technology_profile.id"],
            name=op.f("fk_profile_mark_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("mark", "kind", "side", "profile_id", name=op.f("pk_profile_mark")),
    )
    op.create_index(op.f("ix_profile_mark_profile_id"), "profile_mark", ["profile_id"])


def downgrade() -> None:
    op.drop_table("profile_mark")
