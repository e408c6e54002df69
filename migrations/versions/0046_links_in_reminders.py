"""Reminders bring links into a room to guests, and to who attends without an account.

Revision: 0046
Follows: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("join_link") as table:
        table.add_column(sa.Column("language", sa.String(24), nullable=False, server_default="en"))
        table.add_column(sa.Column("also", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("person_id", sa.Integer()))
        table.create_foreign_key(op.f("fk_join_link_person_id"), "person", ["person_id"], ["id"])
        table.alter_column("made_by_id", existing_type=sa.Integer(), nullable=True)
    op.execute("UPDATE join_link SET language = 'ko' WHERE role = 'KOREAN'")
    op.execute("UPDATE join_link SET language = 'zh' WHERE role = 'CHINESE'")


def downgrade() -> None:
    op.execute(
        "DELETE FROM room_presence WHERE link_id IN "
        "(SELECT id FROM join_link WHERE made_by_id IS NULL)"
    )
    op.execute("DELETE FROM join_link WHERE made_by_id IS NULL")
    with op.batch_alter_table("join_link") as table:
        table.alter_column("made_by_id", existing_type=sa.Integer(), nullable=False)
        table.drop_constraint(op.f("fk_join_link_person_id"), type_="foreignkey")
        table.drop_column("person_id")
        table.drop_column("also")
        table.drop_column("language")
