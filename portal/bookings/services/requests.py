"""Asking another company for a meeting."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.models import User
from portal.bookings import notifications, queries, rules
from portal.bookings.models import MeetingRequest
from portal.bookings.services import limits
from portal.bookings.services.acting import (
    Acting,
    acting_for,
    limited,
    participants,
    reason_of,
)
from portal.bookings.services.answers import expire
from portal.bookings.services.once import made_once
from portal.bookings.services.proposals import add_round, expiry_in, free_to_propose, plan_expiry
from portal.bookings.services.trail import note
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Slot
from portal.infra import db
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
        plan_expiry(request)
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
