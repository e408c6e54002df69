"""Saving a meeting on its day: calling, another beginning, interpreter, company in its place."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking, Seat
from portal.bookings.states import BookingState
from portal.consultations.models import ConsultationSession
from portal.infra import audit, db
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from portal.rooms import services as rooms
from tests import make
from tests.bookings.pair import Kept, Pair, soon


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair, monday) -> Kept:
    return soon(pair, monday, 5)


@pytest.fixture
def desk(pair, booking, visit):
    return visit(pair.coordinator)


def rescue(pair: Pair, booking: Kept, more: str = "") -> str:
    at = pair.consultation.public_id
    return f"/coordinator/consultations/{at}/bookings/{booking.public_id}/rescue{more}"


def form(pair: Pair, booking: Kept, more: str) -> str:
    return f'form[action="{rescue(pair, booking, more)}"]'


def told(kind: str) -> set[str]:
    session.rollback()
    return set(
        session.scalars(
            sa.select(OutboxMessage.address).where(OutboxMessage.kind == f"bookings/{kind}")
        )
    )


def verbs(booking: Kept) -> list[str]:
    return [entry.verb for entry in audit.history(booking.now)]


def interpreter(pair: Pair, **more) -> Kept:
    return Kept(make.interpreter(of=pair.host, sessions=(pair.consultation,), **more))


def seat(pair: Pair, booking: Kept, who: Kept) -> None:
    with db.writing():
        services.assign_interpreter(booking.now, who.now, by=pair.coordinator)


def test_whoever_is_missing_is_called_once_a_minute(pair, booking, desk, monday):
    with db.writing():
        rooms.enter(booking.now, by=pair.korean_user)
    page = desk.get(rescue(pair, booking))
    desk.submit(page, form=form(pair, booking, "/call"))
    assert told("please_join") == {pair.chinese_user.email}
    assert "people called" in verbs(booking)
    again = desk.post(rescue(pair, booking, "/call"))
    assert again.status == 409
    assert "less than a minute ago" in again.main
    monday(timedelta(minutes=1))
    assert desk.post(rescue(pair, booking, "/call")).status == 200


def test_a_meeting_begins_later_where_nobody_is_needed_elsewhere(pair, booking, desk):
    later = {"minutes": "5", "reason": "The train is late"}
    page = desk.get(rescue(pair, booking))
    desk.submit(page, later, form=form(pair, booking, "/later"))
    assert booking.now.span.starts_at == booking.now.slot.starts_at + timedelta(minutes=5)
    assert told("begins_later") == {pair.korean_user.email, pair.chinese_user.email}
    until = set(session.scalars(sa.select(Seat.ends_at)))
    assert until == {booking.now.slot.ends_at + timedelta(minutes=5)}
    assert "Begins 5 minutes later than planned" in desk.get(rescue(pair, booking)).main


def test_a_meeting_does_not_run_into_the_next_of_somebody_in_it(pair, booking, desk):
    pair.meet_others(pair.korean, pair.another_chinese().company, pair.slots[1])
    page = desk.get(rescue(pair, booking))
    later = {"minutes": "10", "reason": "The train is late"}
    refused = desk.submit(page, later, form=form(pair, booking, "/later"))
    assert refused.status == 409
    assert "is needed elsewhere by then" in refused.main
    assert booking.now.delay_minutes == 0
    assert told("begins_later") == set()


def test_only_interpreters_who_are_free_and_speak_with_both_are_offered(pair, booking, desk):
    first, free = interpreter(pair), interpreter(pair)
    silent, busy = interpreter(pair, languages=("en",)), interpreter(pair)
    other = Kept(
        pair.meet_others(
            pair.another_korean().company, pair.another_chinese().company, pair.slots[0]
        )
    )
    seat(pair, booking, first)
    seat(pair, other, busy)
    page = desk.get(rescue(pair, booking))
    links = [each["action"] for each in page.page.select("form[action*='/rescue/interpreter/']")]
    assert links == [rescue(pair, booking, f"/interpreter/{free.public_id}")]
    assert "speaks other languages" in page.main
    assert "busy" in page.main
    desk.submit(page, {"because": "Ill"}, form=f"form[action='{links[0]}']")
    assert booking.now.interpreter_id == free.id
    refused = desk.get(rescue(pair, booking)).page
    assert refused.select_one(f"form[action$='/interpreter/{silent.public_id}']") is None


def test_a_company_that_waits_is_put_into_the_time_of_a_cancelled_meeting(pair, booking, desk):
    another = pair.another_korean()
    waiting = Kept(make.waiting(another.company, pair.chinese, pair.consultation))
    with db.writing():
        # The time is not offered by itself so shortly before it.
        session.get_one(ConsultationSession, pair.consultation.id).offer_minutes = 0
    page = desk.get(rescue(pair, booking))
    desk.submit(page, {"reason": "Their line is down"}, form=form(pair, booking, "/cancel"))
    assert booking.now.state is BookingState.CANCELLED
    page = desk.get(rescue(pair, booking))
    fill = form(pair, booking, f"/fill/{waiting.public_id}")
    desk.submit(page, {"because": "They agreed on the telephone"}, form=fill)
    made = session.scalars(sa.select(Booking).where(Booking.state == BookingState.CONFIRMED)).one()
    assert made.slot_id == booking.now.slot_id
    assert made.korean_company_id == another.company.id


def test_colleagues_read_notes_and_companies_do_not(pair, booking, desk, visit):
    page = desk.get(rescue(pair, booking))
    desk.submit(page, {"text": "Rang them, on their way"}, form=form(pair, booking, "/note"))
    colleague = visit(make.coordinator(of=pair.host))
    assert "Rang them, on their way" in colleague.get(rescue(pair, booking)).main
    own = visit(pair.korean_user).get(f"/company/meetings/{booking.public_id}")
    assert "Rang them" not in own.main
