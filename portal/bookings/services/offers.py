"""Offers of slots to companies that wait: made when something falls free, ended, passed on.

Whoever frees time calls `offer_freed` in the same transaction, so that nobody comes in between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from portal.accounts.models import User
from portal.bookings import notifications, queries, rules
from portal.bookings.models import MeetingRequest, SlotOffer, Waiting
from portal.bookings.rules import Participant
from portal.bookings.services import limits, seats
from portal.bookings.services.acting import participants
from portal.bookings.states import WaitingState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Participation, Slot
from portal.consultations.rules import offer_expires_at
from portal.consultations.states import OfferState
from portal.infra import audit, db, jobs
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text
from portal.kernel.timespan import TimeSpan

EXPIRE_OFFER = "bookings/expire_offer"
MARKED_SINCE = Text("The time no longer suits one of the two companies.")


def offer_freed(
    consultation: ConsultationSession,
    span: TimeSpan | None = None,
    companies: Collection[Company] = (),
) -> list[SlotOffer]:
    """Offer what fell free to whoever waits for it, in their order; call it whenever time is freed.

    Something fell free in this session, a room or a whole slot perhaps, or these companies in
    whatever session; in `span`, or at any time. Costs one statement where nobody waits.
    """
    made: list[SlotOffer] = []
    for waiting, slot in queries.who_may_want(consultation, span, companies):
        if any(_in_the_way(offer, waiting, slot) for offer in made):
            continue
        if _suits(waiting, slot):
            try:
                made.append(keep(waiting, slot))
            except Conflict:
                continue  # somebody was faster; another slot or the next in line may do
    return made


def keep(
    waiting: Waiting, slot: Slot, *, by: User | None = None, because: str | None = None
) -> SlotOffer:
    """Keep a slot for a pair of a waiting list, with its seats. Raises Conflict.

    Without `by` the portal itself does it, by its rules; a coordinator may beyond them.
    """
    consultation = waiting.consultation
    companies = (waiting.korean_company, waiting.chinese_company)
    pair = _must_be_offered(waiting, by_hand=by is not None)
    notice = timedelta(0) if by else consultation.terms.notice
    seats.must_be_usable(slot, companies, notice)
    if by is None:
        both = (waiting.waiter, waiting.wanted)
        limits.must_fit(consultation, both, slot, pair, also_kept=True)
    speak = queries.languages_of(consultation, companies)
    wanted = rules.common_language(*(speak[company.id] for company in companies)) is None
    now = clock.now()
    expires_at = offer_expires_at(
        now, consultation.offer_minutes, consultation.booking_ends_at, slot.starts_at - notice
    )
    offer = seats.place(
        lambda: SlotOffer(
            waiting=waiting,
            interpreter_wanted=wanted,
            offered_at=now,
            expires_at=expires_at,
        ),
        slot,
        speak=speak,
        clear=clear_lapsed if by else lambda _: False,
    )
    jobs.plan(EXPIRE_OFFER, due_at=expires_at, offer_id=offer.id)
    record("time offered", offer, by=by, reason=because, times=[slot.starts_at.isoformat()])
    notifications.slot_offered(offer)
    return offer


def expire(offer: SlotOffer) -> bool:
    """Let an offer lapse that nobody answered; says whether it did. The portal itself does this.

    The company goes on waiting, at the end of the line, and the time is offered to the next.
    """
    db.lock(offer)
    if offer.state is not OfferState.OFFERED or offer.expires_at > clock.now():
        return False
    put_last(offer.waiting)
    end(offer, OfferState.EXPIRED)
    record("offer expired", offer)
    notifications.slot_offer_expired(offer)
    pass_on(offer)
    return True


def clear_lapsed(offer_ids: Iterable[int]) -> bool:
    """Let those of these offers lapse whose time is over; says whether there was one.

    They must not be in the way, even when the worker has not come to them yet.
    """
    found = [session.get(SlotOffer, id) for id in sorted(set(offer_ids))]
    lapsed = [each for each in found if each is not None and each.expires_at <= clock.now()]
    return True in [expire(each) for each in lapsed]


def end(offer: SlotOffer, state: OfferState, reason: str | None = None) -> None:
    """Note how an offer ended; unless it was accepted, it gives up its seats."""
    offer.state = state
    offer.answered_at = clock.now()
    offer.answer_reason = reason
    if state is not OfferState.ACCEPTED:
        seats.give_up(offer)
    session.flush()


def pass_on(offer: SlotOffer) -> None:
    """Offer what an offer kept until now to the next for whom it suits."""
    companies = (offer.korean_company, offer.chinese_company)
    offer_freed(offer.consultation, offer.slot.span, companies)


def take_back(offer: SlotOffer, reason: str | Text, *, by: User | None = None) -> bool:
    """Take an offer back that waits for an answer, tell why, and pass it on; says whether it did.

    Without `by` the portal itself does it, in its own words.
    """
    db.lock(offer)
    if offer.state is not OfferState.OFFERED:
        return False
    written = reason if isinstance(reason, str) else None
    end(offer, OfferState.WITHDRAWN, written)
    record("offer withdrawn", offer, by=by, reason=written)
    notifications.slot_offer_withdrawn(offer, reason)
    pass_on(offer)
    return True


def close(waiting: Waiting, state: WaitingState) -> None:
    """End somebody's waiting; what was offered to them goes to the next."""
    offer = queries.standing_offer_of(waiting)
    waiting.state = state
    waiting.ended_at = clock.now()
    session.flush()
    if offer is not None:
        db.lock(offer)
        if offer.state is OfferState.OFFERED:
            end(offer, OfferState.WITHDRAWN)
            record("offer withdrawn", offer)
            pass_on(offer)


def close_of_request(request: MeetingRequest) -> None:
    """A request was answered otherwise, or taken back: nobody waits to accept it any more."""
    waiting = queries.waiting_of_request(request)
    if waiting is not None:
        close(waiting, WaitingState.LEFT)


def put_last(waiting: Waiting) -> None:
    """Send a company to the end of its line."""
    waiting.number = queries.last_number(waiting.consultation) + 1


def times_were_marked(participation: Participation) -> None:
    """A company said anew which slots it can use: call it after that.

    Offers at a time that it cannot use are taken back; what it can use is offered.
    """
    consultation, company = participation.consultation, participation.company
    for offer in queries.offers_at_unavailable_slots(consultation, company, participation.id):
        take_back(offer, MARKED_SINCE)
    offer_freed(consultation, companies=(company,))


def _in_the_way(offer: SlotOffer, waiting: Waiting, slot: Slot) -> bool:
    """Whether an offer just made leaves nothing to another of these two in this slot."""
    theirs = {offer.waiting.korean_company_id, offer.waiting.chinese_company_id}
    same = offer.waiting_id == waiting.id
    shared = {waiting.korean_company_id, waiting.chinese_company_id} & theirs
    return same or bool(shared and offer.slot.span.overlaps(slot.span))


def _suits(waiting: Waiting, slot: Slot) -> bool:
    """Whether this slot suits the pair in every respect, as the two would see it on the page."""
    rows = queries.slots_for_pair(
        waiting.consultation, waiting.korean_company, waiting.chinese_company
    )
    return any(row.slot.id == slot.id and row.is_free for row in rows)


def _must_be_offered(waiting: Waiting, *, by_hand: bool) -> tuple[Participant, Participant]:
    """Who waits, and for whom. Raises Conflict unless they still do and may be offered a slot."""
    waiter, wanted = participants(waiting.consultation, (waiting.waiter, waiting.wanted))
    why_not = rules.why_not_offer(
        waiting.consultation.phase,
        waiting.consultation.booking_mode,
        waiter,
        wanted,
        was_asked=waiting.request_id is not None,
        by_hand=by_hand,
    )
    if why_not:
        raise Conflict(why_not)
    db.lock(waiting)
    if why_not := rules.why_not_leave(waiting.state):
        raise Conflict(why_not)
    return waiter, wanted


def record(
    verb: str,
    offer: SlotOffer,
    *,
    by: User | None = None,
    reason: str | None = None,
    **details: Any,
) -> None:
    """Put it down in the history of the place in the line, where all its offers are read."""
    audit.record(verb, offer.waiting, by=by, reason=reason, offer=offer.public_id, **details)
