"""What a coordinator decides about a company: a place, the waiting list, or neither."""

from __future__ import annotations

from portal.accounts.models import User
from portal.companies.models import Company
from portal.consultations import notifications, queries, rules
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.services import places
from portal.consultations.services.inside import (
    lock,
    move,
    must_be_under_way,
    must_fit,
    must_run,
    must_say_why,
)
from portal.consultations.states import ParticipationState
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text

HAS_A_PLACE = Text("This company has a place in the session already.")
_ONCE = {"uq_participation_consultation_id_company_id": HAS_A_PLACE}

# From here a coordinator gives a place only in the company's name, as the company itself would.
_HAS_NOT_ASKED = frozenset({ParticipationState.INVITED, ParticipationState.WITHDRAWN})


def join_on_behalf(
    company: Company, consultation: ConsultationSession, *, by: User, reason: str
) -> Participation:
    """Give a company a place at once, in its name; where all are taken it waits for one.

    Raises NotAllowed, Invalid, Conflict.
    """
    must_run(consultation, by)
    must_say_why(reason)
    must_be_under_way(consultation)
    must_fit(company, consultation)
    participation = queries.participation_of(company, consultation)
    if participation is None:
        participation = new(company, consultation, ParticipationState.ASKED)
    else:
        lock(participation)
        _must_be_able_to(ParticipationState.ACCEPTED, participation)
        participation.asked_at = clock.now()
    participation.decided_at = clock.now()
    participation.decision_reason = None
    audit.record("joined session", participation, by=by, reason=reason, on_behalf_of=company)
    _give_place(participation)
    return participation


def accept(participation: Participation, *, by: User, reason: str | None = None) -> None:
    """Give a company the place that it asked for; one that asks for none gets it on its behalf.

    That needs a reason. Where all places are taken it waits for one. Raises NotAllowed, Invalid,
    Conflict.
    """
    _must_decide(participation, by)
    must_fit(participation.company, participation.consultation)
    before = participation.state
    _must_be_able_to(ParticipationState.ACCEPTED, participation)
    on_behalf = before in _HAS_NOT_ASKED
    if on_behalf:
        must_say_why(reason)
    participation.decision_reason = reason
    participation.decided_at = clock.now()
    _give_place(participation)
    _record_decision(participation, before, by, reason, on_behalf=on_behalf)


def put_on_waiting_list(participation: Participation, *, by: User, reason: str) -> None:
    """Keep an application until a place falls free. Raises NotAllowed, Invalid, Conflict."""
    must_say_why(reason)
    _must_decide(participation, by)
    before = participation.state
    _must_be_able_to(ParticipationState.WAITING, participation)
    participation.decision_reason = reason
    participation.decided_at = clock.now()
    let_wait(participation)
    _record_decision(participation, before, by, reason)


def decline(participation: Participation, *, by: User, reason: str) -> None:
    """Refuse an application, with the reason. Raises NotAllowed, Invalid, Conflict."""
    must_say_why(reason)
    _must_decide(participation, by)
    before = move(participation, ParticipationState.DECLINED)
    participation.decision_reason = reason
    participation.decided_at = clock.now()
    _record_decision(participation, before, by, reason)
    notifications.declined(participation)
    if before is ParticipationState.WAITING:
        places.give_place_up(participation)


def new(
    company: Company, consultation: ConsultationSession, state: ParticipationState
) -> Participation:
    participation = Participation(
        consultation_id=consultation.id, company_id=company.id, state=state
    )
    with db.refusing(_ONCE):
        session.add(participation)
    return participation


def let_wait(participation: Participation) -> None:
    move(participation, ParticipationState.WAITING)
    places.put_in_line(participation)
    notifications.waiting(participation)


def _give_place(participation: Participation) -> None:
    """Let a company take part, or wait for a place where none is left, and tell it.

    Raises Conflict when it waits already.
    """
    if places.take_place(participation):
        places.let_in(participation)
        notifications.accepted(participation)
    elif participation.state is ParticipationState.WAITING:
        raise Conflict(places.PLACES_ARE_TAKEN)
    else:
        let_wait(participation)


def _must_decide(participation: Participation, by: User) -> None:
    """Raises NotAllowed unless this user may decide here, Conflict when the session is over."""
    must_run(participation.consultation, by)
    lock(participation)
    must_be_under_way(participation.consultation)


def _must_be_able_to(to: ParticipationState, participation: Participation) -> None:
    if why_not := rules.why_not_move(participation.state, to):
        raise Conflict(why_not)


def _record_decision(
    participation: Participation,
    before: ParticipationState,
    by: User,
    reason: str | None,
    *,
    on_behalf: bool = False,
) -> None:
    audit.record(
        "participation decided",
        participation,
        by=by,
        reason=reason,
        on_behalf_of=participation.company if on_behalf else None,
        was=before.value,
        now=participation.state.value,
    )
