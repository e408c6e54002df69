"""Profiles say more: what they are about, in figures, with proof; they are reviewed and expire.

Revision: 0022
Follows: 0021
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLE = "technology_profile"
MOMENTS = ("submitted_at", "reviewed_at", "expires_at")
VALID_FOR = timedelta(days=365)


def upgrade() -> None:
    for column in _columns():
        op.add_column(TABLE, column)
    _those_that_are_published_were_looked_at()


def _columns() -> Iterator[sa.Column[Any]]:
    yield sa.Column("matter", sa.String(24), nullable=False, server_default="TECHNOLOGY")
    for name in ("description", "advantages", "comments"):
        yield sa.Column(name, sa.JSON(), nullable=False, server_default="{}")
    for name in ("spoken", "figures", "rights", "customers", "certificates"):
        yield sa.Column(name, sa.JSON(), nullable=False, server_default="[]")
    for name in ("sector", "core_technology"):
        yield sa.Column(name, sa.String(24))
    for name in MOMENTS:
        yield sa.Column(name, sa.DateTime(timezone=True))


def _those_that_are_published_were_looked_at() -> None:
    """They are the company's own from now on, and valid for a year from their publication."""
    profile = sa.table(
        TABLE,
        sa.column("id", sa.Integer),
        sa.column("published_at", sa.DateTime(timezone=True)),
        sa.column("changed_at", sa.DateTime(timezone=True)),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in MOMENTS),
    )
    connection = op.get_bind()
    known = connection.execute(
        sa.select(profile.c.id, profile.c.published_at, profile.c.changed_at).where(
            profile.c.published_at.is_not(None)
        )
    ).all()
    for id, published_at, changed_at in known:
        connection.execute(
            sa.update(profile)
            .where(profile.c.id == id)
            .values(
                submitted_at=published_at,
                reviewed_at=max(published_at, changed_at),
                expires_at=published_at + VALID_FOR,
            )
        )


def downgrade() -> None:
    for column in _columns():
        op.drop_column(TABLE, column.name)
