"""What companies are told about their place in a session, interpreters of what is asked of them,
and coordinators of an interpreter who does not come, or of what no longer needs their word."""

from __future__ import annotations

from typing import Any

from portal.accounts import queries as accounts
from portal.accounts.models import Host, User
from portal.accounts.notifications import called, recipient
from portal.accounts.rules import CONFIRMATION_LASTS
from portal.accounts.states import Duty
from portal.companies import queries as companies
from portal.consultations import queries
from portal.consultations.models import (
    ConsultationSession,
    Interpreter,
    Participation,
    PlaceOffer,
)
from portal.infra import outbox

# What waits for the reader's answer.
ASKING = {"consultations/invited", "consultations/place_offered"}


def invited(participation: Participation) -> None:
    where = queries.place_of(participation)
    _tell(
        participation,
        "consultations/invited",
        until=participation.consultation.joining_ends_at,
        limited=queries.most_places(participation.consultation, where) is not None,
    )


def accepted(participation: Participation) -> None:
    _tell(participation, "consultations/accepted")


def waiting(participation: Participation) -> None:
    on_list = queries.on_list(participation)
    _tell(
        participation,
        "consultations/waiting",
        reason=participation.decision_reason,
        position=on_list.position if on_list else None,
        until=participation.consultation.booking_ends_at,
    )


def place_offered(offer: PlaceOffer) -> None:
    _tell(offer.participation, "consultations/place_offered", until=offer.expires_at)


def place_offer_expired(participation: Participation) -> None:
    _tell(participation, "consultations/place_offer_expired")


def place_offer_withdrawn(participation: Participation, reason: str) -> None:
    _tell(participation, "consultations/place_offer_withdrawn", reason=reason)


def wait_ended(participation: Participation, reason: str) -> None:
    """The session was closed before a place fell free for the company, or before it took it."""
    _tell(participation, "consultations/place_wait_ended", reason=reason)


def declined(participation: Participation) -> None:
    _tell(participation, "consultations/declined", reason=participation.decision_reason)


def withdrawn(participation: Participation) -> None:
    """A coordinator took the company out of the session."""
    _tell(participation, "consultations/withdrawn", reason=participation.decision_reason)


def interpreter_added(user: User, secret: str) -> None:
    outbox.post(
        "consultations/interpreter_added",
        recipient(user).by_mail_alone,
        path=f"/reset/{secret}",
        days=CONFIRMATION_LASTS.days,
    )


def interpreter_asked(user: User, consultation: ConsultationSession) -> None:
    """An interpreter is asked whether they come to a session, and when they are there."""
    outbox.post(
        "consultations/interpreter_asked",
        recipient(user),
        session=consultation.title,
        starts_at=consultation.starts_at,
        host=consultation.host.name,
        path=f"/interpreter/sessions/{consultation.public_id}/hours",
        about=outbox.About(consultation.id),
        needs_answer=True,
    )


def interpreter_declined(
    interpreter: Interpreter, consultation: ConsultationSession, note: str | None
) -> None:
    """Tell those who run a session that an interpreter whom they count on does not come."""
    message = outbox.message(
        "consultations/interpreter_declined",
        who_runs(consultation),
        interpreter=called(interpreter.person),
        session=consultation.title,
        starts_at=consultation.starts_at,
        note=note or "",
        about=outbox.About(consultation.id, None),
        path=f"/coordinator/consultations/{consultation.public_id}",
    )
    outbox.post_all([message])


def agreement_not_required(consultation: ConsultationSession, host: Host, by: User) -> None:
    """Tell a host's coordinators that a session's timetable can be published without their word."""
    runs_it = host.id in consultation.host_ids
    outbox.post(
        "consultations/agreement_not_required",
        [each for each in _schedulers_of(host) if each.account != by.id],
        session=consultation.title,
        host=consultation.host.name,
        coordinator=called(by.person),
        path=f"/coordinator/consultations/{consultation.public_id}"
        if runs_it
        else "/coordinator/consultations/",
        about=outbox.About(consultation.id),
    )


def who_runs(consultation: ConsultationSession) -> list[outbox.Recipient]:
    """The coordinators of both hosts who may change the session's meetings, to be written to."""
    hosts = [host for host in (consultation.host, consultation.partner_host) if host is not None]
    return [each for host in hosts for each in _schedulers_of(host)]


def _schedulers_of(host: Host) -> list[outbox.Recipient]:
    """The coordinators of a host who run sessions, to be written to."""
    return [
        recipient(each.user)
        for each in accounts.coordinators_of(host)
        if each.may(Duty.SCHEDULE) and each.user.is_active
    ]


def _tell(participation: Participation, kind: str, **values: Any) -> None:
    """Write to everybody who acts for the company, to each in their own language."""
    consultation = participation.consultation
    for user in companies.representatives_of(participation.company):
        outbox.post(
            kind,
            recipient(user),
            company=participation.company.name,
            session=consultation.title,
            starts_at=consultation.starts_at,
            path=f"/company/consultations/{consultation.public_id}",
            about=outbox.About(consultation.id, participation.company_id),
            needs_answer=kind in ASKING,
            **values,
        )
