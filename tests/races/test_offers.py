"""What a waiting list offers, and many who press at the same moment: one of them has it, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking, SlotOffer
from portal.bookings.states import BookingState
from portal.consultations.states import BookingMode, OfferState
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from tests.bookings.pair import One, Pair
from tests.races.desks import TWOSOMES, Desk, another_person_of, fair, pairs, states_of
from tests.races.judge import count, wrong_seats
from tests.races.protection import PAIRS, SEATS, without
from tests.races.rivals import Answer, Race, race


def waited_for(pair: Pair) -> tuple[Booking, One]:
    """A meeting of another Korean company in a slot for which the one of the pair waits."""
    other = pair.another_korean()
    with db.writing():
        meeting = services.book(
            pair.consultation, other.company, pair.chinese, pair.slots[0], "Sensors", by=other.user
        )
        services.wait(pair.consultation, pair.korean, pair.chinese, "Filters", by=pair.korean_user)
    return meeting, other


def offered(pair: Pair, lasts: timedelta | None = None) -> SlotOffer:
    """The slot that has just fallen free for the Korean company of the pair."""
    meeting, other = waited_for(pair)
    with db.writing():
        services.cancel(meeting, "They are ill", by=other.user)
    offer = session.scalars(sa.select(SlotOffer).order_by(SlotOffer.id.desc())).first()
    assert offer is not None
    if lasts is not None:
        with db.writing():
            session.get_one(SlotOffer, offer.id).expires_at = clock.now() + lasts
    return offer


def of_one_slot(number: int = TWOSOMES) -> list[Pair]:
    return pairs(BookingMode.OPEN, number, slots=1)


# ---- two people of one company


def taken_twice(server, desks, browsers) -> Race:
    tries = []
    for desk in desks(server, of_one_slot()):
        offer = offered(desk.pair)
        (colleague,) = browsers(server, [another_person_of(desk.pair.korean)])
        tries += [desk.accept_offer(offer), desk.accept_offer(offer, colleague)]
    return race(tries)


def test_an_offer_that_two_of_a_company_take_at_once_is_one_meeting(server, desks, browsers):
    ran = taken_twice(server, desks, browsers)

    print(f"offer taken by two of a company: {ran}")
    assert ran.statuses == {302: 2 * TWOSOMES}
    for one, other in zip(ran.answers[::2], ran.answers[1::2], strict=True):
        assert one.location == other.location  # both see the meeting that came of it
    assert states_of(SlotOffer) == {OfferState.ACCEPTED: TWOSOMES}
    assert (states_of(Booking)[BookingState.CONFIRMED], wrong_seats()) == (TWOSOMES, [])


def test_control_an_offer_is_taken_twice(unprotected, desks, browsers, database):
    with without(database, PAIRS):
        ran = taken_twice(unprotected, desks, browsers)

        meetings = states_of(Booking)[BookingState.CONFIRMED]
        print(f"control, offer taken by two of a company: {ran}; {meetings} meetings")
        assert meetings > TWOSOMES
        assert wrong_seats()


# ---- an offer lapses while it is taken


def lapses(offer: SlotOffer) -> Callable[[], Answer]:
    """The worker comes, as often as the offer's time is not over."""
    id = offer.id

    def come() -> Answer:
        done = False
        while not done:
            with db.writing():
                found = session.get_one(SlotOffer, id)
                done = services.expire_offer(found) or found.state is not OfferState.OFFERED
        session.remove()
        return Answer(302)

    return come


def taken_while_it_lapses(server, desks, browsers) -> Race:
    """Each offer ends a moment later; its company takes it, somebody else books the time, and the
    worker lets it lapse."""
    tries = []
    ready: list[tuple[Desk, SlotOffer]] = []
    for desk in desks(server, of_one_slot()):
        ready.append((desk, offered(desk.pair)))
    for number, (desk, offer) in enumerate(ready):
        (rival,) = browsers(server, [desk.pair.another_korean().user])
        three = [desk.accept_offer(offer), desk.book(0, rival), lapses(offer)]
        tries += three[number % 3 :] + three[: number % 3]
    with db.writing():
        for number, (_, offer) in enumerate(ready):
            ends = clock.now() + timedelta(milliseconds=60 * number)
            session.get_one(SlotOffer, offer.id).expires_at = ends
    return race(tries)


def meetings_in_a_slot() -> set[int]:
    """How many meetings stand in a slot, over all slots in which one stands."""
    session.rollback()
    return set(
        session.scalars(
            sa.select(sa.func.count())
            .where(Booking.state != BookingState.CANCELLED)
            .group_by(Booking.slot_id)
        )
    )


def test_an_offer_is_taken_or_lapses_and_its_time_is_had_once(server, desks, browsers):
    ran = taken_while_it_lapses(server, desks, browsers)

    ends = states_of(SlotOffer)
    print(f"offer taken/lapses/booked by another: {ran}; {dict(ends)}")
    fair(ran)
    assert ends[OfferState.ACCEPTED] + ends[OfferState.EXPIRED] == TWOSOMES
    of_offers = sa.select(sa.func.count()).where(SlotOffer.booking_id.is_not(None))
    assert session.scalar(of_offers) == ends[OfferState.ACCEPTED]
    assert meetings_in_a_slot() <= {1}
    assert wrong_seats() == []


def test_control_an_offer_is_taken_although_another_has_its_time(
    unprotected, desks, browsers, database
):
    with without(database, SEATS):
        ran = taken_while_it_lapses(unprotected, desks, browsers)

        print(f"control, offer taken/lapses/booked by another: {ran}; {meetings_in_a_slot()}")
        assert 2 in meetings_in_a_slot()
        assert wrong_seats()


# ---- what falls free goes to who waits, however quickly others press


def freed_and_booked(server, desks, browsers) -> Race:
    """A meeting is cancelled for whose time a company waits, while another company books it."""
    tries = []
    for number, desk in enumerate(desks(server, of_one_slot())):
        meeting, holder = waited_for(desk.pair)
        cancels, rival = browsers(server, [holder.user, desk.pair.another_korean().user])
        both = [desk.cancel(meeting, cancels), desk.book(0, rival)]
        tries += both if number % 2 else both[::-1]
    return race(tries)


def test_what_falls_free_is_offered_and_nobody_comes_in_between(server, desks, browsers):
    ran = freed_and_booked(server, desks, browsers)

    print(f"offered/booked: {ran}")
    fair(ran)
    assert ran.statuses == {302: TWOSOMES, 409: TWOSOMES}
    assert states_of(SlotOffer) == {OfferState.OFFERED: TWOSOMES}
    assert states_of(Booking) == {BookingState.CANCELLED: TWOSOMES}
    assert wrong_seats() == []


def test_control_somebody_comes_in_between(unprotected, desks, browsers, database):
    with without(database, SEATS):
        ran = freed_and_booked(unprotected, desks, browsers)

        print(f"control, offered/booked: {ran}; {count(Booking)} booked")
        assert states_of(Booking)[BookingState.CONFIRMED] > 0
