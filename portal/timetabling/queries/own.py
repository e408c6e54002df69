"""A company's own wishes in a session; nothing here tells it anything of anybody else's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from portal.bookings import queries as bookings
from portal.bookings.queries import PartnerFilter
from portal.bookings.queries.requests import PROFILE_TITLE_ONLY
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.states import ParticipationState
from portal.infra import paging
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.timetabling.models import Wish
from portal.timetabling.rules import Ranking, ranking
from portal.timetabling.states import Rank

IN_ORDER = sa.case({Rank.MUST: 1, Rank.WOULD: 2}, value=Wish.rank, else_=3)


class Answer(StrEnum):
    """By what a company has said of them, partners can be picked out of the list."""

    NONE = "NONE"
    MUST = "MUST"
    WOULD = "WOULD"
    NO = "NO"


@dataclass(frozen=True)
class Counts:
    """How many others a company has ranked."""

    must: int = 0
    would: int = 0
    no: int = 0

    @property
    def ranked(self) -> int:
        return self.must + self.would


def wishes_of(consultation: ConsultationSession, company: Company) -> Sequence[Wish]:
    """A company's wishes in its order: must, would, then whom it would rather not meet.

    Whoever no longer takes part is left out.
    """
    return session.scalars(
        _whole(sa.select(Wish))
        .where(*of(company, consultation), _their_id(company).in_(taking_part(consultation)))
        .order_by(IN_ORDER, Wish.position, Wish.id)
    ).all()


def every_wish_of(consultation: ConsultationSession, company: Company) -> Sequence[Wish]:
    """The same with those that no longer take part, for whoever changes them."""
    return session.scalars(
        sa.select(Wish).where(*of(company, consultation)).order_by(IN_ORDER, Wish.position, Wish.id)
    ).all()


def wishes_for(consultation: ConsultationSession, company: Company) -> Sequence[Wish]:
    """What others wish of a company: for coordinators alone."""
    return session.scalars(
        _whole(sa.select(Wish))
        .where(
            *_about(company, consultation),
            Wish.wished_by_side == company.side.other,
            _their_id(company).in_(taking_part(consultation)),
        )
        .order_by(IN_ORDER, Wish.position, Wish.id)
    ).all()


def wish_for(consultation: ConsultationSession, company: Company, partner: Company) -> Wish | None:
    """What a company wishes of one partner."""
    found: Wish | None = session.scalar(
        _whole(sa.select(Wish)).where(*of(company, consultation), _their_id(company) == partner.id)
    )
    return found


def ranks_given(
    consultation: ConsultationSession, company: Company, partners: Iterable[Company]
) -> dict[int, Rank]:
    """What a company has said of these partners, by the partner's id."""
    ids = [partner.id for partner in partners]
    rows = session.execute(
        sa.select(_their_id(company), Wish.rank).where(
            *of(company, consultation), _their_id(company).in_(ids)
        )
    )
    return {row[0]: row[1] for row in rows}


def ranking_of(consultation: ConsultationSession, company: Company) -> Ranking:
    """The order of a company's wishes, by the ids of those who take part."""
    wishes = session.execute(
        sa.select(_their_id(company), Wish.rank)
        .where(*of(company, consultation), _their_id(company).in_(taking_part(consultation)))
        .order_by(IN_ORDER, Wish.position, Wish.id)
    )
    return ranking((partner, rank) for partner, rank in wishes)


def counts_of(company: Company, consultations: Iterable[ConsultationSession]) -> dict[int, Counts]:
    """How many a company has ranked in each of these sessions, by the session's id."""
    found: dict[int, dict[Rank, int]] = {each.id: {} for each in consultations}
    rows = session.execute(
        sa.select(Wish.consultation_id, Wish.rank, sa.func.count())
        .where(
            Wish.consultation_id.in_(found),
            _own_id(company) == company.id,
            Wish.wished_by_side == company.side,
        )
        .group_by(Wish.consultation_id, Wish.rank)
    )
    for consultation_id, rank, number in rows:
        found[consultation_id][rank] = number
    return {id: Counts(*(numbers.get(rank, 0) for rank in Rank)) for id, numbers in found.items()}


def partners_to_rank(
    consultation: ConsultationSession,
    company: Company,
    wanted: PartnerFilter,
    answer: Answer | None,
    page: int = 1,
) -> paging.Chunk[Company]:
    """The partners that a company can rank, perhaps those of which it has said something."""
    conditions: list[sa.ColumnElement[bool]] = []
    if answer is not None:
        said = sa.select(_their_id(company)).where(*of(company, consultation))
        if answer is Answer.NONE:
            conditions.append(Company.id.not_in(said))
        else:
            conditions.append(Company.id.in_(said.where(Wish.rank == Rank(answer.value))))
    return bookings.partners_in(consultation, company.side.other, wanted, page, also=conditions)


# ---- conditions that other reads of wishes share


def of(company: Company, consultation: ConsultationSession) -> tuple[sa.ColumnElement[bool], ...]:
    """A company's own wishes in a session."""
    return (*_about(company, consultation), Wish.wished_by_side == company.side)


def taking_part(consultation: ConsultationSession) -> sa.Select[int]:
    """The ids of the companies that take part in a session."""
    return (
        sa.select(Participation.company_id)
        .join(Company, Company.id == Participation.company_id)
        .where(
            Participation.consultation_id == consultation.id,
            Participation.state == ParticipationState.ACCEPTED,
            Company.state == CompanyState.APPROVED,
        )
    )


def _about(
    company: Company, consultation: ConsultationSession
) -> tuple[sa.ColumnElement[bool], ...]:
    return (Wish.consultation_id == consultation.id, _own_id(company) == company.id)


def _own_id(company: Company) -> InstrumentedAttribute[int]:
    return Wish.korean_company_id if company.side is Side.KR else Wish.chinese_company_id


def _their_id(company: Company) -> InstrumentedAttribute[int]:
    return Wish.chinese_company_id if company.side is Side.KR else Wish.korean_company_id


def _whole(query: sa.Select[Any]) -> sa.Select[Any]:
    """With the companies and the technology, in the same statement."""
    return query.options(
        joinedload(Wish.korean_company, innerjoin=True),
        joinedload(Wish.chinese_company, innerjoin=True),
        joinedload(Wish.profile).options(*PROFILE_TITLE_ONLY),
    )
