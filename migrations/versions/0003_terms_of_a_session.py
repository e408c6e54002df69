"""A session has terms: who asks whom, limits, notice, rest, and places by region.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def terms() -> list[sa.Column]:
    """What sessions that are there already get: what held for them until now."""
    return [
        sa.Column(
            "asking_side",
            sa.Enum("KR", "CN", name="side", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column(
            "asking_kind",
            sa.Enum("OFFER", "NEED", name="profilekind", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("same_group", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("asking_regions", sa.JSON(), nullable=False, server_default=sa.text("'[]'")),
        sa.Column("most_open_requests", sa.Integer(), nullable=True),
        sa.Column("most_meetings", sa.Integer(), nullable=True),
        sa.Column("most_in_a_row", sa.Integer(), nullable=True),
        sa.Column("rest_minutes", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("notice_minutes", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("change_minutes", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("request_hours", sa.Integer(), nullable=False, server_default="72"),
        sa.Column("offer_minutes", sa.Integer(), nullable=False, server_default="120"),
        sa.Column("korean_places", sa.Integer(), nullable=True),
    ]


def upgrade() -> None:
    for column in terms():
        op.add_column("consultation_session", column)
    op.add_column("consultation_region", sa.Column("places", sa.Integer(), nullable=True))
    op.add_column("participation", sa.Column("most_meetings", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("participation", "most_meetings")
    op.drop_column("consultation_region", "places")
    for column in reversed(terms()):
        op.drop_column("consultation_session", column.name)
