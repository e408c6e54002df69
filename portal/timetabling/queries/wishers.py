"""Who has said whom they want to meet, and who has not: for a session's coordinators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.bookings.states import BookingState
from portal.companies import queries as companies
from portal.companies.models import Company, Representative
from portal.companies.states import CompanyState
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.states import ParticipationState
from portal.infra import paging
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.timetabling.models import Wish, WishReminder
from portal.timetabling.queries.own import Counts
from portal.timetabling.states import ORDERED, Rank

PAGE_SIZE = 30


@dataclass(frozen=True)
class WisherFilter:
    """What a coordinator looks for among companies; empty means everything."""

    words: str = ""
    side: Side | None = None
    silent: bool = False


@dataclass(frozen=True)
class Wisher:
    """One company: what it wishes, how often it is wished for, its meetings, whom to write to."""

    participation: Participation
    given: Counts = field(default_factory=Counts)
    received: Counts = field(default_factory=Counts)
    meetings: int = 0
    reminded_at: datetime | None = None
    contacts: tuple[User, ...] = ()

    @property
    def company(self) -> Company:
        return self.participation.company


def page_of_wishers(
    consultation: ConsultationSession, wanted: WisherFilter, page: int
) -> paging.Chunk[Wisher]:
    """The companies of a session: who has ranked nobody first, then by name."""
    query = _participants([consultation.id]).options(contains_eager(Participation.company))
    query = query.where(*companies.called(wanted.words))
    if wanted.side is not None:
        query = query.where(Company.side == wanted.side)
    silent = _has_ranked_nobody()
    if wanted.silent:
        query = query.where(silent)
    order = sa.case((silent, 0), else_=1)
    found = paging.chunk(query.order_by(order, Company.name_key, Participation.id), page, PAGE_SIZE)
    return found.of(_wishers(consultation, found.items))


def silent_companies(consultation: ConsultationSession) -> Sequence[Company]:
    """The companies of a session that have ranked nobody."""
    found = session.scalars(
        _participants([consultation.id])
        .options(contains_eager(Participation.company))
        .where(_has_ranked_nobody())
        .order_by(Participation.id)
    )
    return [participation.company for participation in found]


def number_of_silent(consultation_ids: Iterable[int]) -> dict[int, int]:
    """How many companies have ranked nobody, by session."""
    rows = session.execute(
        _participants(list(consultation_ids))
        .with_only_columns(Participation.consultation_id, sa.func.count())
        .where(_has_ranked_nobody())
        .group_by(Participation.consultation_id)
    )
    return {row[0]: row[1] for row in rows}


def reminded_at(
    consultation: ConsultationSession, companies: Iterable[Company]
) -> dict[int, datetime]:
    """When these companies were last reminded of their wishes, by company."""
    rows = session.execute(
        sa.select(WishReminder.company_id, WishReminder.sent_at).where(
            WishReminder.consultation_id == consultation.id,
            WishReminder.company_id.in_([company.id for company in companies]),
        )
    )
    return {row[0]: row[1] for row in rows}


def _participants(consultation_ids: Sequence[int]) -> sa.Select[Any]:
    return (
        sa.select(Participation)
        .join(Participation.company)
        .where(
            Participation.consultation_id.in_(consultation_ids),
            Participation.state == ParticipationState.ACCEPTED,
            Company.state == CompanyState.APPROVED,
        )
    )


def _has_ranked_nobody() -> sa.ColumnElement[bool]:
    """Of the participant at hand; whom one would rather not meet does not count."""
    ranked = [
        sa.exists().where(
            Wish.consultation_id == Participation.consultation_id,
            Wish.wished_by_side == side,
            company == Participation.company_id,
            Wish.rank.in_(ORDERED),
        )
        for side, company in (
            (Side.KR, Wish.korean_company_id),
            (Side.CN, Wish.chinese_company_id),
        )
    ]
    return ~sa.or_(*ranked)


def _wishers(
    consultation: ConsultationSession, participations: Sequence[Participation]
) -> list[Wisher]:
    """These participants with what a page shows of them, in a few statements for all."""
    ids = [participation.company_id for participation in participations]
    given = _counts(consultation, ids, by=True)
    received = _counts(consultation, ids, by=False)
    meetings = _meetings(consultation, ids)
    contacts = _contacts(ids)
    reminded = reminded_at(consultation, [each.company for each in participations])
    return [
        Wisher(
            participation=each,
            given=given.get(each.company_id, Counts()),
            received=received.get(each.company_id, Counts()),
            meetings=meetings.get(each.company_id, 0),
            reminded_at=reminded.get(each.company_id),
            contacts=tuple(contacts.get(each.company_id, ())),
        )
        for each in participations
    ]


def _counts(
    consultation: ConsultationSession, ids: Sequence[int], *, by: bool
) -> dict[int, Counts]:
    """What these companies wish (`by`), or what is wished of them."""
    korean = Wish.wished_by_side == (Side.KR if by else Side.CN)
    company = sa.case((korean, Wish.korean_company_id), else_=Wish.chinese_company_id)
    found: dict[int, dict[Rank, int]] = {}
    rows = session.execute(
        sa.select(company, Wish.rank, sa.func.count())
        .where(Wish.consultation_id == consultation.id, company.in_(ids))
        .group_by(company, Wish.rank)
    )
    for id, rank, number in rows:
        found.setdefault(id, {})[rank] = number
    return {id: Counts(*(numbers.get(rank, 0) for rank in Rank)) for id, numbers in found.items()}


def _meetings(consultation: ConsultationSession, ids: Sequence[int]) -> dict[int, int]:
    """How many meetings these companies have in the session."""
    found: dict[int, int] = {}
    for column in (Booking.korean_company_id, Booking.chinese_company_id):
        rows = session.execute(
            sa.select(column, sa.func.count())
            .where(
                Booking.consultation_id == consultation.id,
                column.in_(ids),
                Booking.state != BookingState.CANCELLED,
            )
            .group_by(column)
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def _contacts(ids: Sequence[int]) -> dict[int, list[User]]:
    """Who can be written to about these companies."""
    found: dict[int, list[User]] = {}
    rows = session.execute(
        sa.select(Representative.company_id, User)
        .join(User, User.id == Representative.user_id)
        .where(
            Representative.company_id.in_(ids),
            User.email_confirmed_at.is_not(None),
            User.suspended_at.is_(None),
        )
        .order_by(Representative.standing.desc(), Representative.id)
    )
    for company_id, user in rows:
        found.setdefault(company_id, []).append(user)
    return found
