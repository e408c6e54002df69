"""No party is ever busy twice at the same moment: the database has the last word.

PostgreSQL keeps an exclusion constraint, SQLite triggers of the same name; both accept
back-to-back seats. Alembic's comparison does not see either, so they stand here by hand.

Revision: 0002
Follows: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAME = "seat_no_overlap"

# int4range instead of plain equality, so that the btree_gist extension is not needed.
EXCLUSION = f"""
ALTER TABLE seat ADD CONSTRAINT {NAME}
EXCLUDE USING gist (
    int4range(party_id, party_id, '[]') WITH &&,
    tstzrange(starts_at, ends_at) WITH &&
)
"""

TRIGGER = """
CREATE TRIGGER {name} BEFORE {event} ON seat
WHEN EXISTS (
    SELECT 1 FROM seat AS other
    WHERE other.party_id = NEW.party_id
      AND other.id IS NOT NEW.id
      AND other.starts_at < NEW.ends_at
      AND NEW.starts_at < other.ends_at
)
BEGIN SELECT RAISE(ABORT, 'seat_no_overlap'); END
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(EXCLUSION)
        return
    op.execute(TRIGGER.format(name=f"{NAME}_insert", event="INSERT"))
    op.execute(
        TRIGGER.format(name=f"{NAME}_update", event="UPDATE OF party_id, starts_at, ends_at")
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE seat DROP CONSTRAINT {NAME}")
        return
    op.execute(f"DROP TRIGGER {NAME}_insert")
    op.execute(f"DROP TRIGGER {NAME}_update")
