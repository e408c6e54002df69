"""The waiting list of a session: answering what is offered, and what a coordinator does with it."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from portal.accounts.models import User
from portal.consultations import notifications, queries, rules
from portal.consultations.models import (
    ConsultationSession,
    Participation,
    PlaceOffer,
    consultation_region,
)
from portal.consultations.queries import KOREA, place_of
from portal.consultations.services import places
from portal.consultations.services.inside import (
    acts_on_behalf,
    lock,
    move,
    must_be_under_way,
    must_fit,
    must_run,
    must_say_why,
)
from portal.consultations.states import OfferState, ParticipationState
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid, Missing
from portal.kernel.languages import Text

NO_PLACE_IS_LEFT = Text("No place is free at the moment. You get a mail when one is.")


def limit_places(
    consultation: ConsultationSession, limits: Mapping[str, int | None], *, by: User
) -> None:
    """Say how many companies of the Korean side, and of each region, can take part.

    Whoever has a place keeps it; what is free now is offered to whoever waits. Raises NotAllowed,
    Invalid, Conflict, Missing for a region that the session is not for.
    """
    must_run(consultation, by)
    lock(consultation)
    if consultation.closed_at is not None:
        raise Conflict(Text("This session is over."))
    if not set(limits) <= {KOREA, *consultation.region_codes}:
        raise Missing
    if any(most is not None and not 1 <= most <= rules.MOST_PLACES for most in limits.values()):
        raise Invalid(Text("Please give a number from 1 to %(most)d.", most=rules.MOST_PLACES))
    for where, most in limits.items():
        if where == KOREA:
            consultation.korean_places = most
        else:
            session.execute(
                sa.update(consultation_region)
                .where(
                    consultation_region.c.consultation_id == consultation.id,
                    consultation_region.c.region_code == where,
                )
                .values(places=most)
            )
    session.flush()
    audit.record("places limited", consultation, by=by, places=dict(limits))
    places.offer_places(consultation)


def take_left_place(participation: Participation, *, by: User, reason: str | None = None) -> None:
    """Take a place that is free although one waits: for who let an offer pass. Raises Conflict.

    Nobody else lets themselves in: where places have no limit, the coordinator decides.
    """
    on_behalf = acts_on_behalf(participation, by, reason)
    lock(participation)
    _must_wait(participation)
    must_fit(participation.company, participation.consultation)
    if why_not := rules.why_not_take_left_place(participation.consultation.phase, on_behalf):
        raise Conflict(why_not)
    on_list = queries.on_list(participation)
    if on_list is None or not on_list.had_turn:
        raise Conflict(NO_PLACE_IS_LEFT)
    places.offer_places(participation.consultation, place_of(participation))
    if not places.take_place(participation):
        raise Conflict(NO_PLACE_IS_LEFT)
    participation.decision_reason = None
    places.let_in(participation)
    places.record("place accepted", participation, by, reason, on_behalf)
    notifications.accepted(participation)


def accept_place(offer: PlaceOffer, *, by: User, reason: str | None = None) -> None:
    """Take the place that is kept: the company takes part. Raises Conflict when it is too late."""
    participation = offer.participation
    on_behalf = acts_on_behalf(participation, by, reason)
    must_be_under_way(participation.consultation)
    lock(participation)
    must_fit(participation.company, participation.consultation)
    db.lock(offer)
    if offer.state is OfferState.ACCEPTED:
        return
    if why_not := rules.why_not_answer_offer(offer.state, offer.expires_at, clock.now()):
        raise Conflict(why_not)
    participation.decision_reason = None
    places.let_in(participation)
    places.record("place accepted", participation, by, reason, on_behalf)
    notifications.accepted(participation)


def decline_place(offer: PlaceOffer, *, by: User, reason: str | None = None) -> None:
    """Say no to the place that is kept, and leave the waiting list; the next is offered it."""
    participation = offer.participation
    on_behalf = acts_on_behalf(participation, by, reason)
    lock(participation)
    db.lock(offer)
    if why_not := rules.why_not_answer_offer(offer.state, offer.expires_at, clock.now()):
        raise Conflict(why_not)
    move(participation, ParticipationState.WITHDRAWN)
    participation.decided_at = clock.now()
    participation.decision_reason = reason
    places.end(offer, OfferState.DECLINED)
    places.record("place declined", participation, by, reason, on_behalf)
    places.give_place_up(participation)


def offer_place_by_hand(participation: Participation, *, by: User, reason: str) -> PlaceOffer:
    """Offer a free place to somebody who waits, whoever stands before. Raises Conflict."""
    must_run(participation.consultation, by)
    must_say_why(reason)
    lock(participation)
    _must_wait(participation)
    if queries.standing_place_offer(participation) is not None:
        raise Conflict(Text("A place is offered to this company at the moment."))
    offer = places.keep_place(participation, by=by, reason=reason)
    if offer is None:
        raise Conflict(places.PLACES_ARE_TAKEN)
    return offer


def take_place_offer_back(offer: PlaceOffer, *, by: User, reason: str) -> None:
    """Take an offer back, with the reason; the next in line is offered the place."""
    participation = offer.participation
    must_run(participation.consultation, by)
    must_say_why(reason)
    lock(participation)
    db.lock(offer)
    if why_not := rules.why_not_answer_offer(offer.state, offer.expires_at, clock.now()):
        raise Conflict(why_not)
    places.end(offer, OfferState.WITHDRAWN)
    places.keep_for_nobody(participation)
    places.record("place offer withdrawn", participation, by, reason, on_behalf=False)
    notifications.place_offer_withdrawn(participation, reason)
    places.offer_places(participation.consultation, place_of(participation))


def move_on_list(participation: Participation, position: int, *, by: User, reason: str) -> None:
    """Let somebody who waits stand elsewhere on the list; 1 is the front. Raises Conflict."""
    must_run(participation.consultation, by)
    must_say_why(reason)
    lock(participation)
    _must_wait(participation)
    where = place_of(participation)
    line = {
        each.participation.id: each
        for each in queries.waiting_list(participation.consultation, where, keep=True)
    }
    order = rules.in_new_order(line, participation.id, position)
    before = line[participation.id].position
    places.set_numbers([line[id].participation for id in order])
    audit.record(
        "moved on waiting list",
        participation,
        by=by,
        reason=reason,
        was=str(before),
        now=str(order.index(participation.id) + 1),
    )


def _must_wait(participation: Participation) -> None:
    if participation.state is not ParticipationState.WAITING:
        raise Conflict(Text("This company does not wait for a place any more."))
