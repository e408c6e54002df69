"""Marks of the catalogue say what changed, so that a process reads anew only that.

Revision: 0025
Follows: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# Old marks go by the hundred, so that whoever looked lately knows all that came since.
KEPT = 200
OLD = """DELETE FROM catalogue_change
    WHERE id <= (SELECT max(id) FROM catalogue_change) - {kept}
    AND (SELECT max(id) FROM catalogue_change) % {kept} = 0;"""

# When a row of a table leaves a mark, and which of its columns says what changed.
LISTED = {
    "catalogue_entry": ("profile_id", "profile_id", ("INSERT", "UPDATE", "DELETE")),
    "company": ("company_id", "id", ("UPDATE OF state, side, region_code", "DELETE")),
}

ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION mark_catalogue_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed integer;
BEGIN
    IF TG_LEVEL = 'ROW' THEN
        changed := CASE TG_OP
            WHEN 'DELETE' THEN to_jsonb(old) ->> TG_ARGV[1] ELSE to_jsonb(new) ->> TG_ARGV[1]
        END;
    END IF;
    INSERT INTO catalogue_change (mark, profile_id, company_id) VALUES (
        (random() * 1000000000000)::bigint,
        CASE WHEN TG_ARGV[0] = 'profile_id' THEN changed END,
        CASE WHEN TG_ARGV[0] = 'company_id' THEN changed END
    );
    {old}
    RETURN NULL;
END $$
"""

ON_SQLITE = """
CREATE TRIGGER catalogue_{verb}_of_{table} AFTER {event} ON {table} BEGIN
    INSERT INTO catalogue_change (mark, {name}) VALUES (abs(random() % 1000000000000), {changed});
    {old}
END
"""


def upgrade() -> None:
    for column in ("profile_id", "company_id"):
        op.add_column("catalogue_change", sa.Column(column, sa.Integer()))
    op.create_index(op.f("ix_catalogue_entry_company_id"), "catalogue_entry", ["company_id"])
    op.drop_index("ix_company_placed", "company")
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()


def _on_postgresql() -> None:
    op.execute(ON_POSTGRESQL.format(old=OLD.format(kept=KEPT)))
    for table, (name, column, events) in LISTED.items():
        op.execute(f"DROP TRIGGER catalogue_change_of_{table} ON {table}")
        op.execute(
            f"CREATE TRIGGER catalogue_change_of_{table} AFTER {' OR '.join(events)} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION mark_catalogue_change('{name}', '{column}')"
        )
    op.execute(
        "CREATE TRIGGER catalogue_emptied AFTER TRUNCATE ON catalogue_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION mark_catalogue_change()"
    )


def _on_sqlite() -> None:
    for table, (name, column, events) in LISTED.items():
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER catalogue_{event}_of_{table}")
        for event in events:
            verb = event.split()[0].lower()
            row = "old" if verb == "delete" else "new"
            op.execute(
                ON_SQLITE.format(
                    verb=verb,
                    event=event,
                    table=table,
                    name=name,
                    changed=f"{row}.{column}",
                    old=OLD.format(kept=KEPT),
                )
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER catalogue_emptied ON catalogue_entry")
    else:
        # 0021 takes away what it made, so there must be one of each.
        op.execute(
            "CREATE TRIGGER catalogue_insert_of_company AFTER INSERT ON company BEGIN SELECT 1; END"
        )
    op.create_index("ix_company_placed", "company", ["state", "id", "side", "region_code"])
    op.drop_index("ix_catalogue_entry_company_id", "catalogue_entry")
    # The triggers name these columns, so they stay until 0021 takes the table away.
