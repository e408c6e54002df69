"""What is remembered over bookings asks only tables that say so when they change."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from portal import registry
from portal.infra.engines import reader_of
from portal.infra.remembered import forget, reads_calmly
from portal.kernel.clocks import Side
from tests import make

# They change with every booking, or all the time: nothing that is read of them is kept for long.
LIVELY = {
    "attendance_statement",
    "attendee",
    "audit_entry",
    "booking",
    "booking_note",
    "booking_notice",
    "calendar_feed",
    "calm_change",
    "catalogue_change",
    "catalogue_entry",
    "company_words",
    "confidentiality",
    "consultation_log",
    "device_check",
    "file_opening",
    "guess_count",
    "handed_file",
    "interpreter_invitation",
    "interpreter_volunteer",
    "interpreter_waiver",
    "job",
    "join_link",
    "letter",
    "list_choice",
    "mail_link",
    "meeting_request",
    "outbox_message",
    "passkey_challenge",
    "paper",
    "place_offer",
    "profile_file",
    "profile_mark",
    "profile_words",
    "proposed_slot",
    "quiet_reader",
    "regard",
    "request_proposal",
    "room_call",
    "room_message",
    "room_notes",
    "room_presence",
    "room_signal",
    "running_late",
    "seat",
    "slot_offer",
    "timetable",
    "timetable_agreement",
    "timetable_meeting",
    "timetable_step",
    "venue_link",
    "waiting",
    "wish",
    "wish_reminder",
    "worker_heartbeat",
}


def marked(engine: sa.Engine) -> set[str]:
    """The tables all of whose changes leave a mark."""
    if engine.dialect.name == "postgresql":
        asked = (
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'calm_change_of_%'"
        )
        needed = 1
    else:
        asked = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'calm_%'"
        needed = 3
    with engine.connect() as connection:
        names = list(connection.execute(sa.text(asked)).scalars())
    return {name for name in names if names.count(name) == needed}


def test_every_table_leaves_a_mark_or_is_known_to_change_all_the_time(engine):
    assert marked(engine) == set(registry.metadata.tables) - LIVELY


@pytest.fixture
def asked_calmly(database, engine):
    """The tables that calm reads asked, as they come."""
    names: set[str] = set()

    def note(_connection, _cursor, statement, *_):
        if reads_calmly.get():
            names.update(re.findall(r"\b(?:FROM|JOIN) (\w+)", statement))

    both = (engine, reader_of(engine))
    for each in both:
        event.listen(each, "before_cursor_execute", note)
    yield names
    for each in both:
        event.remove(each, "before_cursor_execute", note)


def test_calm_reads_ask_no_other_table(visit, asked_calmly, monday):
    at = make.consultation(rooms=2, needs_interpreter=True)
    make.interpreter(sessions=(at,))
    korean, chinese = make.representative(side=Side.KR), make.representative(side=Side.CN)
    for user in (korean, chinese):
        make.participation(make.company_of(user), at)
    partner = make.company_of(chinese).public_id
    here = f"/company/consultations/{at.public_id}/partners/{partner}/book"
    forget()
    desk = visit(korean)
    page = desk.get(here)
    slot = page.page.select_one("[name=slot]")["value"]
    desk.submit(page, {"slot": slot, "profile": "none", "reason": "Bag filters"}, form="form.cols")
    assert {"company", "consultation_session", "slot", "room", "person"} <= asked_calmly
    assert asked_calmly & LIVELY == set()
