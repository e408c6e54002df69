"""Files of profiles, who opened them, agreed confidentiality, and to whom each part is open.

Revision: 0030
Follows: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "technology_profile", sa.Column("rungs", sa.JSON(), nullable=False, server_default="{}")
    )
    _files()
    _openings()
    _agreements()


def _files() -> None:
    op.create_table(
        "profile_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("thumbnail_key", sa.String(32)),
        sa.Column("rung", sa.String(24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        _reference("profile_file", "profile_id", "technology_profile", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_profile_file_public_id")),
    )
    _index("profile_file", "profile_id")


def _openings() -> None:
    op.create_table(
        "file_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer()),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reader_id", sa.Integer()),
        sa.Column("user_id", sa.Integer()),
        sa.Column("person_name", sa.String(200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        _reference("file_opening", "owner_id", "company", "CASCADE"),
        _reference("file_opening", "profile_id", "technology_profile", "CASCADE"),
        _reference("file_opening", "file_id", "profile_file", "SET NULL"),
        _reference("file_opening", "reader_id", "company", "SET NULL"),
        _reference("file_opening", "user_id", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_opening")),
    )
    op.create_index("ix_file_opening_owner", "file_opening", ["owner_id", "opened_at"])
    for column in ("profile_id", "file_id", "reader_id", "user_id"):
        _index("file_opening", column)


def _agreements() -> None:
    op.create_table(
        "confidentiality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        _reference("confidentiality", "owner_id", "company", "CASCADE"),
        _reference("confidentiality", "reader_id", "company", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confidentiality")),
        sa.UniqueConstraint(
            "owner_id", "reader_id", name=op.f("uq_confidentiality_owner_id_reader_id")
        ),
    )
    _index("confidentiality", "reader_id")


def _reference(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in ("confidentiality", "file_opening", "profile_file"):
        op.drop_table(table)
    op.drop_column("technology_profile", "rungs")
