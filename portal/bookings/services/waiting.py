"""Standing in line for a time with another company, and answering what is offered."""

from __future__ import annotations

from portal.accounts.models import User
from portal.bookings import notifications, queries, rules
from portal.bookings.models import Booking, MeetingRequest, SlotOffer, Waiting
from portal.bookings.services import limits, offers, seats
from portal.bookings.services.acting import (
    Acting,
    acting_for,
    limited,
    must_run,
    participants,
    reason_of,
)
from portal.bookings.services.meetings import request_to_answer
from portal.bookings.services.proposals import EXPIRE, expiry_in
from portal.bookings.services.trail import note
from portal.bookings.states import WaitingState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Slot
from portal.consultations.rules import (
    in_new_order,
    why_not_answer_offer,
    why_not_decline_offer,
)
from portal.consultations.states import OfferState
from portal.infra import audit, db, jobs
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text
from portal.technologies.models import TechnologyProfile


def wait(
    consultation: ConsultationSession,
    waiter: Company,
    wanted: Company,
    subject: str,
    *,
    by: User,
    profile: TechnologyProfile | None = None,
    because: str | None = None,
) -> Waiting:
    """Stand in line for a time with a company that one could book at once, if there were one.

    Who waits already keeps that place. Raises Conflict when there is one, when the two meet
    already, or it is too late; Invalid.
    """
    acting = acting_for(waiter, consultation, by, because)
    subject = limited(reason_of(subject, "reason"), "reason", rules.LONGEST_SUBJECT)
    if profile is not None and profile.company_id not in (waiter.id, wanted.id):
        raise Invalid(Text("This technology belongs to neither of the two."), field="profile")
    return _stand_in_line(acting, consultation, waiter, wanted, subject, profile, None)


def wait_to_accept(request: MeetingRequest, *, by: User, because: str | None = None) -> Waiting:
    """Say yes to a request for which no time suits both yet: the first that falls free is offered.

    Meanwhile the request does not expire before booking ends. Raises Conflict, Invalid.
    """
    waiter, wanted = request.answering, request.company_of(request.waits_for.other)
    acting = acting_for(waiter, request.consultation, by, because)
    db.lock(request)
    if request.answering is not waiter:
        raise Conflict(Text("It is the other company's turn to answer now."))
    if why_not := rules.why_not_answer(request.state, request.expires_at, clock.now()):
        raise Conflict(why_not)
    waiting = _stand_in_line(
        acting,
        request.consultation,
        waiter,
        wanted,
        request.reason,
        request.profile,
        request,
    )
    if request.expires_at < request.consultation.booking_ends_at:
        request.expires_at = request.consultation.booking_ends_at
        jobs.plan(EXPIRE, due_at=request.expires_at, request_id=request.id)
    notifications.request_waits_for_time(request)
    return waiting


def _stand_in_line(
    acting: Acting,
    consultation: ConsultationSession,
    waiter: Company,
    wanted: Company,
    subject: str,
    profile: TechnologyProfile | None,
    request: MeetingRequest | None,
) -> Waiting:
    before = queries.waiting_of_pair(consultation, waiter, wanted)
    if before is not None and before.waiting_side is waiter.side:
        return before
    why_not = rules.why_not_wait(
        consultation.phase,
        consultation.booking_mode,
        *participants(consultation, (waiter, wanted)),
        terms=consultation.terms,
        was_asked=request is not None,
        meets_already=queries.booking_of_pair(consultation, waiter, wanted) is not None,
        free_slots=len(queries.free_slots(consultation, waiter, wanted)),
        on_behalf=acting.on_behalf,
    )
    if why_not:
        raise Conflict(why_not)
    korean, chinese = (waiter, wanted) if waiter.side is Side.KR else (wanted, waiter)
    waiting = Waiting(
        consultation=consultation,
        korean_company=korean,
        chinese_company=chinese,
        waiting_side=waiter.side,
        request=request,
        profile=profile,
        subject=subject,
        number=queries.last_number(consultation) + 1,
        since=clock.now(),
    )
    with db.refusing({"uq_waiting_open_pair": rules.PAIR_WAITS_ALREADY}):
        session.add(waiting)
    note("stood in line", waiting, acting)
    return waiting


def leave(waiting: Waiting, *, by: User, because: str | None = None) -> None:
    """Wait no longer; what was offered goes to the next. Raises Conflict, Invalid."""
    acting = acting_for(waiting.waiter, waiting.consultation, by, because)
    _must_wait(waiting)
    note("left the line", waiting, acting)
    offers.close(waiting, WaitingState.LEFT)
    if waiting.request is not None:
        _expire_as_usual(waiting.request)


def accept_offer(offer: SlotOffer, *, by: User, because: str | None = None) -> Booking:
    """Take what is offered: the meeting is booked, and keeps the seats that the offer had.

    Accepted once more it is the same booking. Raises Conflict when the time for it is over, or one
    of the two takes no part any more.
    """
    waiting = offer.waiting
    acting = acting_for(waiting.waiter, offer.consultation, by, because)
    companies = (waiting.waiter, waiting.wanted)
    both = participants(offer.consultation, companies)
    both = limits.counted(offer.consultation, companies, both)
    db.lock(offer)
    if (booking := made_of(offer)) is not None:
        return booking
    why_not = why_not_answer_offer(
        offer.state, offer.expires_at, clock.now()
    ) or rules.why_not_take(offer.consultation.terms, *both, on_behalf=acting.on_behalf)
    if why_not:
        raise Conflict(why_not)
    request = request_to_answer(offer.consultation, waiting.korean_company, waiting.chinese_company)
    booking = seats.take_over(
        offer,
        lambda: Booking(
            consultation=offer.consultation,
            korean_company=waiting.korean_company,
            chinese_company=waiting.chinese_company,
            request_id=request.id if request else None,
            profile=waiting.profile,
            subject=waiting.subject,
            interpreter_wanted=offer.interpreter_wanted,
        ),
    )
    offer.booking = booking
    offers.end(offer, OfferState.ACCEPTED)
    offers.close(waiting, WaitingState.BOOKED)
    note("offer accepted", waiting, acting, offer=offer.public_id)
    note("meeting booked", booking, acting)
    if request is not None:
        note("request accepted", request, acting)
    if request is not None and request.answering.id == waiting.waiter.id:
        notifications.request_accepted(request, booking)
    else:
        notifications.meeting_booked(booking)
    return booking


def made_of(offer: SlotOffer) -> Booking | None:
    """The meeting that an offer has become already."""
    return offer.booking


def decline_offer(
    offer: SlotOffer,
    reason: str | None = None,
    *,
    stay: bool,
    by: User,
    because: str | None = None,
) -> None:
    """Say no to what is offered, and go on waiting for another time or not (`stay`).

    Who says so keeps their place in the line, also a moment too late. Raises Conflict when it was
    answered, or has lapsed and gone on.
    """
    waiting = offer.waiting
    acting = acting_for(waiting.waiter, offer.consultation, by, because)
    db.lock(offer)
    if why_not := why_not_decline_offer(offer.state, offer.expires_at, clock.now()):
        raise Conflict(why_not)
    reason = limited((reason or "").strip(), "reason") or None
    offers.end(offer, OfferState.DECLINED, reason)
    note("offer declined", waiting, acting, reason=reason, offer=offer.public_id)
    if not stay:
        note("left the line", waiting, acting)
        offers.close(waiting, WaitingState.LEFT)
        if waiting.request is not None:
            _expire_as_usual(waiting.request)
    offers.pass_on(offer)


# ---- what a coordinator does with a line


def offer_by_hand(waiting: Waiting, slot: Slot, reason: str, *, by: User) -> SlotOffer:
    """Offer a free slot to somebody who waits, whoever stands before them. Raises Conflict."""
    must_run(waiting.consultation, by)
    reason = reason_of(reason)
    if slot.consultation_id != waiting.consultation_id:
        raise Invalid(Text("This time belongs to another session."), field="slot")
    return offers.keep(waiting, slot, by=by, because=reason)


def take_offer_back(offer: SlotOffer, reason: str, *, by: User) -> None:
    """Take an offer back; the next in line is offered the time. Raises Conflict."""
    must_run(offer.consultation, by)
    reason = reason_of(reason)
    if not offers.take_back(offer, reason, by=by):
        raise Conflict(
            why_not_answer_offer(offer.state, offer.expires_at, clock.now())
            or rules.OFFERED_ALREADY
        )


def move_in_line(waiting: Waiting, position: int, reason: str, *, by: User) -> None:
    """Let somebody who waits stand elsewhere in their line; 1 is the front. Raises Conflict."""
    must_run(waiting.consultation, by)
    reason = reason_of(reason)
    line = queries.line_of(waiting)
    _must_wait(waiting)
    by_id = {each.id: each for each in line}
    order = in_new_order(by_id, waiting.id, position)
    before = list(by_id).index(waiting.id) + 1
    number = 0
    for each, id in zip(sorted(each.number for each in line), order, strict=True):
        number = max(each, number + 1)  # two who came at once may have the same
        by_id[id].number = number
    session.flush()
    audit.record(
        "moved in line",
        waiting,
        by=by,
        reason=reason,
        was=str(before),
        now=str(order.index(waiting.id) + 1),
    )


def _expire_as_usual(request: MeetingRequest) -> None:
    """A request that nobody waits to accept any more expires as if it had been asked now."""
    db.lock(request)
    request.expires_at = min(request.expires_at, expiry_in(request.consultation))
    jobs.plan(EXPIRE, due_at=request.expires_at, request_id=request.id)
    session.flush()


def _must_wait(waiting: Waiting) -> None:
    db.lock(waiting)
    if why_not := rules.why_not_leave(waiting.state):
        raise Conflict(why_not)
