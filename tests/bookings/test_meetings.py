from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import queries, services
from portal.bookings.models import Booking, Seat
from portal.bookings.states import BookingState
from portal.consultations.models import ConsultationSession, Interpreter
from portal.consultations.rules import Link
from portal.consultations.states import BookingMode, LinkKind
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from tests import make
from tests.bookings.pair import One, Pair, seats_of


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.OPEN)


def book(pair: Pair, slot=None, *, one: One | None = None, **more) -> Booking:
    user, company = (one.user, one.company) if one else (pair.korean_user, pair.korean)
    with db.writing():
        return services.book(
            pair.consultation,
            company,
            pair.chinese,
            slot or pair.slots[0],
            "Bag filters",
            by=user,
            **more,
        )


def interpreter_of(pair: Pair, languages=("ko", "zh")) -> Interpreter:
    who = make.interpreter(languages=languages)
    with db.writing():
        session.get_one(Interpreter, who.id).consultations.append(
            session.get_one(ConsultationSession, pair.consultation.id)
        )
    return who


def number_of_seats() -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Seat)) or 0


# ---- booked at once


def test_in_open_mode_a_company_books_another_at_once(pair):
    booking = book(pair, pair.slots[2])

    assert booking.state is BookingState.CONFIRMED
    assert (booking.korean_company, booking.chinese_company) == (pair.korean, pair.chinese)
    assert number_of_seats() == 2


def test_who_wants_to_be_asked_first_cannot_be_booked(database, monday):
    pair = Pair(mode=BookingMode.OPEN)
    shy = pair.another(Side.CN, bookable=False)

    with pytest.raises(Conflict, match="wants to be asked first"), db.writing():
        services.book(
            pair.consultation, pair.korean, shy.company, pair.slots[0], "x", by=pair.korean_user
        )
    with db.writing():
        assert services.ask(
            pair.consultation, pair.korean, shy.company, None, "Filters", by=pair.korean_user
        )


def test_in_request_mode_only_the_coordinator_books(database, monday):
    pair = Pair(mode=BookingMode.REQUEST)

    with pytest.raises(Conflict, match="asked first"):
        book(pair)

    assert pair.meet().state is BookingState.CONFIRMED


def test_a_company_is_in_one_meeting_at_a_time(pair):
    book(pair)

    with pytest.raises(Conflict) as lost:
        book(pair, one=pair.another_korean())

    assert lost.value.field == "slot"
    assert "in another meeting" in str(lost.value.text)
    assert number_of_seats() == 2


def test_a_meeting_in_another_session_that_overlaps_by_a_minute_keeps_busy_too(pair):
    book(pair)
    later = make.consultation(
        owner=pair.host,
        day=clock.at(pair.slots[0].starts_at.date(), 0, zone=clock.BEIJING).date(),
        slots=0,
    )
    overlapping = make.add(
        type(pair.slots[0])(
            consultation_id=later.id,
            starts_at=pair.slots[0].ends_at - timedelta(minutes=1),
            ends_at=pair.slots[0].ends_at + timedelta(minutes=24),
        )
    )
    make.participation(pair.chinese, later)
    other = make.representative(side=Side.KR)
    make.participation(make.company_of(other), later)

    with pytest.raises(Conflict, match="in another meeting"), db.writing():
        services.book(later, make.company_of(other), pair.chinese, overlapping, "Filters", by=other)


def test_a_pair_meets_once_unless_the_coordinator_says_otherwise(pair):
    book(pair)

    with pytest.raises(Conflict, match="already"):
        book(pair, pair.slots[1])

    with db.writing():
        second = services.book(
            pair.consultation,
            pair.korean,
            pair.chinese,
            pair.slots[1],
            "The contract",
            by=pair.coordinator,
            because="They asked for a second meeting",
            again=True,
        )
    assert second.turn == 2


def test_a_past_slot_and_a_slot_of_another_session_are_refused(pair, monday):
    foreign = make.slots_of(make.consultation(owner=pair.host))[0]
    with pytest.raises(Invalid, match="another session"):
        book(pair, foreign)

    monday(pair.slots[0].starts_at - clock.now())
    with pytest.raises(Conflict, match="begun already"), db.writing():
        services.book(
            pair.consultation,
            pair.korean,
            pair.chinese,
            pair.slots[0],
            "Filters",
            by=pair.coordinator,
            because="Late",
        )
    assert number_of_seats() == 0


# ---- rooms


def test_each_meeting_gets_a_room_and_the_rooms_run_out(database, monday):
    pair = Pair(mode=BookingMode.OPEN, rooms=2)
    pairs = [(pair.another_korean(), pair.another_chinese()) for _ in range(3)]

    def meet(korean: One, chinese: One) -> Booking:
        with db.writing():
            return services.book(
                pair.consultation,
                korean.company,
                chinese.company,
                pair.slots[0],
                "Filters",
                by=korean.user,
            )

    assert [meet(*pairs[0]).room.number, meet(*pairs[1]).room.number] == [1, 2]
    with pytest.raises(Conflict, match="All rooms"):
        meet(*pairs[2])
    assert number_of_seats() == 6


# ---- interpreters


def test_without_a_common_language_an_interpreter_is_wanted(pair):
    assert book(pair).interpreter_wanted


def test_with_a_common_language_nobody_interprets(database, monday):
    pair = Pair(mode=BookingMode.OPEN)
    place = make.participation_of(pair.chinese, pair.consultation)
    make.delegate(place, make.person("王芳", "WANG Fang", Side.CN, languages=["zh", "ko"]))

    assert not book(pair).interpreter_wanted


def test_an_interpreter_is_seated_and_cannot_be_in_two_meetings(pair):
    who = interpreter_of(pair)
    first = book(pair)
    others = pair.another_korean(), pair.another_chinese()
    with db.writing():
        second = services.book(
            pair.consultation,
            others[0].company,
            others[1].company,
            pair.slots[0],
            "Sensors",
            by=others[0].user,
        )
        services.assign_interpreter(first, who, by=pair.coordinator)

    with pytest.raises(Conflict) as lost, db.writing():
        services.assign_interpreter(second, who, by=pair.coordinator)
    assert lost.value.field == "interpreter"

    with db.writing():
        services.release_interpreter(first, wanted=True, by=pair.coordinator, because="Ill")
        services.assign_interpreter(second, who, by=pair.coordinator)
    assert first.interpreter is None
    assert second.interpreter == who
    assert number_of_seats() == 5


def test_an_interpreter_must_speak_with_both_sides(pair):
    booking = book(pair)
    who = interpreter_of(pair, ("en", "zh"))

    with pytest.raises(Conflict, match="languages of both sides"), db.writing():
        services.assign_interpreter(booking, who, by=pair.coordinator)


def test_a_session_may_require_a_free_interpreter_who_is_seated_at_once(database, monday):
    pair = Pair(mode=BookingMode.OPEN, needs_interpreter=True)
    with pytest.raises(Conflict, match="No interpreter is free"):
        book(pair)
    assert number_of_seats() == 0

    who = interpreter_of(pair)
    assert book(pair).interpreter == who
    assert number_of_seats() == 3

    others = pair.another_korean(), pair.another_chinese()
    rows = queries.slots_for_pair(pair.consultation, others[0].company, others[1].company)
    assert [row.is_free for row in rows] == [False, True, True, True]
    assert str(rows[0].neither) == "No interpreter is free"


# ---- changes


def test_either_company_cancels_and_the_seats_are_free_at_once(pair):
    booking = book(pair)

    with db.writing():
        services.cancel(booking, "Our engineer is ill", by=pair.chinese_user)

    assert booking.state is BookingState.CANCELLED
    assert number_of_seats() == 0
    assert audit.history(booking)[-1].reason == "Our engineer is ill"
    assert book(pair).state is BookingState.CONFIRMED


def test_a_meeting_that_has_begun_is_cancelled_by_the_coordinator_alone(pair, monday):
    booking = book(pair)
    monday(booking.slot.starts_at - clock.now())

    with pytest.raises(Conflict, match="begun"), db.writing():
        services.cancel(booking, "Too late", by=pair.korean_user)
    with db.writing():
        services.cancel(booking, "Nobody came", by=pair.coordinator)

    assert booking.state is BookingState.CANCELLED


def test_strangers_change_nothing(pair):
    booking = book(pair)
    stranger = make.representative()

    with pytest.raises(NotAllowed), db.writing():
        services.cancel(booking, "Spite", by=stranger)
    for user in (stranger, make.coordinator(Side.CN)):
        with pytest.raises(NotAllowed), db.writing():
            services.move(booking, pair.slots[1], "Spite", by=user)
    for user in (stranger, pair.korean_user, make.coordinator(Side.CN)):
        with pytest.raises(NotAllowed), db.writing():
            services.set_link(booking, Link(LinkKind.ZOOM, "https://zoom.us/j/1"), by=user)


def test_a_moved_meeting_keeps_its_code_and_its_calendar_entry(pair):
    booking = book(pair)
    code, sequence = booking.code, booking.calendar_sequence

    with db.writing():
        services.move(booking, pair.slots[3], "The plant visit", by=pair.coordinator)

    assert (booking.code, booking.slot) == (code, pair.slots[3])
    assert booking.calendar_sequence == sequence + 1
    assert seats_of(booking) == {
        (party, pair.slots[3].starts_at, pair.slots[3].ends_at)
        for party in (pair.korean.party_id, pair.chinese.party_id)
    }


def test_a_meeting_that_cannot_be_moved_stays_where_it_was(pair):
    booking = book(pair)
    other = pair.another_korean()
    book(pair, pair.slots[1], one=other)
    before = seats_of(booking)

    with pytest.raises(Conflict, match="in another meeting"), db.writing():
        services.move(booking, pair.slots[1], "Try", by=pair.coordinator)

    assert booking.slot == pair.slots[0]
    assert seats_of(booking) == before


def test_a_moved_meeting_changes_rooms_when_its_own_is_taken(database, monday):
    pair = Pair(mode=BookingMode.OPEN, rooms=2)
    booking = book(pair, pair.slots[0])
    others = pair.another_korean(), pair.another_chinese()
    with db.writing():
        taken = services.book(
            pair.consultation,
            others[0].company,
            others[1].company,
            pair.slots[1],
            "Sensors",
            by=others[0].user,
        )
    assert (booking.room.number, taken.room.number) == (1, 1)

    with db.writing():
        services.move(booking, pair.slots[1], "Earlier is full", by=pair.coordinator)

    assert booking.room.number == 2
    assert number_of_seats() == 6


def test_a_meeting_is_marked_after_it_began_and_the_mark_can_be_mended(pair, monday):
    booking = book(pair)
    with pytest.raises(Conflict, match="not begun"), db.writing():
        services.mark(booking, BookingState.MET, by=pair.coordinator)

    monday(booking.slot.starts_at - clock.now())
    with db.writing():
        with pytest.raises(Invalid, match="reason"):
            services.mark(booking, BookingState.MISSED, by=pair.coordinator)
        services.mark(booking, BookingState.MISSED, by=pair.coordinator, because="Nobody came")
        services.mark(booking, BookingState.MET, by=pair.coordinator)

    assert booking.state is BookingState.MET
    assert number_of_seats() == 2
    with pytest.raises(Conflict), db.writing():
        services.cancel(booking, "No", by=pair.coordinator)


def test_a_meeting_gets_a_link_of_its_own_and_gives_it_back(pair):
    booking = book(pair)
    with db.writing():
        services.set_link(
            booking,
            Link(LinkKind.VOOV, "https://voovmeeting.com/dm/x", "123-456", "77"),
            by=pair.coordinator,
        )
    assert (booking.link_kind, booking.link_number) == (LinkKind.VOOV, "123-456")

    with db.writing():
        with pytest.raises(Invalid, match="reason"):
            services.set_link(booking, None, by=pair.coordinator)
        services.set_link(booking, None, by=pair.coordinator, because="It did not open")
    assert audit.history(booking)[-1].reason == "It did not open"
    assert booking.link_kind is None
    assert booking.link_url is None
