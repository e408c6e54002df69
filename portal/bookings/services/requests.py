"""Meeting requests: asked, accepted with a slot, declined, withdrawn, expired."""

from __future__ import annotations

from collections.abc import Sequence

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
    reason_of,
)
from portal.bookings.services.meetings import make_booking
from portal.bookings.services.once import made_once, once, was_done
from portal.bookings.services.proposals import EXPIRE, add_round, expiry_in, free_to_propose
from portal.bookings.services.trail import note
from portal.bookings.states import RequestState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Slot
from portal.infra import audit, db, jobs
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text
from portal.technologies.models import TechnologyProfile


def ask(
    consultation: ConsultationSession,
    asker: Company,
    asked: Company,
    profile: TechnologyProfile | None,
    reason: str,
    *,
    slots: Sequence[Slot] = (),
    by: User,
    because: str | None = None,
    form_key: str | None = None,
) -> MeetingRequest:
    """Ask another company for a meeting about a profile of either side, with the reason.

    `slots` are times that suit the asker: then the other company accepts by one of them, or
    proposes others. The same `form_key` always leads to the same request. Raises Conflict when it
    is too late, the two cannot meet, meet already or have an open request; Invalid when the reason
    is missing or the profile belongs to neither.
    """
    acting = acting_for(asker, consultation, by, because)
    return made_once(
        form_key,
        lambda key: queries.request_of_form(key, asker),
        lambda: _ask(acting, consultation, asker, asked, profile, reason, slots, form_key),
    )


def _ask(
    acting: Acting,
    consultation: ConsultationSession,
    asker: Company,
    asked: Company,
    profile: TechnologyProfile | None,
    reason: str,
    slots: Sequence[Slot],
    form_key: str | None,
) -> MeetingRequest:
    reason = limited(reason_of(reason), "reason", rules.LONGEST_SUBJECT)
    _must_be_theirs(profile, asker, asked)
    _expire_stale(consultation, asker, asked)
    companies = (asker, asked)
    pair = limits.counted(consultation, companies, participants(consultation, companies))
    why_not = rules.why_not_ask(
        consultation.phase,
        consultation.booking_mode,
        *pair,
        terms=consultation.terms,
        on_behalf=acting.on_behalf,
        meets_already=queries.booking_of_pair(consultation, asker, asked) is not None,
    )
    if why_not:
        raise Conflict(why_not)
    free_to_propose(slots, consultation, (asker, asked))
    request = _new_request(consultation, asker, asked, profile, reason)
    with db.refusing({"uq_meeting_request_open_pair": rules.PAIR_HAS_OPEN_REQUEST}):
        session.add(request)
    if slots:
        add_round(request, asker.side, slots)
    else:
        jobs.plan(EXPIRE, due_at=request.expires_at, request_id=request.id)
    note(
        "request asked",
        request,
        acting,
        form_key=form_key,
        times=[slot.starts_at.isoformat() for slot in slots],
        **limits.note(bool(rules.what_terms_say(consultation.terms, *pair, asking=True))),
    )
    notifications.request_asked(request, slots)
    return request


def _new_request(
    consultation: ConsultationSession,
    asker: Company,
    asked: Company,
    profile: TechnologyProfile | None,
    reason: str,
) -> MeetingRequest:
    korean, chinese = in_order(asker, asked)
    return MeetingRequest(
        consultation=consultation,
        korean_company=korean,
        chinese_company=chinese,
        asked_by_side=asker.side,
        waits_for=asker.side.other,
        round=0,
        profile=profile,
        reason=reason,
        asked_at=clock.now(),
        expires_at=expiry_in(consultation),
    )


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


def in_order(one: Company, other: Company) -> tuple[Company, Company]:
    """The Korean company first. Raises Invalid when both are of one side."""
    if one.side is other.side:
        raise Invalid(Text("A meeting is between one Korean and one Chinese company."))
    return (one, other) if one.side.value == "KR" else (other, one)


def _must_be_theirs(profile: TechnologyProfile | None, asker: Company, asked: Company) -> None:
    if profile is not None and profile.company_id not in (asker.id, asked.id):
        raise Invalid(Text("This technology belongs to neither of the two."), field="profile")


def _expire_stale(consultation: ConsultationSession, one: Company, other: Company) -> None:
    """An expired request must not be in the way, even when the worker has not come to it yet."""
    before = queries.open_request_of_pair(consultation, one, other)
    if before is not None:
        expire(before)
        session.flush()


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
