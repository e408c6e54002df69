"""Two who act on the same thing at the same moment: exactly one of the possible ends comes about.

Several such twosomes race at once, each pressing side by side.
"""

from __future__ import annotations

import threading
from collections import Counter

import sqlalchemy as sa

from portal.bookings.models import Booking, MeetingRequest, Seat
from portal.bookings.states import BookingState, RequestState
from portal.consultations.models import Participation, Slot
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import audit
from portal.infra.db import session
from portal.infra.engines import reader_of
from tests.races.desks import (
    TWOSOMES,
    another_person_of,
    asked_by_another,
    fair,
    pairs,
    states_of,
)
from tests.races.judge import count, wrong_seats
from tests.races.protection import PAIRS, SEATS, without
from tests.races.rivals import Race, race

# ---- accept / accept


def accepted_twice(server, desks, browsers) -> Race:
    """The company asked and its coordinator accept the same request at different times."""
    tries = []
    for desk in desks(server, pairs(BookingMode.REQUEST)):
        request = desk.pair.ask()
        tries += [desk.accept(request, 0), desk.accept_on_behalf(request, 1)]
    return race(tries)


def test_a_request_that_two_accept_at_once_becomes_one_meeting(server, desks, browsers):
    ran = accepted_twice(server, desks, browsers)

    print(f"accept/accept: {ran}")
    fair(ran)
    assert ran.statuses == {302: TWOSOMES, 409: TWOSOMES}
    assert (count(Booking), wrong_seats()) == (TWOSOMES, [])


def test_control_a_request_is_accepted_twice(unprotected, desks, browsers, database):
    with without(database, SEATS, PAIRS):
        ran = accepted_twice(unprotected, desks, browsers)

        print(f"control, accept/accept: {ran}")
        assert count(Booking) > TWOSOMES


def two_requests_for_one_slot(server, desks, browsers) -> Race:
    """Two people of a company accept two requests for the same slot."""
    tries = []
    for desk in desks(server, pairs(BookingMode.REQUEST)):
        first, second = desk.pair.ask(), asked_by_another(desk.pair)
        (colleague,) = browsers(server, [another_person_of(desk.pair.chinese)])
        tries += [desk.accept(first), desk.accept(second, rival=colleague)]
    return race(tries)


def test_of_two_requests_for_one_slot_one_is_confirmed(server, desks, browsers):
    ran = two_requests_for_one_slot(server, desks, browsers)

    print(f"accept/accept for one slot: {ran}")
    fair(ran)
    assert ran.statuses == {302: TWOSOMES, 409: TWOSOMES}
    assert states_of(MeetingRequest) == {
        RequestState.ACCEPTED: TWOSOMES,
        RequestState.ASKED: TWOSOMES,
    }
    assert (count(Booking), wrong_seats()) == (TWOSOMES, [])


def test_control_of_two_requests_for_one_slot_both_are(unprotected, desks, browsers, database):
    with without(database, SEATS):
        ran = two_requests_for_one_slot(unprotected, desks, browsers)

        print(f"control, accept/accept for one slot: {ran}; {len(wrong_seats())} overlaps")
        assert wrong_seats()


# ---- accept / withdraw, cancel / cancel


def accepted_and_withdrawn(server, desks) -> Race:
    tries = []
    for number, desk in enumerate(desks(server, pairs(BookingMode.REQUEST))):
        request = desk.pair.ask()
        both = [desk.accept(request), desk.withdraw(request)]
        tries += both if number % 2 else both[::-1]
    return race(tries)


def withdrawn_but_met() -> int:
    """How many requests were withdrawn although a meeting of the two is booked."""
    session.rollback()
    withdrawn = {
        (row.consultation_id, row.korean_company_id)
        for row in session.scalars(sa.select(MeetingRequest))
        if row.state is not RequestState.ACCEPTED
    }
    return sum(
        (row.consultation_id, row.korean_company_id) in withdrawn
        for row in session.scalars(sa.select(Booking)).unique()
    )


def test_a_request_is_accepted_or_withdrawn_never_both(server, desks):
    ran = accepted_and_withdrawn(server, desks)

    print(f"accept/withdraw: {ran}; {dict(states_of(MeetingRequest))}")
    fair(ran)
    assert ran.statuses == {302: TWOSOMES, 409: TWOSOMES}
    assert states_of(MeetingRequest)[RequestState.ACCEPTED] == count(Booking)
    assert (withdrawn_but_met(), wrong_seats()) == (0, [])


def test_control_a_request_is_accepted_and_withdrawn(unprotected, desks, database):
    with without(database, SEATS):
        ran = accepted_and_withdrawn(unprotected, desks)

        print(f"control, accept/withdraw: {ran}; {withdrawn_but_met()} withdrawn, but booked")
        assert ran.statuses == {302: 2 * TWOSOMES}


def cancelled_twice(server, desks) -> Race:
    tries = []
    for desk in desks(server, pairs(BookingMode.OPEN)):
        booking = desk.pair.meet()
        tries += [desk.cancel(booking, desk.korean), desk.cancel(booking, desk.chinese)]
    return race(tries)


def cancellations() -> int:
    session.rollback()
    return session.scalar(
        sa.select(sa.func.count())
        .select_from(audit.AuditEntry)
        .where(audit.AuditEntry.verb == "meeting cancelled")
    )


def test_a_meeting_that_both_cancel_at_once_is_cancelled_once(server, desks):
    ran = cancelled_twice(server, desks)

    print(f"cancel/cancel: {ran}")
    fair(ran)
    assert ran.statuses == {302: TWOSOMES, 409: TWOSOMES}
    assert (cancellations(), count(Seat)) == (TWOSOMES, 0)


def test_control_a_meeting_is_cancelled_twice(unprotected, desks):
    ran = cancelled_twice(unprotected, desks)

    print(f"control, cancel/cancel: {ran}")
    assert cancellations() > TWOSOMES


# ---- accept / cancel


def cancelled_and_accepted(server, desks) -> Race:
    """A meeting is cancelled while the company accepts another request for its slot."""
    tries = []
    for number, desk in enumerate(desks(server, pairs(BookingMode.REQUEST))):
        booking = desk.pair.meet()
        both = [desk.cancel(booking), desk.accept(asked_by_another(desk.pair))]
        tries += both if number % 2 else both[::-1]
    return race(tries)


def given_before_they_were_free() -> int:
    """How many slots were given to somebody while they were not yet taken from the one before."""
    session.rollback()
    entries = sa.select(audit.AuditEntry.about_id, audit.AuditEntry.verb, audit.AuditEntry.id)
    when = {(about, verb): id for about, verb, id in session.execute(entries)}
    slots: dict[int, dict[BookingState, Booking]] = {}
    for row in session.scalars(sa.select(Booking)).unique():
        slots.setdefault(row.slot_id, {})[row.state] = row
    return sum(
        when[each[BookingState.CONFIRMED].public_id, "meeting booked"]
        < when[each[BookingState.CANCELLED].public_id, "meeting cancelled"]
        for each in slots.values()
        if len(each) == 2
    )


def test_a_slot_that_is_freed_while_somebody_accepts_it_is_given_once(server, desks):
    ran = cancelled_and_accepted(server, desks)

    print(f"accept/cancel: {ran}")
    fair(ran)
    assert states_of(Booking)[BookingState.CANCELLED] == TWOSOMES
    accepted = states_of(MeetingRequest)[RequestState.ACCEPTED]
    assert states_of(Booking)[BookingState.CONFIRMED] == accepted
    assert (given_before_they_were_free(), wrong_seats()) == (0, [])


def test_control_a_slot_is_given_before_it_is_free(unprotected, desks, database):
    with without(database, SEATS):
        ran = cancelled_and_accepted(unprotected, desks)

        print(f"control, accept/cancel: {ran}; {given_before_they_were_free()} given twice")
        assert given_before_they_were_free() > 0


# ---- reschedule / book


class Watcher:
    """Looks all the time whether a meeting that is moved keeps exactly its two seats."""

    def __init__(self, engine: sa.Engine, bookings: list[Booking]) -> None:
        self.engine = engine
        self.ids = [booking.id for booking in bookings]
        self.seen: Counter[int] = Counter()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        query = (
            sa.select(Booking.id, sa.func.count(Seat.id))
            .outerjoin(Seat, Seat.booking_id == Booking.id)
            .where(Booking.id.in_(self.ids))
            .group_by(Booking.id)
        )
        reading = reader_of(self.engine)
        while not self.over.is_set():
            with reading.connect() as connection:
                self.seen.update(number for _, number in connection.execute(query))

    def __enter__(self) -> Watcher:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()


def moved_and_booked(server, desks, browsers, database) -> tuple[Race, Watcher]:
    """A meeting is moved to the slot that somebody else books, while another books the old one."""
    tries, bookings = [], []
    for number, desk in enumerate(desks(server, pairs(BookingMode.OPEN))):
        booking = desk.pair.meet(desk.pair.slots[0])
        bookings.append(booking)
        one, other = browsers(server, [desk.pair.another_korean().user for _ in range(2)])
        three = [desk.move(booking, 1), desk.book(1, one), desk.book(0, other)]
        tries += three[number % 3 :] + three[: number % 3]
    with Watcher(database, bookings) as watcher:
        return race(tries), watcher


def test_a_meeting_is_moved_in_one_step_or_stays(server, desks, browsers, database):
    ran, watcher = moved_and_booked(server, desks, browsers, database)

    print(f"reschedule/book: {ran}; looked {watcher.seen.total()} times")
    fair(ran)
    assert wrong_seats() == []
    assert set(watcher.seen) == {2}
    assert watcher.seen.total() > TWOSOMES
    taken = session.execute(
        sa.select(Booking.consultation_id, sa.func.count()).group_by(Booking.consultation_id)
    )
    assert {number for _, number in taken} <= {1, 2}


def test_control_a_meeting_is_moved_onto_another(unprotected, desks, browsers, database):
    with without(database, SEATS):
        ran, _ = moved_and_booked(unprotected, desks, browsers, database)

        print(f"control, reschedule/book: {ran}; {len(wrong_seats())} overlaps")
        assert wrong_seats()


# ---- coordinator / company


def both_book(server, desks) -> Race:
    """A company and the coordinator on its behalf book the same pair at different times."""
    tries = []
    for desk in desks(server, pairs(BookingMode.OPEN)):
        tries += [desk.book(0), desk.book_on_behalf(1)]
    return race(tries)


def test_a_company_and_its_coordinator_book_a_pair_once(server, desks):
    ran = both_book(server, desks)

    print(f"coordinator/company: {ran}")
    fair(ran)
    assert ran.statuses == {302: TWOSOMES, 409: TWOSOMES}
    assert (count(Booking), wrong_seats()) == (TWOSOMES, [])


def test_control_a_company_and_its_coordinator_book_a_pair_twice(unprotected, desks, database):
    with without(database, PAIRS):
        ran = both_book(unprotected, desks)

        print(f"control, coordinator/company: {ran}")
        assert count(Booking) > TWOSOMES


# ---- withdraw / book


def withdrawn_and_booked(server, desks) -> Race:
    """The coordinator takes a company out of the session while it books; half look once more."""
    tries = []
    for number, desk in enumerate(desks(server, pairs(BookingMode.OPEN))):
        tries += [desk.withdraw_company(), desk.look_and_book(0) if number % 2 else desk.book(0)]
    return race(tries)


def withdrawn() -> int:
    return states_of(Participation)[ParticipationState.WITHDRAWN]


def test_a_company_is_withdrawn_or_has_a_meeting_never_both(server, desks):
    """Whoever withdraws it later is shown the meeting first."""
    ran = withdrawn_and_booked(server, desks)

    print(f"withdraw/book: {ran}; {withdrawn()} withdrawn, {count(Booking)} booked")
    assert set(ran.statuses) <= {200, 302, 409}
    assert ran.statuses[302] == TWOSOMES
    assert withdrawn() + count(Booking) == TWOSOMES


def test_control_a_company_is_withdrawn_and_has_a_meeting(unprotected, desks):
    """What keeps them apart is a lock on the company's place, and that the booker looks at it."""
    ran = withdrawn_and_booked(unprotected, desks)

    print(f"control, withdraw/book: {ran}; {withdrawn()} withdrawn, {count(Booking)} booked")
    assert withdrawn() + count(Booking) > TWOSOMES


# ---- a session changes / company books


def meetings_in_no_slot() -> int:
    session.rollback()
    return session.scalar(
        sa.select(sa.func.count())
        .select_from(Booking)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Slot.gone_at.is_not(None), Booking.state == BookingState.CONFIRMED)
    )


def test_a_slot_goes_or_somebody_meets_in_it_never_both(server, desks):
    """The last slot is taken out of a session while a company books it."""
    tries = []
    for number, desk in enumerate(desks(server, pairs(BookingMode.OPEN))):
        both = [desk.end_earlier("14:25"), desk.book(3)]
        tries += both if number % 2 else both[::-1]
    ran = race(tries)

    print(f"session changes/company books: {ran}; {count(Booking)} booked")
    # Whoever comes when the slot has gone is told that there is no such time: 422.
    assert set(ran.statuses) <= {200, 302, 409, 422}
    assert ran.statuses[302] == TWOSOMES
    assert (meetings_in_no_slot(), wrong_seats()) == (0, [])
