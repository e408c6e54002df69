"""Companies move their meetings themselves, in one step, as long as they could book them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking, Seat
from portal.consultations.models import ConsultationSession, Slot
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import audit, db, outbox
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from tests import make
from tests.bookings.pair import Pair, seats_of
from tests.bookings.test_rivals import at_once, call, won_and_lost

KEY = "one-form-of-one-page"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.OPEN)


def move(booking: Booking, slot: Slot, by, **more) -> None:
    with db.writing():
        services.move(booking, slot, "The plant visit", by=by, **more)


def with_terms(pair: Pair, **terms: object) -> None:
    with db.writing():
        row = session.get_one(ConsultationSession, pair.consultation.id)
        for name, value in terms.items():
            setattr(row, name, value)


def test_either_company_moves_a_meeting_and_everybody_in_it_is_told(pair):
    booking = pair.meet()
    code, sequence = booking.code, booking.calendar_sequence
    who = make.interpreter(sessions=(pair.consultation,))
    with db.writing():
        services.assign_interpreter(booking, who, by=pair.coordinator)
        session.execute(sa.delete(outbox.OutboxMessage))

    move(booking, pair.slots[2], pair.chinese_user)

    assert (booking.code, booking.slot) == (code, pair.slots[2])
    assert booking.calendar_sequence == sequence + 2
    assert {span[1:] for span in seats_of(booking)} == {
        (pair.slots[2].starts_at, pair.slots[2].ends_at)
    }
    assert len(seats_of(booking)) == 3
    entry = audit.history(booking)[-1]
    assert (entry.verb, entry.reason) == ("meeting moved", "The plant visit")
    assert entry.details["side"] == "CN"
    told = session.scalars(sa.select(outbox.OutboxMessage)).all()
    assert {message.kind for message in told} == {"bookings/meeting_moved"}
    assert {message.address for message in told} == {
        pair.korean_user.email,
        pair.chinese_user.email,
        who.user.email,
    }
    move(booking, pair.slots[0], pair.korean_user)
    assert booking.slot == pair.slots[0]


def test_a_meeting_that_came_of_a_request_is_moved_just_so(database, monday):
    pair = Pair(mode=BookingMode.REQUEST)
    request = pair.ask(at=[0])
    with db.writing():
        booking = services.accept(request, pair.slots[0], by=pair.chinese_user)

    move(booking, pair.slots[3], pair.korean_user)

    assert (booking.slot, booking.request_id) == (pair.slots[3], request.id)


def test_in_a_timetable_it_is_the_coordinator_who_moves(database, monday):
    pair = Pair(mode=BookingMode.TIMETABLE)
    booking = pair.meet()

    with pytest.raises(Conflict, match="the coordinator places the meetings"):
        move(booking, pair.slots[1], pair.korean_user)
    move(booking, pair.slots[1], pair.coordinator)

    assert booking.slot == pair.slots[1]


def test_companies_move_until_the_terms_say_and_the_coordinator_beyond(pair, monday):
    booking = pair.meet(pair.slots[3])
    with_terms(pair, change_minutes=24 * 60, booking_ends_at=pair.slots[3].starts_at)
    monday(pair.slots[3].starts_at - clock.now() - timedelta(hours=24))
    move(booking, pair.slots[2], pair.korean_user)

    with pytest.raises(Conflict, match="can change their meetings until"):
        move(booking, pair.slots[3], pair.korean_user)
    move(booking, pair.slots[3], pair.coordinator)

    assert booking.slot == pair.slots[3]


def test_nobody_moves_once_booking_is_over_but_the_coordinator(pair, monday):
    booking = pair.meet()
    monday(pair.consultation.booking_ends_at - clock.now())

    with pytest.raises(Conflict, match="deadline for booking"):
        move(booking, pair.slots[1], pair.korean_user)
    move(booking, pair.slots[1], pair.coordinator)
    monday(pair.slots[1].starts_at - clock.now())
    with pytest.raises(Conflict, match="has begun already"):
        move(booking, pair.slots[2], pair.chinese_user)

    assert booking.slot == pair.slots[1]


def test_a_moved_meeting_keeps_to_notice_and_to_free_times_like_a_new_one(pair, monday):
    booking = pair.meet(pair.slots[3])
    with_terms(pair, notice_minutes=24 * 60)
    pair.mark_unavailable(pair.chinese, pair.slots[2])
    with_terms(pair, booking_ends_at=pair.slots[0].starts_at)
    monday(pair.slots[1].starts_at - clock.now() - timedelta(hours=24) + timedelta(minutes=1))
    before = seats_of(booking)

    for slot, why in (
        (pair.slots[1], "booked at least"),
        (pair.slots[2], "not available at this time"),
        (pair.slots[3], "at this time already"),
    ):
        with pytest.raises(Conflict, match=why):
            move(booking, slot, pair.korean_user)
    assert seats_of(booking) == before
    move(booking, pair.slots[1], pair.coordinator)
    assert booking.slot == pair.slots[1]


def test_a_meeting_with_who_no_longer_takes_part_is_not_moved_by_the_other(pair):
    booking = pair.meet()
    with db.writing():
        place = make.participation_of(pair.chinese, pair.consultation)
        place.state = ParticipationState.WITHDRAWN

    with pytest.raises(Conflict, match="does not take part"):
        move(booking, pair.slots[1], pair.korean_user)


def test_a_reason_is_needed_and_the_slot_must_be_of_the_session(pair):
    booking = pair.meet()
    foreign = make.slots_of(make.consultation(owner=pair.host))[1]

    with pytest.raises(Invalid, match="reason"), db.writing():
        services.move(booking, pair.slots[1], "  ", by=pair.korean_user)
    with pytest.raises(Invalid, match="another session"):
        move(booking, foreign, pair.korean_user)
    with pytest.raises(NotAllowed):
        move(booking, pair.slots[1], pair.another_korean().user)


def test_the_same_form_moves_once_also_when_the_meeting_went_on_since(pair):
    booking = pair.meet()
    move(booking, pair.slots[1], pair.korean_user, form_key=KEY)
    move(booking, pair.slots[2], pair.chinese_user)

    move(booking, pair.slots[1], pair.korean_user, form_key=KEY)
    with pytest.raises(Conflict, match="form was used"):
        move(booking, pair.slots[3], pair.chinese_user, form_key=KEY)

    assert booking.slot == pair.slots[2]
    assert [entry.verb for entry in audit.history(booking)] == [
        "meeting booked",
        "meeting moved",
        "meeting moved",
    ]


def test_the_same_form_cancels_once(pair):
    booking = pair.meet()
    for _ in range(2):
        with db.writing():
            services.cancel(booking, "Ill", by=pair.korean_user, form_key=KEY)

    assert [entry.verb for entry in audit.history(booking)] == [
        "meeting booked",
        "meeting cancelled",
    ]


def test_both_companies_move_at_once_and_the_meeting_is_at_one_time_only(pair):
    booking = pair.meet()
    tries = [
        call(services.move, booking, pair.slots[number], "Later", by=user)
        for number, user in ((1, pair.korean_user), (2, pair.chinese_user)) * 2
    ]

    won, _ = won_and_lost(at_once(tries))

    assert won >= 1
    session.refresh(booking)
    seats = session.scalars(sa.select(Seat)).all()
    assert {seat.starts_at for seat in seats} == {booking.slot.starts_at}
    assert len(seats) == 2


def test_of_a_move_and_a_booking_for_one_slot_one_wins_and_the_meeting_is_never_lost(pair):
    booking = pair.meet(pair.slots[0])
    other = pair.another_chinese()
    book = call(
        services.book,
        pair.consultation,
        pair.korean,
        other.company,
        pair.slots[1],
        "Filters",
        by=pair.korean_user,
    )
    tries = [call(services.move, booking, pair.slots[1], "Later", by=pair.chinese_user), book]

    assert won_and_lost(at_once(tries)) == (1, 1)
    assert len(seats_of(booking)) == 2
    spans = session.execute(sa.select(Seat.party_id, Seat.starts_at)).all()
    assert len(set(spans)) == len(spans)
