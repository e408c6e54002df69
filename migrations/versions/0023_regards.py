"""What a company keeps for itself about others: its shortlist, its notes, its no-thanks.

Revision: 0023
Follows: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "regard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _reference("company_id", "company"),
        _reference("other_id", "company"),
        _reference("profile_id", "technology_profile"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regard")),
        sa.UniqueConstraint(
            "company_id", "profile_id", name=op.f("uq_regard_company_id_profile_id")
        ),
    )
    op.create_index("ix_regard_changed", "regard", ["company_id", "changed_at"])
    op.create_index(op.f("ix_regard_other_id"), "regard", ["other_id"])
    op.create_index(op.f("ix_regard_profile_id"), "regard", ["profile_id"])
    op.create_index(
        "uq_regard_company",
        "regard",
        ["company_id", "other_id"],
        unique=True,
        sqlite_where=sa.text("profile_id IS NULL"),
        postgresql_where=sa.text("profile_id IS NULL"),
    )


def _reference(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_regard_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_table("regard")
