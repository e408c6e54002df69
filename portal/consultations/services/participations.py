"""Who takes part: asked for, invited, accepted, put on the waiting list, declined, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from portal.accounts.models import User
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations import notifications, queries, rules
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.services.inside import (
    acts_on_behalf,
    lock,
    move,
    must_run,
    must_say_why,
)
from portal.consultations.states import ParticipationState, Phase, Whereabouts
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, NotAllowed
from portal.kernel.languages import Text

HAS_A_PLACE = Text("This company has a place in the session already.")
_ONCE = {"uq_participation_consultation_id_company_id": HAS_A_PLACE}

# From here a coordinator gives a place only in the company's name, as the company itself would.
_HAS_NOT_ASKED = frozenset({ParticipationState.INVITED, ParticipationState.WITHDRAWN})


@dataclass(frozen=True)
class Place:
    """From where a company joins, whether others may book it at once, and what it adds.

    `most_meetings` is its own limit, beside that of the session.
    """

    whereabouts: Whereabouts = Whereabouts.OWN_OFFICE
    bookable: bool = True
    most_meetings: int | None = None
    note: str | None = None


def ask_to_join(
    company: Company, consultation: ConsultationSession, place: Place, *, by: User
) -> Participation:
    """Ask for a place in a session; a company that was invited has it at once.

    Raises NotAllowed when the user does not act for the company, Conflict when it is too late.
    """
    representative = companies.representative_of(by)
    if representative is None or representative.company_id != company.id:
        raise NotAllowed(Text("Only those who act for a company can do this."))
    _must_fit(company, consultation)
    participation = queries.participation_of(company, consultation)
    if participation is not None:
        lock(participation)
    state = participation.state if participation else None
    if why_not := rules.why_not_ask_to_join(consultation.phase, state):
        raise Conflict(why_not)
    if participation is None:
        participation = _new(company, consultation, ParticipationState.ASKED)
    elif participation.state is ParticipationState.INVITED:
        move(participation, ParticipationState.ACCEPTED)
        participation.decided_at = clock.now()
    else:
        move(participation, ParticipationState.ASKED)
        participation.decision_reason = None
        participation.decided_at = None
    participation.asked_at = clock.now()
    _put(participation, place)
    audit.record("asked to take part", participation, by=by)
    return participation


def invite(
    companies_to_invite: Iterable[Company], consultation: ConsultationSession, *, by: User
) -> list[Participation]:
    """Invite companies: whoever says yes takes part without being decided on.

    Raises NotAllowed, Conflict; then nobody is invited.
    """
    must_run(consultation, by)
    if consultation.phase is not Phase.JOINING:
        raise Conflict(Text("Companies can be invited while the session is open for joining."))
    invited = []
    for company in companies_to_invite:
        _must_fit(company, consultation)
        participation = _new(company, consultation, ParticipationState.INVITED)
        audit.record("invited to session", participation, by=by)
        notifications.invited(participation)
        invited.append(participation)
    return invited


def join_on_behalf(
    company: Company, consultation: ConsultationSession, *, by: User, reason: str
) -> Participation:
    """Give a company a place at once, in its name. Raises NotAllowed, Invalid, Conflict."""
    must_run(consultation, by)
    must_say_why(reason)
    _must_be_under_way(consultation)
    _must_fit(company, consultation)
    participation = queries.participation_of(company, consultation)
    if participation is None:
        participation = _new(company, consultation, ParticipationState.ACCEPTED)
    else:
        lock(participation)
        move(participation, ParticipationState.ACCEPTED)
    participation.decided_at = clock.now()
    participation.decision_reason = None
    audit.record("joined session", participation, by=by, reason=reason, on_behalf_of=company)
    notifications.accepted(participation)
    return participation


def accept(participation: Participation, *, by: User, reason: str | None = None) -> None:
    """Give a company the place that it asked for; one that asks for none gets it on its behalf.

    That needs a reason. Raises NotAllowed, Invalid, Conflict.
    """
    _decide(participation, ParticipationState.ACCEPTED, by, reason)
    notifications.accepted(participation)


def put_on_waiting_list(participation: Participation, *, by: User, reason: str) -> None:
    """Keep an application until a place falls free. Raises NotAllowed, Invalid, Conflict."""
    must_say_why(reason)
    _decide(participation, ParticipationState.WAITING, by, reason)
    notifications.waiting(participation)


def decline(participation: Participation, *, by: User, reason: str) -> None:
    """Refuse an application, with the reason. Raises NotAllowed, Invalid, Conflict."""
    must_say_why(reason)
    _decide(participation, ParticipationState.DECLINED, by, reason)
    notifications.declined(participation)


def withdraw(
    participation: Participation,
    *,
    by: User,
    along: Callable[[], AbstractContextManager[None]],
    reason: str | None = None,
) -> None:
    """Give a place up: the company itself until joining ends, a coordinator on its behalf later.

    `along` goes around it, when nobody can book the company any more, and calls off what it had
    before it. Raises NotAllowed, Invalid, Conflict.
    """
    on_behalf = acts_on_behalf(participation, by, reason)
    lock(participation)
    if why_not := rules.why_not_withdraw(
        participation.consultation.phase, participation.state, on_behalf=on_behalf
    ):
        raise Conflict(why_not)
    with along():
        _leave(participation, by, reason, on_behalf=on_behalf)


def take_out(participation: Participation, *, by: User, reason: str) -> None:
    """Take a company out of a session that it no longer fits. Raises NotAllowed, Conflict."""
    must_run(participation.consultation, by)
    _leave(participation, by, reason, on_behalf=True)


def _leave(participation: Participation, by: User, reason: str | None, *, on_behalf: bool) -> None:
    move(participation, ParticipationState.WITHDRAWN)
    participation.decision_reason = reason
    participation.decided_at = clock.now()
    audit.record(
        "withdrew from session",
        participation,
        by=by,
        reason=reason,
        on_behalf_of=participation.company if on_behalf else None,
    )
    if on_behalf:
        notifications.withdrawn(participation)


def change_place(
    participation: Participation, place: Place, *, by: User, reason: str | None = None
) -> None:
    """Change from where a company joins and what it adds. Raises NotAllowed, Invalid, Conflict."""
    on_behalf = acts_on_behalf(participation, by, reason)
    lock(participation)
    must_prepare(participation, on_behalf=on_behalf)
    _put(participation, place)
    audit.record(
        "place changed",
        participation,
        by=by,
        reason=reason,
        on_behalf_of=participation.company if on_behalf else None,
    )


def must_prepare(participation: Participation, *, on_behalf: bool) -> None:
    """Raises Conflict when people, slots and place can no longer be changed."""
    if why_not := rules.why_not_prepare(
        participation.consultation.phase, participation.state, on_behalf=on_behalf
    ):
        raise Conflict(why_not)


def _new(
    company: Company, consultation: ConsultationSession, state: ParticipationState
) -> Participation:
    participation = Participation(
        consultation_id=consultation.id, company_id=company.id, state=state
    )
    with db.refusing(_ONCE):
        session.add(participation)
    return participation


def _put(participation: Participation, place: Place) -> None:
    participation.whereabouts = place.whereabouts
    participation.bookable = place.bookable
    participation.most_meetings = place.most_meetings
    participation.note = place.note


def _decide(
    participation: Participation, to: ParticipationState, by: User, reason: str | None
) -> None:
    must_run(participation.consultation, by)
    lock(participation)
    _must_be_under_way(participation.consultation)
    if to is ParticipationState.ACCEPTED:
        _must_fit(participation.company, participation.consultation)
    before = move(participation, to)
    on_behalf = to is ParticipationState.ACCEPTED and before in _HAS_NOT_ASKED
    if on_behalf:
        must_say_why(reason)
    participation.decision_reason = reason
    participation.decided_at = clock.now()
    audit.record(
        "participation decided",
        participation,
        by=by,
        reason=reason,
        on_behalf_of=participation.company if on_behalf else None,
        was=before.value,
        now=to.value,
    )


def _must_fit(company: Company, consultation: ConsultationSession) -> None:
    if why_not := rules.why_not_take_part(
        side=company.side,
        approved=company.is_approved,
        region=company.region_code,
        session_regions=consultation.region_codes,
    ):
        raise Conflict(why_not)


def _must_be_under_way(consultation: ConsultationSession) -> None:
    if consultation.phase is Phase.DRAFT:
        raise Conflict(Text("This session is not open yet."))
    if consultation.phase is Phase.CLOSED:
        raise Conflict(Text("This session is over."))
