"""Rivals around waiting lists: what is offered is had once, and places are never too many."""

from __future__ import annotations

import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking, Seat, SlotOffer
from portal.consultations import services as sessions
from portal.consultations.models import Participation
from portal.consultations.states import BookingMode, OfferState, ParticipationState
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from tests import make
from tests.bookings.pair import Pair
from tests.bookings.test_rivals import at_once, booking_of, call, count, overlapping_seats
from tests.races.protection import without

RIVALS = 6
ATTEMPTS = 8
ONE_PLACE = "uq_participation_place"


def offered(pair: Pair) -> SlotOffer:
    """The Korean company of the pair waited, and the only slot has just fallen free for it."""
    busy = pair.another_korean()
    with db.writing():
        meeting = services.book(
            pair.consultation, busy.company, pair.chinese, pair.slots[0], "Sensors", by=busy.user
        )
        services.wait(pair.consultation, pair.korean, pair.chinese, "Filters", by=pair.korean_user)
        services.cancel(meeting, "They are ill", by=busy.user)
    return session.scalars(sa.select(SlotOffer)).one()


def standing() -> list[Booking]:
    found = session.scalars(sa.select(Booking).where(Booking.state != "CANCELLED"))
    return list(found.unique())


def test_accepted_twice_booked_by_others_and_taken_back_at_once_it_is_had_once(database):
    pair = Pair(mode=BookingMode.OPEN, slots=1)
    offer = offered(pair)
    accept = call(services.accept_offer, offer, by=pair.korean_user)
    back = call(services.take_offer_back, offer, "A mistake", by=pair.coordinator)

    at_once(
        [accept, accept, back, booking_of(pair, pair.another_korean(), pair.chinese, pair.slots[0])]
    )

    assert len(standing()) <= 1
    assert overlapping_seats() == 0
    assert count(Seat) == 2 * len(standing())


def test_an_offer_is_accepted_or_expires_never_both(database):
    pair = Pair(mode=BookingMode.OPEN, slots=1)
    offer = offered(pair)
    with db.writing():
        session.get_one(SlotOffer, offer.id).expires_at = clock.now()

    at_once(
        [
            call(services.accept_offer, offer, by=pair.korean_user),
            call(services.expire_offer, offer),
        ]
    )

    session.expire_all()
    accepted = session.get_one(SlotOffer, offer.id).state is OfferState.ACCEPTED
    assert len(standing()) == int(accepted)
    assert count(Seat) == 2 * int(accepted)


def taking_part(pair: Pair) -> int:
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Participation)
            .where(
                Participation.consultation_id == pair.consultation.id,
                Participation.state == ParticipationState.ACCEPTED,
            )
        )
        or 0
    )


def accepters(pair: Pair) -> list:
    """So many coordinators who each accept a company; two places are left."""
    with db.writing():
        sessions.limit_places(pair.consultation, {"310000": 3}, by=pair.coordinator)
    places = [
        make.participation(make.company(), pair.consultation, ParticipationState.ASKED)
        for _ in range(RIVALS)
    ]
    return [call(sessions.accept, place, by=pair.coordinator) for place in places]


def test_of_many_who_are_accepted_at_once_as_many_take_part_as_there_are_places(database):
    pair = Pair()
    got = at_once(accepters(pair))

    assert [answer for answer in got if answer is not None] == []
    assert taking_part(pair) == 1 + 3  # the Korean company, and the places of the region
    waiting = sa.select(sa.func.count()).where(Participation.state == ParticipationState.WAITING)
    assert session.scalar(waiting) == RIVALS - 2


def too_many_get_in() -> bool:
    """Whether rivals met this time: without the index it is a matter of luck, with it never."""
    pair = Pair()
    at_once(accepters(pair))
    return taking_part(pair) > 1 + 3


def test_the_control_without_the_index_there_are_too_many(database):
    """On SQLite a writer is alone anyway; there the same is refused one after the other."""
    if database.dialect.name == "sqlite":
        return
    with without(database, ONE_PLACE):
        assert any(too_many_get_in() for _ in range(ATTEMPTS))
