"""Messages know whose bell shows them, how they go, and what they are about.

Accounts keep which way they want messages on which topic.

Revision: 0027
Follows: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

WAITS = sa.text("way = 'AT_ONCE' AND sent_at IS NULL AND given_up_at IS NULL")
IN_DIGEST = sa.text("way = 'DIGEST' AND sent_at IS NULL")
UNREAD = sa.text("user_id IS NOT NULL AND read_at IS NULL")
WAITED = sa.text("sent_at IS NULL AND given_up_at IS NULL")

ADDED = ("topic", "way", "user_id", "needs_answer", "read_at", "consultation_id", "company_id")
INDEXES = (
    ("ix_outbox_message_in_line", ["address", "consultation_id"], WAITS),
    ("ix_outbox_message_digest", ["due_at"], IN_DIGEST),
    ("ix_outbox_message_unread", ["user_id"], UNREAD),
    ("ix_outbox_message_of_reader", ["user_id", "id"], None),
    ("ix_outbox_message_of_consultation", ["consultation_id", "id"], None),
    ("ix_outbox_message_of_company", ["company_id", "id"], None),
)


def upgrade() -> None:
    op.drop_index("ix_outbox_message_waiting", "outbox_message")
    for column in (
        sa.Column("topic", sa.String(20), nullable=False, server_default=""),
        sa.Column("way", sa.String(24), nullable=False, server_default="AT_ONCE"),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("needs_answer", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("company_id", sa.Integer(), nullable=True),
    ):
        op.add_column("outbox_message", column)
    _index("ix_outbox_message_waiting", ["due_at"], WAITS)
    for index in INDEXES:
        _index(*index)
    op.add_column(
        "user_account",
        sa.Column("message_ways", sa.JSON(), nullable=False, server_default=sa.text("'[]'")),
    )


def downgrade() -> None:
    for name, _columns, _where in INDEXES:
        op.drop_index(name, "outbox_message")
    op.drop_index("ix_outbox_message_waiting", "outbox_message")
    for column in ADDED:
        op.drop_column("outbox_message", column)
    _index("ix_outbox_message_waiting", ["due_at"], WAITED)
    op.drop_column("user_account", "message_ways")


def _index(name: str, columns: list[str], where: sa.TextClause | None) -> None:
    op.create_index(name, "outbox_message", columns, sqlite_where=where, postgresql_where=where)
