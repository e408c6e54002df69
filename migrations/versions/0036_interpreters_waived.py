"""Meetings go on without an interpreter where somebody says so and why.

Revision: 0035
Follows: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

POINTS_TO = {
    "consultation_id": "consultation_session",
    "korean_company_id": "company",
    "chinese_company_id": "company",
    "by_id": "user_account",
}


def upgrade() -> None:
    op.create_table(
        "interpreter_waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in POINTS_TO),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_interpreter_waiver_{name}")
            )
            for name, table in POINTS_TO.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_waiver")),
        sa.UniqueConstraint(
            "consultation_id",
            "korean_company_id",
            "chinese_company_id",
            name="uq_interpreter_waiver_pair",
        ),
    )


def downgrade() -> None:
    op.drop_table("interpreter_waiver")
