"""What is found by which words, for the engines' own indexes; and what the catalogue lists.

The tables of words are plain; SQLite keeps an FTS5 index beside each by triggers, PostgreSQL a GIN
index over them. Changes of what is listed leave marks, as in 0014. Rows that exist are indexed by
`portal db upgrade`, which knows how.

Revision: 0021
Follows: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WORDS = {"company_words": "company_id", "profile_words": "profile_id"}
LISTED = ("catalogue_entry", "company")
MARKS_KEPT = 200

MARK_ON_POSTGRESQL = """
CREATE FUNCTION mark_catalogue_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalogue_change (mark) VALUES ((random() * 1000000000000)::bigint);
    DELETE FROM catalogue_change WHERE id IN (
        SELECT id FROM catalogue_change
        WHERE id <= (SELECT max(id) FROM catalogue_change) - {kept}
        FOR UPDATE SKIP LOCKED
    );
    RETURN NULL;
END $$
"""
TRIGGER_ON_POSTGRESQL = """
CREATE TRIGGER catalogue_change_of_{table}
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION mark_catalogue_change()
"""
TRIGGER_ON_SQLITE = """
CREATE TRIGGER catalogue_{event}_of_{table} AFTER {event} ON {table}
BEGIN
    INSERT INTO catalogue_change (mark) VALUES (abs(random() % 1000000000000));
    DELETE FROM catalogue_change WHERE id <= (SELECT max(id) FROM catalogue_change) - {kept};
END
"""
ADD = "INSERT INTO {table}_fts (rowid, tokens) VALUES (new.{key}, new.tokens);"
TAKE = (
    "INSERT INTO {table}_fts ({table}_fts, rowid, tokens) VALUES ('delete', old.{key}, old.tokens);"
)
CHANGES = {"insert": ADD, "delete": TAKE, "update": TAKE + ADD}


def upgrade() -> None:
    op.create_table(
        "company_words",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_company_words_company_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_company_words")),
    )
    op.create_table(
        "profile_words",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["technology_profile.id"],
            name=op.f("fk_profile_words_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_profile_words")),
    )
    op.create_table(
        "catalogue_entry",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=True),
        sa.Column("tags", sa.String(400), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["technology_profile.id"],
            name=op.f("fk_catalogue_entry_profile_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_catalogue_entry_company_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_catalogue_entry")),
    )
    op.add_column("field", sa.Column("aliases", sa.JSON(), server_default="[]", nullable=False))
    op.create_index("ix_company_placed", "company", ["state", "id", "side", "region_code"])
    op.create_table(
        "catalogue_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_change")),
    )
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _for_postgresql() if on_postgresql else _for_sqlite():
        op.execute(statement)


def _for_postgresql():
    for table in WORDS:
        yield (
            f"CREATE INDEX gin_{table}_tokens ON {table}"
            " USING gin (array_to_tsvector(string_to_array(tokens, ' ')))"
        )
    yield MARK_ON_POSTGRESQL.format(kept=MARKS_KEPT)
    for table in LISTED:
        yield TRIGGER_ON_POSTGRESQL.format(table=table)


def _for_sqlite():
    for table, key in WORDS.items():
        yield (
            f"CREATE VIRTUAL TABLE {table}_fts USING fts5(tokens, content='{table}',"
            f" content_rowid='{key}', detail=none, columnsize=0,"
            " tokenize=\"ascii tokenchars '.'\")"
        )
        for event, change in CHANGES.items():
            yield (
                f"CREATE TRIGGER {table}_fts_{event} AFTER {event} ON {table}"
                f" BEGIN {change.format(table=table, key=key)} END"
            )
    for table in LISTED:
        for event in ("insert", "update", "delete"):
            yield TRIGGER_ON_SQLITE.format(table=table, event=event, kept=MARKS_KEPT)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in LISTED:
            op.execute(f"DROP TRIGGER catalogue_change_of_{table} ON {table}")
        op.execute("DROP FUNCTION mark_catalogue_change()")
    else:
        for table in LISTED:
            for event in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER catalogue_{event}_of_{table}")
        for table in WORDS:
            op.execute(f"DROP TABLE {table}_fts")
            for event in CHANGES:
                op.execute(f"DROP TRIGGER {table}_fts_{event}")
    op.drop_table("catalogue_change")
    op.drop_index("ix_company_placed", "company")
    op.drop_column("field", "aliases")
    op.drop_table("catalogue_entry")
    op.drop_table("profile_words")
    op.drop_table("company_words")
