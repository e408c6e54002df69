"""What coordinators write to groups, and which messages came of it.

Revision: 0032
Follows: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer()),
        sa.Column("author_name", sa.String(200), nullable=False),
        sa.Column("consultation_id", sa.Integer()),
        sa.Column("readers", sa.String(24), nullable=False),
        sa.Column("states", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        _reference("host_id", "host", "CASCADE"),
        _reference("author_id", "user_account", "SET NULL"),
        _reference("consultation_id", "consultation_session", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("public_id", name=op.f("uq_letter_public_id")),
    )
    for column in ("host_id", "author_id", "consultation_id"):
        op.create_index(op.f(f"ix_letter_{column}"), "letter", [column])
    op.add_column("outbox_message", sa.Column("letter_id", sa.Integer()))
    op.create_index("ix_outbox_message_of_letter", "outbox_message", ["letter_id", "id"])


def _reference(column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_letter_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def downgrade() -> None:
    op.drop_index("ix_outbox_message_of_letter", "outbox_message")
    op.drop_column("outbox_message", "letter_id")
    op.drop_table("letter")
