"""Two who act on the same thing at the same moment: exactly one of the possible ends comes about.

Several such twosomes race at once, each pressing side by side.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking, MeetingRequest, Seat
from portal.bookings.states import BookingState, RequestState
from portal.companies.models import Representative
from portal.companies.states import Standing
from portal.consultations.models import Participation, Slot
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import audit, db
from portal.infra.db import session
from portal.infra.engines import reader_of
from portal.kernel.identifiers import public_id
from tests import make
from tests.bookings.pair import Pair
from tests.browser_client import values_of
from tests.races.judge import count, wrong_seats
from tests.races.protection import PAIRS, SEATS, without
from tests.races.rivals import Race, Rival, race

TWOSOMES = 8
BECAUSE = {"because": "They asked for it on the telephone"}


def pairs(mode: BookingMode, number: int = TWOSOMES) -> list[Pair]:
    with db.writing():
        return [Pair(mode=mode) for _ in range(number)]


def another_person_of(company) -> object:
    """A second user who acts for the same company."""
    someone = make.user(company.side)
    make.add(Representative(user_id=someone.id, company_id=company.id, standing=Standing.MEMBER))
    return someone


def asked_by_another(pair: Pair) -> MeetingRequest:
    """A request of another Korean company to the Chinese one of the pair."""
    other = pair.another_korean()
    with db.writing():
        return services.ask(
            pair.consultation, other.company, pair.chinese, None, "We, too", by=other.user
        )


def press(rival: Rival, path: str, **fields: str):
    """A try for the race; where it goes and what it says is read beforehand."""
    return lambda: rival.post(path, **fields)


@dataclass
class Desk:
    """What people press for one pair, each with a browser of their own."""

    pair: Pair
    korean: Rival
    chinese: Rival
    coordinator: Rival

    @property
    def at(self) -> str:
        return self.pair.consultation.public_id

    def accept(self, request: MeetingRequest, number: int = 0, rival: Rival | None = None):
        return press(
            rival or self.chinese,
            f"/company/requests/{request.public_id}",
            slot=self.pair.slots[number].public_id,
            form_key=public_id(),
        )

    def accept_on_behalf(self, request: MeetingRequest, number: int = 0):
        return press(
            self.coordinator,
            f"/coordinator/consultations/{self.at}/requests/{request.public_id}",
            slot=self.pair.slots[number].public_id,
            form_key=public_id(),
            **BECAUSE,
        )

    def withdraw(self, request: MeetingRequest):
        return press(
            self.korean,
            f"/company/requests/{request.public_id}/withdraw",
            reason="No longer needed",
        )

    def cancel(self, booking: Booking, rival: Rival | None = None):
        return press(
            rival or self.korean,
            f"/company/meetings/{booking.public_id}/cancel",
            reason="We are ill",
        )

    def move(self, booking: Booking, number: int):
        return press(
            self.coordinator,
            f"/coordinator/consultations/{self.at}/bookings/{booking.public_id}/move",
            slot=self.pair.slots[number].public_id,
            reason="The hall opens later",
        )

    def book(self, number: int, rival: Rival | None = None, partner: str | None = None):
        partner = partner or self.pair.chinese.public_id
        return press(
            rival or self.korean,
            f"/company/consultations/{self.at}/partners/{partner}/book",
            slot=self.pair.slots[number].public_id,
            profile="none",
            reason="Bag filters",
            form_key=public_id(),
        )

    def book_on_behalf(self, number: int):
        return press(
            self.coordinator,
            f"/coordinator/consultations/{self.at}/bookings/new"
            f"?korean={self.pair.korean.public_id}&chinese={self.pair.chinese.public_id}",
            slot=self.pair.slots[number].public_id,
            subject="Bag filters",
            form_key=public_id(),
            **BECAUSE,
        )

    def withdraw_company(self):
        """The coordinator takes the Korean company out of the session."""
        place = make.participation_of(self.pair.korean, self.pair.consultation)
        return press(
            self.coordinator,
            f"/coordinator/consultations/{self.at}/participants/{place.public_id}/withdraw",
            reason="They called it off",
        )

    def end_earlier(self, hour: str):
        """The coordinator lets the session end at an hour of Beijing, having seen its slots."""
        path = f"/coordinator/consultations/{self.at}/edit"
        form = self.coordinator.get(path).page.select_one("main form")
        self.coordinator.connection = None  # it may be closed until the race begins
        fields = {**values_of(form), "window1_ends": hour, "step": "save"}
        del fields["csrf_token"]
        return press(self.coordinator, path, **fields)


@pytest.fixture
def desks(browsers):
    """The desks of these pairs at a server."""

    def open_desks(server, of: list[Pair]) -> list[Desk]:
        users = [
            user for each in of for user in (each.korean_user, each.chinese_user, each.coordinator)
        ]
        found = iter(browsers(server, users))
        return [Desk(each, next(found), next(found), next(found)) for each in of]

    return open_desks


def states_of(model) -> Counter:
    session.rollback()
    return Counter(session.scalars(sa.select(model.state)))


def fair(ran: Race) -> None:
    """Nobody got an error: what was not done was refused with a sentence."""
    assert set(ran.statuses) <= {302, 409}, [
        (answer.status, answer.sentences) for answer in ran.answers
    ]
    for answer in ran.answers:
        assert answer.status == 302 or answer.sentences


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


def test_a_slot_that_is_freed_while_somebody_accepts_it_is_given_once(server, desks, browsers):
    """A meeting is cancelled while the company accepts another request for its slot."""
    tries = []
    for desk in desks(server, pairs(BookingMode.REQUEST)):
        booking = desk.pair.meet()
        tries += [desk.cancel(booking), desk.accept(asked_by_another(desk.pair))]
    ran = race(tries)

    print(f"accept/cancel: {ran}")
    fair(ran)
    assert states_of(Booking)[BookingState.CANCELLED] == TWOSOMES
    accepted = states_of(MeetingRequest)[RequestState.ACCEPTED]
    assert states_of(Booking)[BookingState.CONFIRMED] == accepted
    assert wrong_seats() == []


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


def test_a_company_is_withdrawn_or_has_a_meeting_never_both(server, desks):
    """Whoever withdraws it later is shown the meeting first."""
    tries = []
    for number, desk in enumerate(desks(server, pairs(BookingMode.OPEN))):
        both = [desk.withdraw_company(), desk.book(0)]
        tries += both if number % 2 else both[::-1]
    ran = race(tries)

    print(f"coordinator withdraws/company books: {ran}")
    assert set(ran.statuses) <= {200, 302, 409}
    assert ran.statuses[302] == TWOSOMES
    withdrawn = states_of(Participation)[ParticipationState.WITHDRAWN]
    assert withdrawn + count(Booking) == TWOSOMES


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
