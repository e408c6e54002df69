"""Timetables of sessions: proposals, drafts with their steps, and published versions.

Revision: 0018
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "timetable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "BUILDING",
                "DRAFT",
                "FAILED",
                "PUBLISHED",
                "DISCARDED",
                name="timetablestate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("fair", sa.Boolean(), nullable=False),
        sa.Column(
            "keep",
            sa.Enum("ALL", "FEW_CHANGES", "NOTHING", name="keep", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("most_changes", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_asked", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Double(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("bound", sa.Integer(), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("unserved", sa.Integer(), nullable=False),
        sa.Column("idle", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.Column("gains", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("log", sa.JSON(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation_session.id"],
            name=op.f("fk_timetable_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_timetable_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user_account.id"], name=op.f("fk_timetable_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable")),
        sa.UniqueConstraint(
            "consultation_id", "number", name=op.f("uq_timetable_consultation_id_number")
        ),
        sa.UniqueConstraint(
            "consultation_id", "version", name=op.f("uq_timetable_consultation_id_version")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_timetable_public_id")),
    )
    op.create_index(
        "uq_timetable_building",
        "timetable",
        ["consultation_id"],
        unique=True,
        sqlite_where=sa.text("state = 'BUILDING'"),
        postgresql_where=sa.text("state = 'BUILDING'"),
    )
    op.create_table(
        "timetable_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("timetable_id", sa.Integer(), nullable=False),
        sa.Column("korean_company_id", sa.Integer(), nullable=False),
        sa.Column("chinese_company_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chinese_company_id"],
            ["company.id"],
            name=op.f("fk_timetable_meeting_chinese_company_id"),
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"], ["interpreter.id"], name=op.f("fk_timetable_meeting_interpreter_id")
        ),
        sa.ForeignKeyConstraint(
            ["korean_company_id"],
            ["company.id"],
            name=op.f("fk_timetable_meeting_korean_company_id"),
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_timetable_meeting_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slot.id"], name=op.f("fk_timetable_meeting_slot_id")
        ),
        sa.ForeignKeyConstraint(
            ["timetable_id"], ["timetable.id"], name=op.f("fk_timetable_meeting_timetable_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_meeting")),
        sa.UniqueConstraint(
            "timetable_id",
            "korean_company_id",
            "chinese_company_id",
            name="uq_timetable_meeting_pair",
        ),
    )
    op.create_table(
        "timetable_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("timetable_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name=op.f("fk_timetable_step_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["timetable_id"], ["timetable.id"], name=op.f("fk_timetable_step_timetable_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_step")),
        sa.UniqueConstraint(
            "timetable_id", "number", name=op.f("uq_timetable_step_timetable_id_number")
        ),
    )


def downgrade() -> None:
    op.drop_table("timetable_step")
    op.drop_table("timetable_meeting")
    op.drop_index("uq_timetable_building", table_name="timetable")
    op.drop_table("timetable")
