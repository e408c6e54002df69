"""Papers that coordinators asked for, while they are kept.

Revision: 0019
Follows: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("language", sa.String(24), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True)),
        sa.Column("failed", sa.String(500)),
        sa.Column("sha256", sa.String(64)),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation_session.id"], name=op.f("fk_paper_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_paper_asked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("public_id", name=op.f("uq_paper_public_id")),
    )
    op.create_index(op.f("ix_paper_consultation_id"), "paper", ["consultation_id"])


def downgrade() -> None:
    op.drop_table("paper")
