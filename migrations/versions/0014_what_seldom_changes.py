"""Every change of what seldom changes leaves a mark, so that what was read of it can be kept.

Bookings, seats, requests, messages and the like come by the hundred; companies, sessions, people
and sign-ins do not. A mark is a random number: whoever knows how many there are and their sum knows
whether anything was committed in between, in whatever order the transactions ended. Nobody waits
for anybody to leave one, and old marks go.

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CALM = (
    "authenticator_app",
    "city",
    "company",
    "company_wants_region",
    "consent",
    "consultation_region",
    "consultation_session",
    "coordinator",
    "delegate",
    "field",
    "field_group",
    "host",
    "interpreter",
    "interpreter_consultation",
    "interpreter_hours",
    "invitation",
    "participation",
    "party",
    "passkey",
    "person",
    "profile_field",
    "profile_region",
    "recovery_code",
    "region",
    "representative",
    "room",
    "sign_in",
    "slot",
    "technology_profile",
    "unavailable_slot",
    "user_account",
)
MARKS_KEPT = 200

MARK_ON_POSTGRESQL = """
CREATE FUNCTION mark_calm_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO calm_change (mark) VALUES ((random() * 1000000000000)::bigint);
    DELETE FROM calm_change WHERE id IN (
        SELECT id FROM calm_change
        WHERE id <= (SELECT max(id) FROM calm_change) - {kept}
        FOR UPDATE SKIP LOCKED
    );
    RETURN NULL;
END $$
"""
TRIGGER_ON_POSTGRESQL = """
CREATE TRIGGER calm_change_of_{table}
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION mark_calm_change()
"""
TRIGGER_ON_SQLITE = """
CREATE TRIGGER calm_{event}_of_{table} AFTER {event} ON {table}
BEGIN
    INSERT INTO calm_change (mark) VALUES (abs(random() % 1000000000000));
    DELETE FROM calm_change WHERE id <= (SELECT max(id) FROM calm_change) - {kept};
END
"""


def upgrade() -> None:
    op.create_table(
        "calm_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calm_change")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(MARK_ON_POSTGRESQL.format(kept=MARKS_KEPT))
        for table in CALM:
            op.execute(TRIGGER_ON_POSTGRESQL.format(table=table))
        return
    for table in CALM:
        for event in ("insert", "update", "delete"):
            op.execute(TRIGGER_ON_SQLITE.format(table=table, event=event, kept=MARKS_KEPT))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in CALM:
            op.execute(f"DROP TRIGGER calm_change_of_{table} ON {table}")
        op.execute("DROP FUNCTION mark_calm_change()")
    else:
        for table in CALM:
            for event in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER calm_{event}_of_{table}")
    op.drop_table("calm_change")
