"""What several changes to sessions share: who may, locking, on whose behalf."""

from __future__ import annotations

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.states import Duty
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations import rules
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.states import ParticipationState, Phase
from portal.infra.db import session
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Text

REASON_NEEDED = Text("Please write why. It is kept with the change.")


def must_run(consultation: ConsultationSession, by: User) -> None:
    """Raises NotAllowed unless this user runs the session."""
    coordinator = accounts.coordinator_of(by)
    if why_not := rules.why_not_run(
        session_hosts=consultation.host_ids,
        host=coordinator.host_id if coordinator else None,
        may_schedule=bool(coordinator and coordinator.may(Duty.SCHEDULE)),
    ):
        raise NotAllowed(why_not)


def acts_on_behalf(participation: Participation, by: User, reason: str | None) -> bool:
    """Whether this user is a coordinator who acts for the company, and not the company itself.

    Raises NotAllowed for anybody else, Invalid when a coordinator gives no reason.
    """
    representative = companies.representative_of(by)
    if representative is not None and representative.company_id == participation.company_id:
        return False
    must_run(participation.consultation, by)
    must_say_why(reason)
    return True


def must_say_why(reason: str | None) -> None:
    """Raises Invalid when there is no reason."""
    if not reason or not reason.strip():
        raise Invalid(REASON_NEEDED, field="reason")


def lock(row: ConsultationSession | Participation) -> None:
    """Read a row afresh and keep it until the transaction ends, so that rivals wait."""
    session.refresh(row, with_for_update={"of": type(row)})


def move(participation: Participation, to: ParticipationState) -> ParticipationState:
    """Change a participation's state; returns the one before. Raises Conflict."""
    before = participation.state
    if why_not := rules.why_not_move(before, to):
        raise Conflict(why_not)
    participation.state = to
    return before


def must_fit(company: Company, consultation: ConsultationSession) -> None:
    """Raises Conflict when a company cannot take part in this session at all."""
    if why_not := rules.why_not_take_part(
        side=company.side,
        approved=company.is_approved,
        region=company.region_code,
        session_regions=consultation.region_codes,
    ):
        raise Conflict(why_not)


def must_be_under_way(consultation: ConsultationSession) -> None:
    """Raises Conflict while a session is a draft, and when it is over."""
    if consultation.phase is Phase.DRAFT:
        raise Conflict(Text("This session is not open yet."))
    if consultation.phase is Phase.CLOSED:
        raise Conflict(Text("This session is over."))


def must_prepare(participation: Participation, *, on_behalf: bool) -> None:
    """Raises Conflict when people, slots and place can no longer be changed."""
    if why_not := rules.why_not_prepare(
        participation.consultation.phase, participation.state, on_behalf=on_behalf
    ):
        raise Conflict(why_not)
