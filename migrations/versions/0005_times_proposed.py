"""A request waits for one side at a time, and either side may propose times; a form acts once.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SIDE = sa.Enum("KR", "CN", name="side", native_enum=False, length=24)


def upgrade() -> None:
    # SQLite adds a needed column with a default only; every request so far waits for whom it asks.
    op.add_column(
        "meeting_request", sa.Column("waits_for", SIDE, nullable=False, server_default="KR")
    )
    op.add_column(
        "meeting_request", sa.Column("round", sa.Integer(), nullable=False, server_default="0")
    )
    op.execute("UPDATE meeting_request SET waits_for = 'CN' WHERE asked_by_side = 'KR'")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("meeting_request", "waits_for", server_default=None)
        op.alter_column("meeting_request", "round", server_default=None)
    op.create_table(
        "request_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("by_side", SIDE, nullable=False),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["meeting_request.id"], name=op.f("fk_request_proposal_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_proposal")),
        sa.UniqueConstraint(
            "request_id", "round", name=op.f("uq_request_proposal_request_id_round")
        ),
    )
    op.create_table(
        "proposed_slot",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["request_proposal.id"], name=op.f("fk_proposed_slot_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"],
            ["slot.id"],
            name=op.f("fk_proposed_slot_slot_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "slot_id", name=op.f("pk_proposed_slot")),
    )
    op.create_index(op.f("ix_proposed_slot_slot_id"), "proposed_slot", ["slot_id"])
    op.add_column("audit_entry", sa.Column("form_key", sa.String(length=24), nullable=True))
    op.create_index(
        "uq_audit_entry_form_key",
        "audit_entry",
        ["form_key"],
        unique=True,
        sqlite_where=sa.text("form_key IS NOT NULL"),
        postgresql_where=sa.text("form_key IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_audit_entry_form_key", "audit_entry")
    op.drop_column("audit_entry", "form_key")
    op.drop_table("proposed_slot")
    op.drop_table("request_proposal")
    op.drop_column("meeting_request", "round")
    op.drop_column("meeting_request", "waits_for")
