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
from portal.consultations.services import places
from portal.consultations.services.deciding import let_wait, new
from portal.consultations.services.inside import (
    acts_on_behalf,
    lock,
    move,
    must_fit,
    must_prepare,
    must_run,
)
from portal.consultations.states import ParticipationState, Phase, Whereabouts
from portal.infra import audit
from portal.kernel import clock
from portal.kernel.errors import Conflict, NotAllowed
from portal.kernel.languages import Text


@dataclass(frozen=True)
class Place:
    """From where a company joins, whether others may book it at once, and what it adds.

    `most_meetings` is its own limit, beside that of the session; with `own_interpreter` it brings
    somebody who interprets between Korean and Chinese.
    """

    whereabouts: Whereabouts = Whereabouts.OWN_OFFICE
    bookable: bool = True
    most_meetings: int | None = None
    note: str | None = None
    own_interpreter: bool = False


def ask_to_join(
    company: Company, consultation: ConsultationSession, place: Place, *, by: User
) -> Participation:
    """Ask for a place in a session; a company that was invited has it at once.

    Where all places are taken it waits for one, in the order of asking. Raises NotAllowed when the
    user does not act for the company, Conflict when it is too late.
    """
    representative = companies.representative_of(by)
    if representative is None or representative.company_id != company.id:
        raise NotAllowed(Text("Only those who act for a company can do this."))
    must_fit(company, consultation)
    participation = queries.participation_of(company, consultation)
    if participation is not None:
        lock(participation)
    state = participation.state if participation else None
    if why_not := rules.why_not_ask_to_join(consultation.phase, state):
        raise Conflict(why_not)
    if participation is None:
        participation = new(company, consultation, ParticipationState.ASKED)
    invited = state is ParticipationState.INVITED
    participation.asked_at = clock.now()
    participation.decision_reason = None
    participation.decided_at = clock.now() if invited else None
    _put(participation, place)
    audit.record("asked to take part", participation, by=by)
    if invited and places.take_place(participation):
        move(participation, ParticipationState.ACCEPTED)
    elif invited or places.are_full(participation):
        let_wait(participation)
    elif state is not None:
        move(participation, ParticipationState.ASKED)
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
        must_fit(company, consultation)
        participation = new(company, consultation, ParticipationState.INVITED)
        audit.record("invited to session", participation, by=by)
        notifications.invited(participation)
        invited.append(participation)
    return invited


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
    places.give_place_up(participation)


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


def _put(participation: Participation, place: Place) -> None:
    participation.whereabouts = place.whereabouts
    participation.bookable = place.bookable
    participation.most_meetings = place.most_meetings
    participation.note = place.note
    participation.own_interpreter = place.own_interpreter
