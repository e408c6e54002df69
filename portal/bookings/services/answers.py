"""Answers to meeting requests: accepted with a slot, declined, withdrawn, expired."""

from __future__ import annotations

from portal.accounts.models import User
from portal.bookings import notifications, queries, rules
from portal.bookings.models import Booking, MeetingRequest
from portal.bookings.services import limits, offers
from portal.bookings.services.acting import (
    Acting,
    acting_for,
    acting_in,
    limited,
    participants,
)
from portal.bookings.services.meetings import make_booking
from portal.bookings.services.once import once, was_done
from portal.bookings.services.trail import note
from portal.bookings.states import RequestState
from portal.consultations.models import Slot
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict


def accept(
    request: MeetingRequest,
    slot: Slot,
    *,
    by: User,
    because: str | None = None,
    form_key: str | None = None,
) -> Booking:
    """Accept a request by choosing a slot that suits both; the meeting is booked at once.

    Whoever's turn it is accepts; where times were proposed, by one of them. The same `form_key`
    always leads to the same booking. Raises Conflict when the request is answered or expired, it
    is not their turn, it is too late, or somebody is busy.
    """
    acting = acting_in(request, by, because)
    company = request.company_of(acting.side)
    return once(form_key, company, lambda: _accept(acting, request, slot, form_key))


def _accept(acting: Acting, request: MeetingRequest, slot: Slot, form_key: str | None) -> Booking:
    db.lock(request)
    consultation = request.consultation
    companies = (request.company_of(acting.side), request.company_of(acting.side.other))
    why_not = rules.why_not_accept(
        consultation.phase,
        request.state,
        request.expires_at,
        clock.now(),
        on_behalf=acting.on_behalf,
    ) or rules.why_not_turn(request.waits_for, acting.side, companies[1].name)
    pair = participants(consultation, companies)
    if why_not := why_not or rules.why_not_meet(*pair):
        raise Conflict(why_not)
    proposal = queries.proposal_of(request)
    proposed = None if proposal is None else {each.id for each in proposal.standing}
    if why_not := rules.why_not_chosen(slot.id, proposed, on_behalf=acting.on_behalf):
        raise Conflict(why_not, field="slot")
    beyond = acting.on_behalf and limits.goes_beyond(consultation, companies, slot, pair)
    booking = make_booking(
        consultation,
        *companies,
        slot,
        profile=request.profile,
        subject=request.reason,
        request=request,
        form_key=form_key,
        bound=() if acting.on_behalf else pair,
    )
    _answer(request, RequestState.ACCEPTED)
    note("request accepted", request, acting)
    note("meeting booked", booking, acting, **limits.note(beyond))
    notifications.request_accepted(request, booking)
    return booking


def decline(
    request: MeetingRequest,
    reason: str | None = None,
    *,
    by: User,
    because: str | None = None,
    form_key: str | None = None,
) -> None:
    """Say no to a request; the reason is shown to the other company. Raises Conflict."""
    acting = acting_for(request.asked, request.consultation, by, because)
    if _close(request, RequestState.DECLINED, reason, acting, form_key):
        notifications.request_declined(request)


def withdraw(
    request: MeetingRequest,
    reason: str | None = None,
    *,
    by: User,
    because: str | None = None,
    form_key: str | None = None,
) -> None:
    """Take back a request of one's own that has no answer yet. Raises Conflict."""
    acting = acting_for(request.asker, request.consultation, by, because)
    if _close(request, RequestState.WITHDRAWN, reason, acting, form_key):
        notifications.request_withdrawn(request)


def expire(request: MeetingRequest) -> bool:
    """Let a request lapse whose time is over; says whether it did. The portal itself does this."""
    db.lock(request)
    if request.state is not RequestState.ASKED or request.expires_at > clock.now():
        return False
    _answer(request, RequestState.EXPIRED)
    audit.record("request expired", request, by=None)
    notifications.request_expired(request)
    return True


def _close(
    request: MeetingRequest,
    to: RequestState,
    reason: str | None,
    acting: Acting,
    form_key: str | None,
) -> bool:
    """Says whether there was anything left to close for this form."""
    db.lock(request)
    if was_done(form_key, request, acting.user):
        return False
    if why_not := rules.why_not_answer(request.state, request.expires_at, clock.now()):
        raise Conflict(why_not)
    _answer(request, to, limited((reason or "").strip(), "reason") or None)
    verb = f"request {to.value.lower()}"
    note(verb, request, acting, reason=request.answer_reason, form_key=form_key)
    return True


def _answer(request: MeetingRequest, to: RequestState, reason: str | None = None) -> None:
    request.state = to
    request.answered_at = clock.now()
    request.answer_reason = reason
    session.flush()
    offers.close_of_request(request)
