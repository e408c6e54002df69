"""Who came by a link may want no more mails.

Revision: 0051
Follows: 0050
"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

LINKS = sa.table("join_link", sa.column("id"), sa.column("address"), sa.column("reader"))


def upgrade() -> None:
    op.create_table(
        "quiet_reader",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_quiet_reader")),
    )
    op.add_column(
        "join_link", sa.Column("reader", sa.String(64), nullable=False, server_default="")
    )
    bind = op.get_bind()
    for id, address in bind.execute(sa.select(LINKS.c.id, LINKS.c.address)).all():
        if address:
            digest = hashlib.sha256(address.casefold().encode()).hexdigest()
            bind.execute(LINKS.update().where(LINKS.c.id == id).values(reader=digest))


def downgrade() -> None:
    op.drop_column("join_link", "reader")
    op.drop_table("quiet_reader")
