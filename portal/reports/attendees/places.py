"""The statements behind lists of companies: who takes part in a session, and whom they named."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.companies.models import Company, Region
from portal.consultations.models import ConsultationSession, Delegate, Participation
from portal.consultations.states import ParticipationState
from portal.reports.attendees.choice import Choice, Standing
from portal.reports.attendees.meetings import Scope, meetings, of_company


def places(scope: Scope, choice: Choice) -> sa.Select[Any]:
    """One row for each company in each session, with the number of its meetings."""
    at = meetings(scope, choice)
    number = (
        sa.select(sa.func.count())
        .select_from(at)
        .where(
            at.c.consultation_id == Participation.consultation_id,
            Company.id.in_([at.c.korean_company_id, at.c.chinese_company_id]),
        )
        .correlate(Participation, Company)
        .scalar_subquery()
    )
    columns = (
        Participation.id,
        ConsultationSession.code,
        Company.name,
        Company.side,
        Region.short_name,
        Participation.state,
        Participation.whereabouts,
        Company.registration_number,
        number,
    )
    return _taking_part(scope, choice, sa.select(*columns).select_from(Participation))


def place_people(scope: Scope, choice: Choice, *columns: Any) -> sa.Select[Any]:
    """Each person whom a company named for a session."""
    query = (
        sa.select(*columns)
        .select_from(Participation)
        .join(Delegate, Delegate.participation_id == Participation.id)
        .join(Person, Person.id == Delegate.person_id)
    )
    return _taking_part(scope, choice, query)


def _taking_part(scope: Scope, choice: Choice, query: sa.Select[Any]) -> sa.Select[Any]:
    states = [ParticipationState.ACCEPTED]
    if Standing.ASKED in choice.standings:
        states += [ParticipationState.ASKED, ParticipationState.WAITING]
    return (
        query.join(Company, Company.id == Participation.company_id)
        .join(ConsultationSession, ConsultationSession.id == Participation.consultation_id)
        .join(Region, Region.code == Company.region_code, isouter=True)
        .where(
            Participation.consultation_id.in_(scope.ids),
            Participation.state.in_(states),
            *of_company(choice),
        )
    )
