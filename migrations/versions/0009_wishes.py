"""Wishes, and when companies were reminded of them.

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("korean_company_id", sa.Integer(), nullable=False),
        sa.Column("chinese_company_id", sa.Integer(), nullable=False),
        sa.Column(
            "wished_by_side",
            sa.Enum("KR", "CN", name="side", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "rank",
            sa.Enum("MUST", "WOULD", "NO", name="rank", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("profile_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(rank = 'NO') = (position IS NULL)", name=op.f("ck_wish_ordered")),
        sa.ForeignKeyConstraint(
            ["chinese_company_id"], ["company.id"], name=op.f("fk_wish_chinese_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation_session.id"],
            name=op.f("fk_wish_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["korean_company_id"], ["company.id"], name=op.f("fk_wish_korean_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["technology_profile.id"], name=op.f("fk_wish_profile_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user_account.id"], name=op.f("fk_wish_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint(
            "consultation_id",
            "korean_company_id",
            "chinese_company_id",
            "wished_by_side",
            name="uq_wish_pair_side",
        ),
    )
    op.create_index(
        op.f("ix_wish_chinese_company_id"), "wish", ["chinese_company_id"], unique=False
    )
    op.create_index(op.f("ix_wish_korean_company_id"), "wish", ["korean_company_id"], unique=False)
    op.create_table(
        "wish_reminder",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_wish_reminder_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation_session.id"],
            name=op.f("fk_wish_reminder_consultation_id"),
        ),
        sa.PrimaryKeyConstraint("consultation_id", "company_id", name=op.f("pk_wish_reminder")),
    )


def downgrade() -> None:
    op.drop_table("wish_reminder")
    op.drop_index(op.f("ix_wish_korean_company_id"), table_name="wish")
    op.drop_index(op.f("ix_wish_chinese_company_id"), table_name="wish")
    op.drop_table("wish")
