"""Reads about who takes part: participations, the people named, the slots they cannot use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.accounts.models import Person, User
from portal.companies import queries as companies
from portal.companies.models import Company, Region, Representative
from portal.companies.states import CompanyState
from portal.consultations.models import (
    ConsultationSession,
    Delegate,
    Participation,
    Slot,
    unavailable_slot,
)
from portal.consultations.states import ParticipationState
from portal.infra import paging
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing

R = TypeVar("R")

PAGE_SIZE = 25

# Applications first: they wait for the coordinator.
_ORDER_OF_WORK = sa.case(
    {
        ParticipationState.ASKED: 0,
        ParticipationState.WAITING: 1,
        ParticipationState.ACCEPTED: 2,
        ParticipationState.INVITED: 3,
    },
    value=Participation.state,
    else_=4,
)


def participation_of(company: Company, consultation: ConsultationSession) -> Participation | None:
    """This company's place in this session, if it ever had one."""
    return session.scalar(
        sa.select(Participation).where(
            Participation.company_id == company.id,
            Participation.consultation_id == consultation.id,
        )
    )


def participation_in(consultation: ConsultationSession, public_id: str) -> Participation:
    """A participation of this very session. Raises Missing."""
    found = session.scalar(
        sa.select(Participation).where(
            Participation.consultation_id == consultation.id,
            Participation.public_id == public_id,
        )
    )
    if found is None:
        raise Missing
    return found


def participations_of(company: Company) -> dict[int, Participation]:
    """All places of a company, by the id of the session."""
    found = session.scalars(sa.select(Participation).where(Participation.company_id == company.id))
    return {participation.consultation_id: participation for participation in found}


def accepted_participations(
    consultation: ConsultationSession, side: Side | None = None
) -> Sequence[Participation]:
    """Who takes part, perhaps of one side, by name; companies suspended since are left out."""
    query = (
        _with_company(consultation)
        .where(
            Participation.state == ParticipationState.ACCEPTED,
            Company.state == CompanyState.APPROVED,
        )
        .order_by(Company.name_key, Participation.id)
    )
    return session.scalars(query if side is None else query.where(Company.side == side)).all()


def accepted_counts(consultations: Iterable[ConsultationSession]) -> dict[int, dict[Side, int]]:
    """How many companies of each side take part in these sessions, by the session's id.

    Companies suspended since are left out.
    """
    found: dict[int, dict[Side, int]] = {
        consultation.id: dict.fromkeys(Side, 0) for consultation in consultations
    }
    counted = (
        sa.select(Participation.consultation_id, Company.side, sa.func.count())
        .join(Participation.company)
        .where(
            Participation.consultation_id.in_(found),
            Participation.state == ParticipationState.ACCEPTED,
            Company.state == CompanyState.APPROVED,
        )
        .group_by(Participation.consultation_id, Company.side)
    )
    for consultation_id, side, count in session.execute(counted):
        found[consultation_id][side] = count
    return found


def waiting_for_coordinator(consultations: Iterable[ConsultationSession]) -> dict[int, int]:
    """How many companies ask to take part in each of these sessions, by its id."""
    counted = (
        sa.select(Participation.consultation_id, sa.func.count())
        .where(
            Participation.consultation_id.in_([each.id for each in consultations]),
            Participation.state == ParticipationState.ASKED,
        )
        .group_by(Participation.consultation_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}


def still_outside(consultation: ConsultationSession, *, keep: bool = False) -> list[Participation]:
    """Who asked to take part and waits: for the coordinator's answer, or for a place.

    With `keep` nobody can change them until the transaction ends.
    """
    query = (
        _with_company(consultation)
        .where(Participation.state.in_([ParticipationState.ASKED, ParticipationState.WAITING]))
        .order_by(Participation.id)
    )
    if keep:
        query = query.with_for_update(of=Participation)
    return list(session.scalars(query))


# ---- what a coordinator looks through


@dataclass(frozen=True)
class ParticipantFilter:
    """What a coordinator looks for among participants; empty means everything."""

    words: str = ""
    side: Side | None = None
    state: ParticipationState | None = None


def participants(
    consultation: ConsultationSession, wanted: ParticipantFilter, page: int = 1
) -> paging.Chunk[Participation]:
    """The participations of a session, applications first, then by name."""
    query = _matching(_with_company(consultation), wanted)
    if wanted.state is not None:
        query = query.where(Participation.state == wanted.state)
    query = query.order_by(_ORDER_OF_WORK, Company.name_key, Participation.id)
    return paging.chunk(query, page, PAGE_SIZE)


def counts_by_state(consultation: ConsultationSession) -> dict[ParticipationState, int]:
    """How many participations of a session are in each state."""
    counted = (
        sa.select(Participation.state, sa.func.count())
        .where(Participation.consultation_id == consultation.id)
        .group_by(Participation.state)
    )
    return {row[0]: row[1] for row in session.execute(counted)}


def companies_to_invite(
    consultation: ConsultationSession, wanted: ParticipantFilter, page: int = 1
) -> paging.Chunk[Company]:
    """Approved companies that may take part and have no place yet.

    Korean companies that want to enter a region of the session come first.
    """
    taken = sa.select(Participation.company_id).where(
        Participation.consultation_id == consultation.id
    )
    codes = list(consultation.region_codes)
    query = sa.select(Company).where(
        Company.state == CompanyState.APPROVED,
        Company.id.not_in(taken),
        sa.or_(Company.side == Side.KR, Company.region_code.in_(codes)),
    )
    wants_it = Company.wants_regions.any(Region.code.in_(codes))
    order = sa.case((sa.or_(Company.side == Side.CN, wants_it), 0), else_=1)
    query = _matching(query, wanted).order_by(order, Company.name_key, Company.id)
    return paging.chunk(query, page, PAGE_SIZE)


def _with_company(consultation: ConsultationSession) -> sa.Select[Participation]:
    return (
        sa.select(Participation)
        .join(Participation.company)
        .options(contains_eager(Participation.company))
        .where(Participation.consultation_id == consultation.id)
    )


def _matching(query: sa.Select[R], wanted: ParticipantFilter) -> sa.Select[R]:
    query = query.where(*companies.called(wanted.words))
    return query if wanted.side is None else query.where(Company.side == wanted.side)


# ---- people and slots of a participation


def delegates_of(participation: Participation) -> Sequence[Delegate]:
    """The people named to attend, in the order in which they were named."""
    return session.scalars(
        sa.select(Delegate)
        .where(Delegate.participation_id == participation.id)
        .order_by(Delegate.id)
    ).all()


def delegates_of_all(participations: Iterable[Participation]) -> dict[int, list[Delegate]]:
    """The people named for each of these participations, by its id: one statement for a list."""
    found: dict[int, list[Delegate]] = {each.id: [] for each in participations}
    named = sa.select(Delegate).where(Delegate.participation_id.in_(found)).order_by(Delegate.id)
    for delegate in session.scalars(named):
        found[delegate.participation_id].append(delegate)
    return found


def delegate_of(participation: Participation, public_id: str) -> Delegate:
    """One of the people named for this very participation. Raises Missing."""
    found = session.scalar(
        sa.select(Delegate).where(
            Delegate.participation_id == participation.id, Delegate.public_id == public_id
        )
    )
    if found is None:
        raise Missing
    return found


def people_of(company: Company) -> Sequence[Person]:
    """Whom a company can name again: its representatives, and whoever it named before."""
    representing = (
        sa.select(User.person_id)
        .join(Representative, Representative.user_id == User.id)
        .where(Representative.company_id == company.id)
    )
    named = (
        sa.select(Delegate.person_id)
        .join(Delegate.participation)
        .where(Participation.company_id == company.id)
    )
    return session.scalars(
        sa.select(Person)
        .where(sa.or_(Person.id.in_(representing), Person.id.in_(named)))
        .order_by(Person.id)
    ).all()


def has_account(person: Person) -> bool:
    """Whether this person signs in, and so looks after their own data."""
    return bool(session.scalar(sa.select(sa.exists().where(User.person_id == person.id))))


def unavailable_slot_ids(participation: Participation) -> set[int]:
    """The ids of the slots that this participant cannot use."""
    return set(
        session.scalars(
            sa.select(unavailable_slot.c.slot_id).where(
                unavailable_slot.c.participation_id == participation.id
            )
        )
    )


def unavailable_slots(participation: Participation) -> set[str]:
    """The same slots by their public ids, as a form names them."""
    return set(
        session.scalars(
            sa.select(Slot.public_id)
            .join(unavailable_slot, unavailable_slot.c.slot_id == Slot.id)
            .where(unavailable_slot.c.participation_id == participation.id)
        )
    )
