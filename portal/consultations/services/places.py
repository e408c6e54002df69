"""Places in a session: given by number where they are limited, kept for the next who waits.

The database gives each number of a side or region once; whoever loses the lowest free one looks
anew, so that there are never more than the session has.
"""

from __future__ import annotations

from portal.accounts.models import User
from portal.consultations import notifications, queries, rules
from portal.consultations.models import ConsultationSession, Participation, PlaceOffer
from portal.consultations.queries import OnList, place_of
from portal.consultations.services.inside import lock, move
from portal.consultations.states import OfferState, ParticipationState
from portal.infra import audit, db, jobs
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text

EXPIRE_PLACE = "consultations/expire_place"
PLACES_ARE_TAKEN = Text("All places are taken. Please add a place to the session first.")
_LOST = {"uq_participation_place": Text("Somebody else took this place.")}


def take_place(participation: Participation) -> bool:
    """Give a company a place, or let it have the one that is kept for it; False when none is left.

    Nothing else of it is changed. An offer whose time is over does not count.
    """
    where = place_of(participation)
    if participation.place_number is not None and participation.place_in == where:
        return True
    consultation = participation.consultation
    most = queries.most_places(consultation, where)
    if most is None:
        return True
    while True:
        held = queries.held_places(consultation, where)
        if len(held) >= most:
            if _clear_lapsed(consultation, where):
                continue
            return False
        number = min(set(range(1, len(held) + 2)) - set(held))
        try:
            with db.refusing(_LOST):
                participation.place_in, participation.place_number = where, number
        except Conflict:
            continue
        return True


def give_place_up(participation: Participation) -> None:
    """A company has no place here any more and waits for none; the next is offered its place."""
    offer = queries.standing_place_offer(participation)
    if offer is not None:
        end(offer, OfferState.WITHDRAWN)
    participation.place_in = participation.place_number = participation.waiting_number = None
    session.flush()
    offer_places(participation.consultation, place_of(participation))


def put_in_line(participation: Participation) -> None:
    """Let a company wait for a place, behind everybody who asked before it."""
    where = place_of(participation)
    line = [each.participation for each in queries.waiting_list(participation.consultation, where)]
    others = [each for each in line if each.id != participation.id]
    before = [
        number
        for number, each in enumerate(others, start=1)
        if (each.asked_at, each.id) < (participation.asked_at, participation.id)
    ]
    others.insert(max(before, default=0), participation)
    set_numbers(others)


def offer_places(consultation: ConsultationSession, where: str | None = None) -> list[PlaceOffer]:
    """Offer what is free to whoever waits for it, in their order; call it when a place is freed.

    At one side or in one region, or wherever there is one. The portal offers while companies book;
    where places have no limit, the coordinator decides.
    """
    if consultation.phase not in rules.BEFORE_FINAL:
        return []
    made: list[PlaceOffer] = []
    limited: dict[str, bool] = {}
    for each in queries.waiting_list(consultation, where, keep=True):
        line = place_of(each.participation)
        if line not in limited:
            limited[line] = queries.most_places(consultation, line) is not None
        if each.offer or each.had_turn or not limited[line]:
            continue
        if each.participation.company.is_approved:
            offer = keep_place(each.participation)
            if offer is None:
                limited[line] = False  # there is nothing more to give here
            else:
                made.append(offer)
    return made


def close_lines(consultation: ConsultationSession, *, by: User, reason: str) -> None:
    """A session is closed before its end: no place is kept for anybody.

    Who waits is told, for a place or for an answer.
    """
    for each in queries.waiting_list(consultation, keep=True):
        if each.offer is not None:
            end(each.offer, OfferState.WITHDRAWN)
            keep_for_nobody(each.participation)
            record("place offer withdrawn", each.participation, by, reason, on_behalf=False)
    for participation in queries.still_outside(consultation, keep=True):
        notifications.wait_ended(participation, reason)


def let_in(participation: Participation) -> None:
    """A company that was given a place takes part from now on, and waits no longer."""
    offer = queries.standing_place_offer(participation)
    if offer is not None:
        end(offer, OfferState.ACCEPTED)
    move(participation, ParticipationState.ACCEPTED)
    participation.decided_at = clock.now()
    participation.waiting_number = None
    session.flush()


def are_full(participation: Participation) -> bool:
    """Whether nobody can be given a place here at the moment, offers that stand included."""
    consultation, where = participation.consultation, place_of(participation)
    most = queries.most_places(consultation, where)
    if most is None:
        return False
    while len(queries.held_places(consultation, where)) >= most:
        if not _clear_lapsed(consultation, where):
            return True
    return False


def expire_place(offer: PlaceOffer) -> bool:
    """Let an offer lapse that nobody answered; says whether it did. The portal itself does this.

    The company stays on the list, at its end; the place is offered to the next.
    """
    participation = offer.participation
    lock(participation)
    db.lock(offer)
    if offer.state is not OfferState.OFFERED or offer.expires_at > clock.now():
        return False
    end(offer, OfferState.EXPIRED)
    keep_for_nobody(participation)
    _put_last(participation)
    record("place offer expired", participation, None, None, on_behalf=False)
    notifications.place_offer_expired(participation)
    offer_places(participation.consultation, place_of(participation))
    return True


def keep_place(
    participation: Participation, *, by: User | None = None, reason: str | None = None
) -> PlaceOffer | None:
    """Keep a place for a company and tell it; None when none is left."""
    if not take_place(participation):
        return None
    consultation = participation.consultation
    offer = PlaceOffer(
        participation=participation,
        offered_at=clock.now(),
        expires_at=rules.offer_expires_at(
            clock.now(),
            consultation.offer_minutes,
            consultation.booking_ends_at,
            consultation.starts_at,
        ),
    )
    session.add(offer)
    session.flush()
    jobs.plan(EXPIRE_PLACE, due_at=offer.expires_at, offer_id=offer.id)
    record("place offered", participation, by, reason, on_behalf=False)
    notifications.place_offered(offer)
    return offer


def _clear_lapsed(consultation: ConsultationSession, where: str) -> bool:
    """Let offers lapse that are in the way although their time is over; says whether there were."""
    lapsed = queries.lapsed_place_offers(consultation, where)
    return True in [expire_place(each) for each in lapsed]


def end(offer: PlaceOffer, state: OfferState) -> None:
    offer.state = state
    offer.answered_at = clock.now()
    session.flush()


def keep_for_nobody(participation: Participation) -> None:
    participation.place_in = participation.place_number = None
    session.flush()


def _put_last(participation: Participation) -> None:
    where = place_of(participation)
    line: list[OnList] = queries.waiting_list(participation.consultation, where)
    others = [each.participation for each in line if each.participation.id != participation.id]
    set_numbers([*others, participation])


def set_numbers(line: list[Participation]) -> None:
    for number, participation in enumerate(line, start=1):
        participation.waiting_number = number
    session.flush()


def record(
    verb: str,
    participation: Participation,
    by: User | None,
    reason: str | None,
    on_behalf: bool,
) -> None:
    audit.record(
        verb,
        participation,
        by=by,
        reason=reason,
        on_behalf_of=participation.company if on_behalf else None,
    )
