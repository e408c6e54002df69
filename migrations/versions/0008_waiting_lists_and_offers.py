"""Companies wait for places and slots; what falls free is offered, and an offered slot owns seats.

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OFFER_STATES = ("OFFERED", "ACCEPTED", "DECLINED", "EXPIRED", "WITHDRAWN")
LIVE = {
    "sqlite_where": sa.text("state = 'OFFERED'"),
    "postgresql_where": sa.text("state = 'OFFERED'"),
}
WAITING = {
    "sqlite_where": sa.text("state = 'WAITING'"),
    "postgresql_where": sa.text("state = 'WAITING'"),
}

# SQLite cannot change a column, so the table is made anew; its triggers go with the old one.
SEATS_IN_SQLITE = """
CREATE TABLE new_seat (
    id INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    booking_id INTEGER{owner},
    starts_at DATETIME NOT NULL,
    ends_at DATETIME NOT NULL,
    CONSTRAINT pk_seat PRIMARY KEY (id),
    CONSTRAINT ck_seat_in_order CHECK (starts_at < ends_at),{checks}
    CONSTRAINT fk_seat_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
    CONSTRAINT fk_seat_party_id FOREIGN KEY(party_id) REFERENCES party (id)
)
"""
OFFERS_TOO = {
    "owner": ",\n    offer_id INTEGER",
    "checks": """
    CONSTRAINT ck_seat_one_owner CHECK ((booking_id IS NULL) <> (offer_id IS NULL)),
    CONSTRAINT fk_seat_offer_id FOREIGN KEY(offer_id) REFERENCES slot_offer (id),""",
}
BOOKINGS_ALONE = {"owner": " NOT NULL", "checks": ""}
SEAT_COLUMNS = "id, party_id, booking_id, starts_at, ends_at"

NAME = "seat_no_overlap"
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
    _places()
    _slots()
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("seat", "booking_id", nullable=True)
        op.add_column("seat", sa.Column("offer_id", sa.Integer(), nullable=True))
        op.create_foreign_key("fk_seat_offer_id", "seat", "slot_offer", ["offer_id"], ["id"])
        op.create_check_constraint(
            op.f("ck_seat_one_owner"), "seat", "(booking_id IS NULL) <> (offer_id IS NULL)"
        )
    else:
        _make_seats_anew(OFFERS_TOO)
    op.create_index(op.f("ix_seat_offer_id"), "seat", ["offer_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_seat_offer_id"), table_name="seat")
    op.execute("DELETE FROM seat WHERE booking_id IS NULL")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_seat_one_owner"), "seat")
        op.drop_constraint("fk_seat_offer_id", "seat")
        op.drop_column("seat", "offer_id")
        op.alter_column("seat", "booking_id", nullable=False)
    else:
        _make_seats_anew(BOOKINGS_ALONE)
    op.drop_table("slot_offer")
    op.drop_table("waiting")
    op.drop_table("place_offer")
    op.drop_index("uq_participation_place", table_name="participation")
    for name in ("waiting_number", "place_number", "place_in"):
        op.drop_column("participation", name)


def _make_seats_anew(form: dict[str, str]) -> None:
    op.execute(SEATS_IN_SQLITE.format(**form))
    op.execute(f"INSERT INTO new_seat ({SEAT_COLUMNS}) SELECT {SEAT_COLUMNS} FROM seat")  # noqa: S608
    op.execute("DROP TABLE seat")
    op.execute("ALTER TABLE new_seat RENAME TO seat")
    op.create_index("ix_seat_party_time", "seat", ["party_id", "starts_at", "ends_at"])
    op.create_index(op.f("ix_seat_booking_id"), "seat", ["booking_id"], unique=False)
    op.execute(TRIGGER.format(name=f"{NAME}_insert", event="INSERT"))
    op.execute(
        TRIGGER.format(name=f"{NAME}_update", event="UPDATE OF party_id, starts_at, ends_at")
    )


def _offer_state() -> sa.Column:
    states = sa.Enum(*OFFER_STATES, name="offerstate", native_enum=False, length=24)
    return sa.Column("state", states, nullable=False)


def _moments_of_offer() -> list[sa.Column]:
    return [
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    ]


def _places() -> None:
    op.add_column("participation", sa.Column("place_in", sa.String(length=12), nullable=True))
    op.add_column("participation", sa.Column("place_number", sa.Integer(), nullable=True))
    op.add_column("participation", sa.Column("waiting_number", sa.Integer(), nullable=True))
    place = ["consultation_id", "place_in", "place_number"]
    op.create_index("uq_participation_place", "participation", place, unique=True)
    op.create_table(
        "place_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        _offer_state(),
        *_moments_of_offer(),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name="fk_place_offer_participation_id"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_offer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_place_offer_public_id")),
    )
    op.create_index("ix_place_offer_participation_id", "place_offer", ["participation_id"])
    op.create_index("uq_place_offer_live", "place_offer", ["participation_id"], unique=True, **LIVE)


def _slots() -> None:
    op.create_table(
        "waiting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("korean_company_id", sa.Integer(), nullable=False),
        sa.Column("chinese_company_id", sa.Integer(), nullable=False),
        sa.Column(
            "waiting_side",
            sa.Enum("KR", "CN", name="side", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("profile_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column(
            "state",
            sa.Enum("WAITING", "BOOKED", "LEFT", name="waitingstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_waiting_{column}")
            for column, target in (
                ("consultation_id", "consultation_session.id"),
                ("korean_company_id", "company.id"),
                ("chinese_company_id", "company.id"),
                ("request_id", "meeting_request.id"),
                ("profile_id", "technology_profile.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
        sa.UniqueConstraint("public_id", name=op.f("uq_waiting_public_id")),
    )
    op.create_index(
        "uq_waiting_open_pair",
        "waiting",
        ["consultation_id", "korean_company_id", "chinese_company_id"],
        unique=True,
        **WAITING,
    )
    for column in ("korean_company_id", "chinese_company_id", "request_id"):
        op.create_index(f"ix_waiting_{column}", "waiting", [column])
    op.create_table(
        "slot_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("waiting_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.Column("interpreter_wanted", sa.Boolean(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        _offer_state(),
        *_moments_of_offer(),
        sa.Column("answer_reason", sa.String(length=500), nullable=True),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_slot_offer_{column}")
            for column, target in (
                ("waiting_id", "waiting.id"),
                ("slot_id", "slot.id"),
                ("room_id", "room.id"),
                ("interpreter_id", "interpreter.id"),
                ("booking_id", "booking.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_offer")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_slot_offer_booking_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_slot_offer_public_id")),
    )
    op.create_index("ix_slot_offer_slot_id", "slot_offer", ["slot_id"])
    op.create_index("ix_slot_offer_waiting_slot", "slot_offer", ["waiting_id", "slot_id"])
    op.create_index("uq_slot_offer_live", "slot_offer", ["waiting_id"], unique=True, **LIVE)
