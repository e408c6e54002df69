"""The partner host can be required to agree before a timetable is published.

Revision: 0044
Follows: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

AGREED = sa.Enum("ASKED", "AGREED", "DECLINED", name="agreed", native_enum=False, length=24)
POINTS_TO = {"timetable_id": "timetable", "host_id": "host", "by_id": "user_account"}


def upgrade() -> None:
    op.add_column(
        "consultation_session",
        sa.Column("partner_agrees", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "timetable_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in POINTS_TO),
        sa.Column("step", AGREED, nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_timetable_agreement_{name}")
            )
            for name, table in POINTS_TO.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_agreement")),
    )
    op.create_index(
        op.f("ix_timetable_agreement_timetable_id"), "timetable_agreement", ["timetable_id"]
    )


def downgrade() -> None:
    op.drop_table("timetable_agreement")
    op.drop_column("consultation_session", "partner_agrees")
