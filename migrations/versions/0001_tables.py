"""The tables of the portal.

Revision: 0001
Follows: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("about_kind", sa.String(length=60), nullable=False),
        sa.Column("about_id", sa.String(length=24), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=24), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_about", "audit_entry", ["about_kind", "about_id"], unique=False)
    op.create_index(op.f("ix_audit_entry_actor_id"), "audit_entry", ["actor_id"], unique=False)
    op.create_table(
        "field_group",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_field_group")),
    )
    op.create_table(
        "host",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "side", sa.Enum("KR", "CN", name="side", native_enum=False, length=24), nullable=False
        ),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=True),
        sa.Column("region_code", sa.String(length=12), nullable=True),
        sa.Column("import_key", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host")),
        sa.UniqueConstraint("import_key", name=op.f("uq_host_import_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_host_public_id")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(
        "ix_job_waiting",
        "job",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "ko", "zh", name="language", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "side", sa.Enum("KR", "CN", name="side", native_enum=False, length=24), nullable=False
        ),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=True),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_message_id")),
    )
    op.create_index(
        "ix_outbox_message_waiting",
        "outbox_message",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
    )
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "COMPANY", "INTERPRETER", "ROOM", name="partykind", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_latin", sa.String(length=100), nullable=False),
        sa.Column(
            "side", sa.Enum("KR", "CN", name="side", native_enum=False, length=24), nullable=False
        ),
        sa.Column("post", sa.String(length=100), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_public_id")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column(
            "side", sa.Enum("KR", "CN", name="side", native_enum=False, length=24), nullable=False
        ),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("short_name", sa.JSON(), nullable=False),
        sa.Column("seal", sa.JSON(), nullable=False),
        sa.Column("tone", sa.String(length=8), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("cooperates", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "worker_heartbeat",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_heartbeat")),
    )
    op.create_table(
        "city",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("short_name", sa.JSON(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_city_region_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_city")),
    )
    op.create_index(op.f("ix_city_region_code"), "city", ["region_code"], unique=False)
    op.create_table(
        "consultation_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("partner_host_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column(
            "booking_mode",
            sa.Enum(
                "OPEN", "REQUEST", "TIMETABLE", name="bookingmode", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("pause_minutes", sa.Integer(), nullable=False),
        sa.Column("needs_interpreter", sa.Boolean(), nullable=False),
        sa.Column("joining_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asking_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booking_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column(
            "link_kind",
            sa.Enum(
                "VOOV",
                "TENCENT",
                "ZOOM",
                "FEISHU",
                "TEAMS",
                "PHONE",
                "OTHER",
                name="linkkind",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("link_url", sa.String(length=500), nullable=True),
        sa.Column("link_number", sa.String(length=60), nullable=True),
        sa.Column("link_password", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["host_id"], ["host.id"], name=op.f("fk_consultation_session_host_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_host_id"], ["host.id"], name=op.f("fk_consultation_session_partner_host_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_session")),
        sa.UniqueConstraint("code", name=op.f("uq_consultation_session_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consultation_session_public_id")),
    )
    op.create_index(
        op.f("ix_consultation_session_host_id"), "consultation_session", ["host_id"], unique=False
    )
    op.create_index(
        op.f("ix_consultation_session_partner_host_id"),
        "consultation_session",
        ["partner_host_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_consultation_session_starts_at"),
        "consultation_session",
        ["starts_at"],
        unique=False,
    )
    op.create_table(
        "field",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("group_code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_code"], ["field_group.code"], name=op.f("fk_field_group_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_field")),
    )
    op.create_index(op.f("ix_field_group_code"), "field", ["group_code"], unique=False)
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column(
            "language",
            sa.Enum("en", "ko", "zh", name="language", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_user_account_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint("person_id", name=op.f("uq_user_account_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_user_account_public_id")),
    )
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column(
            "side", sa.Enum("KR", "CN", name="side", native_enum=False, length=24), nullable=False
        ),
        sa.Column(
            "state",
            sa.Enum(
                "INVITED",
                "DRAFT",
                "APPLIED",
                "RETURNED",
                "APPROVED",
                "DECLINED",
                "SUSPENDED",
                name="companystate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("registration_number", sa.String(length=20), nullable=True),
        sa.Column("region_code", sa.String(length=12), nullable=True),
        sa.Column("city_code", sa.String(length=12), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("website", sa.String(length=200), nullable=True),
        sa.Column(
            "size",
            sa.Enum(
                "TO_9",
                "TO_49",
                "TO_299",
                "TO_999",
                "FROM_1000",
                name="companysize",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("field_hints", sa.JSON(), nullable=False),
        sa.Column("import_key", sa.String(length=60), nullable=True),
        sa.Column("decision_reason", sa.String(length=1000), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name=op.f("fk_company_city_code")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_company_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_company_party_id")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_company_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("import_key", name=op.f("uq_company_import_key")),
        sa.UniqueConstraint("party_id", name=op.f("uq_company_party_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_company_public_id")),
    )
    op.create_index(op.f("ix_company_name_key"), "company", ["name_key"], unique=False)
    op.create_index(op.f("ix_company_region_code"), "company", ["region_code"], unique=False)
    op.create_index(
        "ix_company_registration_number", "company", ["registration_number"], unique=False
    )
    op.create_index("ix_company_state_side", "company", ["state", "side"], unique=False)
    op.create_index(
        "uq_company_approved_number",
        "company",
        ["side", "registration_number"],
        unique=True,
        sqlite_where=sa.text("state IN ('APPROVED', 'SUSPENDED')"),
        postgresql_where=sa.text("state IN ('APPROVED', 'SUSPENDED')"),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "TERMS",
                "PRIVACY",
                "TRANSFER_ABROAD",
                "ATTENDEE_LIST",
                "NEWS",
                name="consentpurpose",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "ko", "zh", name="language", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("given_through_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["given_through_id"], ["user_account.id"], name=op.f("fk_consent_given_through_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"], unique=False)
    op.create_table(
        "consultation_region",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation_session.id"],
            name=op.f("fk_consultation_region_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_consultation_region_region_code")
        ),
        sa.PrimaryKeyConstraint(
            "consultation_id", "region_code", name=op.f("pk_consultation_region")
        ),
    )
    op.create_table(
        "coordinator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name=op.f("fk_coordinator_host_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_coordinator_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordinator")),
        sa.UniqueConstraint("user_id", name=op.f("uq_coordinator_user_id")),
    )
    op.create_index(op.f("ix_coordinator_host_id"), "coordinator", ["host_id"], unique=False)
    op.create_table(
        "interpreter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name=op.f("fk_interpreter_host_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_interpreter_party_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_interpreter_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_interpreter_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter")),
        sa.UniqueConstraint("party_id", name=op.f("uq_interpreter_party_id")),
        sa.UniqueConstraint("person_id", name=op.f("uq_interpreter_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_interpreter_public_id")),
        sa.UniqueConstraint("user_id", name=op.f("uq_interpreter_user_id")),
    )
    op.create_index(op.f("ix_interpreter_host_id"), "interpreter", ["host_id"], unique=False)
    op.create_table(
        "mail_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "CONFIRM_ADDRESS",
                "RESET_PASSWORD",
                name="linkpurpose",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_mail_link_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_mail_link_digest")),
    )
    op.create_index(op.f("ix_mail_link_user_id"), "mail_link", ["user_id"], unique=False)
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation_session.id"], name=op.f("fk_room_consultation_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_room_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint(
            "consultation_id", "number", name=op.f("uq_room_consultation_id_number")
        ),
        sa.UniqueConstraint("party_id", name=op.f("uq_room_party_id")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sign_in_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_digest")),
    )
    op.create_index(op.f("ix_sign_in_user_id"), "sign_in", ["user_id"], unique=False)
    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation_session.id"], name=op.f("fk_slot_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint(
            "consultation_id", "starts_at", name=op.f("uq_slot_consultation_id_starts_at")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_slot_public_id")),
    )
    op.create_table(
        "company_wants_region",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_company_wants_region_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_company_wants_region_region_code")
        ),
        sa.PrimaryKeyConstraint("company_id", "region_code", name=op.f("pk_company_wants_region")),
    )
    op.create_table(
        "interpreter_consultation",
        sa.Column("interpreter_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation_session.id"],
            name=op.f("fk_interpreter_consultation_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_interpreter_consultation_interpreter_id"),
        ),
        sa.PrimaryKeyConstraint(
            "interpreter_id", "consultation_id", name=op.f("pk_interpreter_consultation")
        ),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_invitation_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["user_account.id"], name=op.f("fk_invitation_invited_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitation_digest")),
    )
    op.create_index(op.f("ix_invitation_company_id"), "invitation", ["company_id"], unique=False)
    op.create_table(
        "participation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "INVITED",
                "ASKED",
                "ACCEPTED",
                "WAITING",
                "DECLINED",
                "WITHDRAWN",
                name="participationstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("bookable", sa.Boolean(), nullable=False),
        sa.Column(
            "whereabouts",
            sa.Enum("OWN_OFFICE", "VENUE", name="whereabouts", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("decision_reason", sa.String(length=1000), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_participation_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation_session.id"],
            name=op.f("fk_participation_consultation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sa.UniqueConstraint(
            "consultation_id",
            "company_id",
            name=op.f("uq_participation_consultation_id_company_id"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_participation_public_id")),
    )
    op.create_index(
        op.f("ix_participation_company_id"), "participation", ["company_id"], unique=False
    )
    op.create_table(
        "representative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum("OWNER", "MEMBER", name="standing", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_representative_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_representative_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representative")),
        sa.UniqueConstraint("user_id", name=op.f("uq_representative_user_id")),
    )
    op.create_index(
        op.f("ix_representative_company_id"), "representative", ["company_id"], unique=False
    )
    op.create_table(
        "technology_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("OFFER", "NEED", name="profilekind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT", "PUBLISHED", "WITHDRAWN", name="profilestate", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "RESEARCH",
                "PILOT",
                "DEMONSTRATED",
                "IN_OPERATION",
                name="stage",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("readiness", sa.Integer(), nullable=True),
        sa.Column("partnerships", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_technology_profile_company_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technology_profile")),
        sa.UniqueConstraint("public_id", name=op.f("uq_technology_profile_public_id")),
    )
    op.create_index(
        op.f("ix_technology_profile_company_id"), "technology_profile", ["company_id"], unique=False
    )
    op.create_index(
        "ix_technology_profile_listed",
        "technology_profile",
        ["state", "published_at"],
        unique=False,
    )
    op.create_table(
        "delegate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_delegate_participation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delegate_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegate")),
        sa.UniqueConstraint(
            "participation_id", "person_id", name=op.f("uq_delegate_participation_id_person_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_delegate_public_id")),
    )
    op.create_index(op.f("ix_delegate_person_id"), "delegate", ["person_id"], unique=False)
    op.create_table(
        "meeting_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("korean_company_id", sa.Integer(), nullable=False),
        sa.Column("chinese_company_id", sa.Integer(), nullable=False),
        sa.Column(
            "asked_by_side",
            sa.Enum("KR", "CN", name="side", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("profile_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ASKED",
                "ACCEPTED",
                "DECLINED",
                "WITHDRAWN",
                "EXPIRED",
                name="requeststate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_reason", sa.String(length=500), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["chinese_company_id"],
            ["company.id"],
            name=op.f("fk_meeting_request_chinese_company_id"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation_session.id"],
            name=op.f("fk_meeting_request_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["korean_company_id"], ["company.id"], name=op.f("fk_meeting_request_korean_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["technology_profile.id"], name=op.f("fk_meeting_request_profile_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_meeting_request_public_id")),
    )
    op.create_index(
        op.f("ix_meeting_request_chinese_company_id"),
        "meeting_request",
        ["chinese_company_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_meeting_request_consultation_id"),
        "meeting_request",
        ["consultation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_meeting_request_korean_company_id"),
        "meeting_request",
        ["korean_company_id"],
        unique=False,
    )
    op.create_index(
        "uq_meeting_request_open_pair",
        "meeting_request",
        ["consultation_id", "korean_company_id", "chinese_company_id"],
        unique=True,
        sqlite_where=sa.text("state = 'ASKED'"),
        postgresql_where=sa.text("state = 'ASKED'"),
    )
    op.create_table(
        "profile_field",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("field_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["field_code"], ["field.code"], name=op.f("fk_profile_field_field_code")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["technology_profile.id"], name=op.f("fk_profile_field_profile_id")
        ),
        sa.PrimaryKeyConstraint("profile_id", "field_code", name=op.f("pk_profile_field")),
    )
    op.create_index(
        op.f("ix_profile_field_field_code"), "profile_field", ["field_code"], unique=False
    )
    op.create_table(
        "profile_region",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["technology_profile.id"], name=op.f("fk_profile_region_profile_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_profile_region_region_code")
        ),
        sa.PrimaryKeyConstraint("profile_id", "region_code", name=op.f("pk_profile_region")),
    )
    op.create_table(
        "unavailable_slot",
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_unavailable_slot_participation_id"),
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_unavailable_slot_slot_id")),
        sa.PrimaryKeyConstraint("participation_id", "slot_id", name=op.f("pk_unavailable_slot")),
    )
    op.create_index(
        op.f("ix_unavailable_slot_slot_id"), "unavailable_slot", ["slot_id"], unique=False
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("korean_company_id", sa.Integer(), nullable=False),
        sa.Column("chinese_company_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(length=24), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("profile_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "CONFIRMED",
                "CANCELLED",
                "MET",
                "MISSED",
                name="bookingstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.Column("interpreter_wanted", sa.Boolean(), nullable=False),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column(
            "link_kind",
            sa.Enum(
                "VOOV",
                "TENCENT",
                "ZOOM",
                "FEISHU",
                "TEAMS",
                "PHONE",
                "OTHER",
                name="linkkind",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("link_url", sa.String(length=500), nullable=True),
        sa.Column("link_number", sa.String(length=60), nullable=True),
        sa.Column("link_password", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["chinese_company_id"], ["company.id"], name=op.f("fk_booking_chinese_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation_session.id"],
            name=op.f("fk_booking_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"], ["interpreter.id"], name=op.f("fk_booking_interpreter_id")
        ),
        sa.ForeignKeyConstraint(
            ["korean_company_id"], ["company.id"], name=op.f("fk_booking_korean_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["technology_profile.id"], name=op.f("fk_booking_profile_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["meeting_request.id"], name=op.f("fk_booking_request_id")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_booking_room_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_booking_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint(
            "consultation_id", "code", name=op.f("uq_booking_consultation_id_code")
        ),
        sa.UniqueConstraint("form_key", name=op.f("uq_booking_form_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_booking_public_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_booking_request_id")),
    )
    op.create_index(
        op.f("ix_booking_chinese_company_id"), "booking", ["chinese_company_id"], unique=False
    )
    op.create_index(
        op.f("ix_booking_consultation_id"), "booking", ["consultation_id"], unique=False
    )
    op.create_index(op.f("ix_booking_interpreter_id"), "booking", ["interpreter_id"], unique=False)
    op.create_index(
        op.f("ix_booking_korean_company_id"), "booking", ["korean_company_id"], unique=False
    )
    op.create_index(op.f("ix_booking_slot_id"), "booking", ["slot_id"], unique=False)
    op.create_index(
        "uq_booking_pair",
        "booking",
        ["consultation_id", "korean_company_id", "chinese_company_id", "turn"],
        unique=True,
        sqlite_where=sa.text("state != 'CANCELLED'"),
        postgresql_where=sa.text("state != 'CANCELLED'"),
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_seat_in_order")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_seat_booking_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_seat_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
    )
    op.create_index(op.f("ix_seat_booking_id"), "seat", ["booking_id"], unique=False)
    op.create_index(
        "ix_seat_party_time", "seat", ["party_id", "starts_at", "ends_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_seat_party_time", table_name="seat")
    op.drop_index(op.f("ix_seat_booking_id"), table_name="seat")
    op.drop_table("seat")
    op.drop_index(
        "uq_booking_pair",
        table_name="booking",
        sqlite_where=sa.text("state != 'CANCELLED'"),
        postgresql_where=sa.text("state != 'CANCELLED'"),
    )
    op.drop_index(op.f("ix_booking_slot_id"), table_name="booking")
    op.drop_index(op.f("ix_booking_korean_company_id"), table_name="booking")
    op.drop_index(op.f("ix_booking_interpreter_id"), table_name="booking")
    op.drop_index(op.f("ix_booking_consultation_id"), table_name="booking")
    op.drop_index(op.f("ix_booking_chinese_company_id"), table_name="booking")
    op.drop_table("booking")
    op.drop_index(op.f("ix_unavailable_slot_slot_id"), table_name="unavailable_slot")
    op.drop_table("unavailable_slot")
    op.drop_table("profile_region")
    op.drop_index(op.f("ix_profile_field_field_code"), table_name="profile_field")
    op.drop_table("profile_field")
    op.drop_index(
        "uq_meeting_request_open_pair",
        table_name="meeting_request",
        sqlite_where=sa.text("state = 'ASKED'"),
        postgresql_where=sa.text("state = 'ASKED'"),
    )
    op.drop_index(op.f("ix_meeting_request_korean_company_id"), table_name="meeting_request")
    op.drop_index(op.f("ix_meeting_request_consultation_id"), table_name="meeting_request")
    op.drop_index(op.f("ix_meeting_request_chinese_company_id"), table_name="meeting_request")
    op.drop_table("meeting_request")
    op.drop_index(op.f("ix_delegate_person_id"), table_name="delegate")
    op.drop_table("delegate")
    op.drop_index("ix_technology_profile_listed", table_name="technology_profile")
    op.drop_index(op.f("ix_technology_profile_company_id"), table_name="technology_profile")
    op.drop_table("technology_profile")
    op.drop_index(op.f("ix_representative_company_id"), table_name="representative")
    op.drop_table("representative")
    op.drop_index(op.f("ix_participation_company_id"), table_name="participation")
    op.drop_table("participation")
    op.drop_index(op.f("ix_invitation_company_id"), table_name="invitation")
    op.drop_table("invitation")
    op.drop_table("interpreter_consultation")
    op.drop_table("company_wants_region")
    op.drop_table("slot")
    op.drop_index(op.f("ix_sign_in_user_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_table("room")
    op.drop_index(op.f("ix_mail_link_user_id"), table_name="mail_link")
    op.drop_table("mail_link")
    op.drop_index(op.f("ix_interpreter_host_id"), table_name="interpreter")
    op.drop_table("interpreter")
    op.drop_index(op.f("ix_coordinator_host_id"), table_name="coordinator")
    op.drop_table("coordinator")
    op.drop_table("consultation_region")
    op.drop_index(op.f("ix_consent_person_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_index(
        "uq_company_approved_number",
        table_name="company",
        sqlite_where=sa.text("state IN ('APPROVED', 'SUSPENDED')"),
        postgresql_where=sa.text("state IN ('APPROVED', 'SUSPENDED')"),
    )
    op.drop_index("ix_company_state_side", table_name="company")
    op.drop_index("ix_company_registration_number", table_name="company")
    op.drop_index(op.f("ix_company_region_code"), table_name="company")
    op.drop_index(op.f("ix_company_name_key"), table_name="company")
    op.drop_table("company")
    op.drop_table("user_account")
    op.drop_index(op.f("ix_field_group_code"), table_name="field")
    op.drop_table("field")
    op.drop_index(op.f("ix_consultation_session_starts_at"), table_name="consultation_session")
    op.drop_index(
        op.f("ix_consultation_session_partner_host_id"), table_name="consultation_session"
    )
    op.drop_index(op.f("ix_consultation_session_host_id"), table_name="consultation_session")
    op.drop_table("consultation_session")
    op.drop_index(op.f("ix_city_region_code"), table_name="city")
    op.drop_table("city")
    op.drop_table("worker_heartbeat")
    op.drop_table("region")
    op.drop_table("person")
    op.drop_table("party")
    op.drop_index(
        "ix_outbox_message_waiting",
        table_name="outbox_message",
        sqlite_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
    )
    op.drop_table("outbox_message")
    op.drop_index(
        "ix_job_waiting",
        table_name="job",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_table("job")
    op.drop_table("host")
    op.drop_table("field_group")
    op.drop_index(op.f("ix_audit_entry_actor_id"), table_name="audit_entry")
    op.drop_index("ix_audit_entry_about", table_name="audit_entry")
    op.drop_table("audit_entry")
