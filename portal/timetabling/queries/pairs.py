"""The pairs of a session in which somebody wishes something: for its coordinators alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, lazyload

from portal.bookings.models import Booking
from portal.bookings.queries.requests import PROFILE_TITLE_ONLY
from portal.bookings.states import BookingState
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.states import ParticipationState
from portal.infra import paging, search
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Text
from portal.timetabling.models import Wish
from portal.timetabling.states import Rank

PAGE_SIZE = 30


class Kind(StrEnum):
    """What the two wishes of a pair are to each other."""

    MUTUAL = "MUTUAL"
    ONE_SIDED = "ONE_SIDED"
    REFUSED = "REFUSED"

    @property
    def words(self) -> Text:
        """What coordinators call it."""
        return {
            Kind.MUTUAL: Text("Both want to meet"),
            Kind.ONE_SIDED: Text("One wants to meet"),
            Kind.REFUSED: Text("One would rather not"),
        }[self]


@dataclass(frozen=True)
class PairFilter:
    """What a coordinator looks for among pairs; empty means everything.

    `words` are sought in the names of both companies.
    """

    words: str = ""
    kind: Kind | None = None
    placed: bool | None = None
    must: bool = False


@dataclass(frozen=True)
class PairOfWishes:
    """A Korean and a Chinese company, what each wishes of the other, and their meeting."""

    korean: Company
    chinese: Company
    korean_wish: Wish | None
    chinese_wish: Wish | None
    booking: Booking | None

    @property
    def wishes(self) -> tuple[Wish, ...]:
        return tuple(wish for wish in (self.korean_wish, self.chinese_wish) if wish is not None)

    @property
    def is_mutual(self) -> bool:
        return len(self.wishes) == 2 and not self.unwilling

    @property
    def unwilling(self) -> list[Company]:
        """Who would rather not meet the other."""
        return [wish.wisher for wish in self.wishes if wish.rank is Rank.NO]


@dataclass(frozen=True)
class Totals:
    """What a coordinator counts of a session's pairs."""

    pairs: int = 0
    mutual: int = 0
    mutual_unplaced: int = 0
    must_unplaced: int = 0


# What a wish weighs where pairs are sorted.
_MUST, _WOULD, _NO = 2, 1, -9
_WEIGHT = sa.case({Rank.MUST: _MUST, Rank.WOULD: _WOULD}, value=Wish.rank, else_=_NO)


def page_of_pairs(
    consultation: ConsultationSession, wanted: PairFilter, page: int
) -> paging.Chunk[PairOfWishes]:
    """The pairs of a session: first where both want to meet, most of all; refused ones last."""
    pairs = _pairs([consultation.id]).subquery()
    query = sa.select(pairs.c.korean_id, pairs.c.chinese_id)
    if wanted.kind is not None:
        query = query.where(pairs.c.kind == _PLACE_OF_KIND[wanted.kind])
    if wanted.must:
        query = query.where(pairs.c.most == _MUST, pairs.c.least != _NO)
    if wanted.placed is not None:
        query = query.where(pairs.c.placed == (1 if wanted.placed else 0))
    for term in search.terms_of(wanted.words):
        named = companies.named(term)
        query = query.where(sa.or_(pairs.c.korean_id.in_(named), pairs.c.chinese_id.in_(named)))
    query = query.order_by(
        pairs.c.kind,
        pairs.c.weight.desc(),
        pairs.c.position,
        pairs.c.korean_id,
        pairs.c.chinese_id,
    )
    found = paging.rows(query, page, PAGE_SIZE)
    return found.of(_loaded(consultation, [(korean, chinese) for korean, chinese in found.items]))


def totals_of(consultation_ids: Iterable[int]) -> dict[int, Totals]:
    """The counts of several sessions at once, by session; sessions without wishes are absent."""
    pairs = _pairs(list(consultation_ids)).subquery()
    mutual = pairs.c.kind == _PLACE_OF_KIND[Kind.MUTUAL]
    unplaced = pairs.c.placed == 0
    must = sa.and_(pairs.c.most == _MUST, pairs.c.least != _NO)

    def number(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0))

    rows = session.execute(
        sa.select(
            pairs.c.consultation_id,
            sa.func.count(),
            number(mutual),
            number(mutual, unplaced),
            number(must, unplaced),
        ).group_by(pairs.c.consultation_id)
    )
    return {id: Totals(*(int(count) for count in counts)) for id, *counts in rows}


def wishes_between(
    consultation: ConsultationSession, korean: Company, chinese: Company
) -> PairOfWishes:
    """What two companies wish of each other, and their meeting, if they have one."""
    found = _loaded(consultation, [(korean.id, chinese.id)])
    return found[0] if found else PairOfWishes(korean, chinese, None, None, None)


_PLACE_OF_KIND = {Kind.MUTUAL: 0, Kind.ONE_SIDED: 1, Kind.REFUSED: 2}


def _pairs(consultation_ids: Collection[int]) -> sa.Select[Any]:
    """One row for each pair: what its wishes weigh together, and whether it meets."""
    number, least, most = sa.func.count(), sa.func.min(_WEIGHT), sa.func.max(_WEIGHT)
    pair = (Wish.consultation_id, Wish.korean_company_id, Wish.chinese_company_id)
    placed = sa.exists().where(
        Booking.consultation_id == Wish.consultation_id,
        Booking.korean_company_id == Wish.korean_company_id,
        Booking.chinese_company_id == Wish.chinese_company_id,
        Booking.state != BookingState.CANCELLED,
    )
    query = sa.select(
        Wish.consultation_id,
        Wish.korean_company_id.label("korean_id"),
        Wish.chinese_company_id.label("chinese_id"),
        sa.case(
            (least == _NO, _PLACE_OF_KIND[Kind.REFUSED]),
            (number > 1, _PLACE_OF_KIND[Kind.MUTUAL]),
            else_=_PLACE_OF_KIND[Kind.ONE_SIDED],
        ).label("kind"),
        sa.func.sum(_WEIGHT).label("weight"),
        sa.func.sum(sa.func.coalesce(Wish.position, 0)).label("position"),
        least.label("least"),
        most.label("most"),
        sa.case((placed, 1), else_=0).label("placed"),
    ).where(Wish.consultation_id.in_(consultation_ids))
    for column in (Wish.korean_company_id, Wish.chinese_company_id):
        place, company = aliased(Participation), aliased(Company)
        query = query.join(
            place,
            sa.and_(
                place.consultation_id == Wish.consultation_id,
                place.company_id == column,
                place.state == ParticipationState.ACCEPTED,
            ),
        ).join(company, sa.and_(company.id == column, company.state == CompanyState.APPROVED))
    return query.group_by(*pair)


def _loaded(
    consultation: ConsultationSession, pairs: Sequence[tuple[int, int]]
) -> list[PairOfWishes]:
    """These pairs with everything that a page shows of them, in two statements for all."""
    wishes: dict[tuple[int, int], list[Wish]] = {}
    query = (
        sa.select(Wish)
        .where(
            Wish.consultation_id == consultation.id,
            sa.tuple_(Wish.korean_company_id, Wish.chinese_company_id).in_(pairs),
        )
        .options(
            joinedload(Wish.korean_company, innerjoin=True),
            joinedload(Wish.chinese_company, innerjoin=True),
            joinedload(Wish.profile).options(*PROFILE_TITLE_ONLY),
        )
    )
    for wish in session.scalars(query):
        wishes.setdefault((wish.korean_company_id, wish.chinese_company_id), []).append(wish)
    bookings = {
        (booking.korean_company_id, booking.chinese_company_id): booking
        for booking in session.scalars(
            sa.select(Booking)
            .where(
                Booking.consultation_id == consultation.id,
                sa.tuple_(Booking.korean_company_id, Booking.chinese_company_id).in_(pairs),
                Booking.state != BookingState.CANCELLED,
            )
            .options(lazyload(Booking.consultation))
            .order_by(Booking.turn)
        )
    }
    return [
        PairOfWishes(
            korean=wishes[pair][0].korean_company,
            chinese=wishes[pair][0].chinese_company,
            korean_wish=_by(Side.KR, wishes[pair]),
            chinese_wish=_by(Side.CN, wishes[pair]),
            booking=bookings.get(pair),
        )
        for pair in pairs
        if pair in wishes
    ]


def _by(side: Side, wishes: Sequence[Wish]) -> Wish | None:
    return next((wish for wish in wishes if wish.wished_by_side is side), None)
