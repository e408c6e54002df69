"""No meeting is put into a slot that a change of its session took away at the same moment.

Whoever books has looked at the slot before it went, perhaps; here it is looked at once more, and
the change waits until that is over. Both engines refuse by the same name.

Revision: 0011
Follows: 0010
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NAME = "slot_is_gone"

FUNCTION = f"""
CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM slot WHERE id = NEW.slot_id AND gone_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION '{NAME}' USING ERRCODE = 'check_violation', CONSTRAINT = '{NAME}';
    END IF;
    RETURN NEW;
END
$$
"""

OF_POSTGRESQL = f"""
CREATE TRIGGER {NAME} BEFORE INSERT OR UPDATE OF slot_id ON booking
FOR EACH ROW WHEN (NEW.state = 'CONFIRMED') EXECUTE FUNCTION {NAME}()
"""

OF_SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON booking
WHEN NEW.state = 'CONFIRMED'
 AND EXISTS (SELECT 1 FROM slot WHERE slot.id = NEW.slot_id AND slot.gone_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'slot_is_gone'); END
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)
        op.execute(OF_POSTGRESQL)
        return
    op.execute(OF_SQLITE.format(name=f"{NAME}_insert", event="INSERT"))
    op.execute(OF_SQLITE.format(name=f"{NAME}_update", event="UPDATE OF slot_id"))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {NAME} ON booking")
        op.execute(f"DROP FUNCTION {NAME}()")
        return
    op.execute(f"DROP TRIGGER {NAME}_insert")
    op.execute(f"DROP TRIGGER {NAME}_update")
