"""Reads about places in a session where they are limited, and about who waits for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, lazyload

from portal.companies.models import Company, Region
from portal.consultations.models import (
    ConsultationSession,
    Participation,
    PlaceOffer,
    consultation_region,
)
from portal.consultations.states import OfferState, ParticipationState
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing

KOREA = Side.KR.value

# Made once: making an alias takes longer than asking the database.
_earlier = aliased(PlaceOffer)


@dataclass(frozen=True)
class Places:
    """The places of one side or region of a session: how many, and what has become of them.

    `region` is None for the Korean side; `most` is None where there is no limit. `offered` are kept
    for companies of the waiting list, on which `waiting` stand, those who are offered one included.
    """

    where: str
    region: Region | None
    most: int | None
    taken: int = 0
    offered: int = 0
    waiting: int = 0

    @property
    def left(self) -> int | None:
        """How many are free; None where there is no limit."""
        return None if self.most is None else max(0, self.most - self.taken - self.offered)

    @property
    def are_full(self) -> bool:
        return self.left == 0


@dataclass(frozen=True)
class OnList:
    """A company on the waiting list for a place: its number, and what it is offered now.

    `had_turn` says that it let an offer pass: it is offered none again by itself.
    """

    participation: Participation
    position: int
    offer: PlaceOffer | None
    had_turn: bool


def place_of(participation: Participation) -> str:
    """Where a company's place is counted: at the Korean side, or in its region.

    One that was given counts where it was given, even if the company has moved since.
    """
    if participation.place_in is not None:
        return participation.place_in
    company = participation.company
    return KOREA if company.side is Side.KR else company.region_code or ""


def most_places(consultation: ConsultationSession, where: str) -> int | None:
    """How many places a side or region has; None where there is no limit."""
    if where == KOREA:
        return consultation.korean_places
    return session.scalar(
        sa.select(consultation_region.c.places).where(
            consultation_region.c.consultation_id == consultation.id,
            consultation_region.c.region_code == where,
        )
    )


def places_of(consultation: ConsultationSession) -> list[Places]:
    """The places of a session: the Korean side's, then each region's."""
    limits = {
        row.region_code: row.places
        for row in session.execute(
            sa.select(consultation_region).where(
                consultation_region.c.consultation_id == consultation.id
            )
        )
    }
    counts = _counts([consultation.id])
    sides: list[tuple[str, Region | None, int | None]] = [(KOREA, None, consultation.korean_places)]
    sides += [(each.code, each, limits.get(each.code)) for each in consultation.regions]
    return [
        Places(where, region, most, *counts.get((consultation.id, where), (0, 0, 0)))
        for where, region, most in sides
    ]


def places_for(consultation: ConsultationSession, company: Company) -> Places:
    """The places of the side or region that a company belongs to."""
    where = KOREA if company.side is Side.KR else company.region_code or ""
    found = (each for each in places_of(consultation) if each.where == where)
    return next(found, Places(where, None, None))


def waiting_counts(consultations: Iterable[ConsultationSession]) -> dict[int, int]:
    """How many companies wait for a place in each of these sessions, by its id."""
    rows = session.execute(
        sa.select(Participation.consultation_id, sa.func.count())
        .where(
            Participation.consultation_id.in_([each.id for each in consultations]),
            Participation.state == ParticipationState.WAITING,
        )
        .group_by(Participation.consultation_id)
    )
    return {row[0]: row[1] for row in rows}


def held_places(consultation: ConsultationSession, where: str) -> list[int | None]:
    """The numbers of the places that are held: by who takes part, or is offered one.

    A place that was given while there was no limit has no number.
    """
    return list(
        session.scalars(
            sa.select(Participation.place_number)
            .join(Participation.company)
            .where(
                Participation.consultation_id == consultation.id,
                _where() == where,
                sa.or_(
                    Participation.state == ParticipationState.ACCEPTED,
                    Participation.place_number.is_not(None),
                ),
            )
        )
    )


def waiting_list(
    consultation: ConsultationSession, where: str | None = None, *, keep: bool = False
) -> list[OnList]:
    """Who waits for a place of a session, perhaps of one side or region, in their order.

    With `keep` nobody can change them until the transaction ends.
    """
    had_turn = sa.exists().where(
        _earlier.participation_id == Participation.id,
        _earlier.state != OfferState.OFFERED,
        _earlier.offered_at >= Participation.asked_at,
    )
    query: Any = (
        sa.select(Participation, PlaceOffer, had_turn)
        .join(Participation.company)
        .outerjoin(
            PlaceOffer,
            sa.and_(
                PlaceOffer.participation_id == Participation.id,
                PlaceOffer.state == OfferState.OFFERED,
            ),
        )
        .options(
            contains_eager(Participation.company),
            lazyload(PlaceOffer.participation),
        )
        .where(
            Participation.consultation_id == consultation.id,
            Participation.state == ParticipationState.WAITING,
        )
        .order_by(Participation.waiting_number, Participation.asked_at, Participation.id)
    )
    if where is not None:
        query = query.where(_where() == where)
    if keep:
        query = query.with_for_update(of=Participation)
    places: dict[str, int] = {}
    rows = []
    for participation, offer, passed in session.execute(query):
        line = place_of(participation)
        places[line] = places.get(line, 0) + 1
        rows.append(OnList(participation, places[line], offer, bool(passed)))
    return rows


def on_list(participation: Participation) -> OnList | None:
    """Where a company stands on the waiting list; None unless it waits."""
    if participation.state is not ParticipationState.WAITING:
        return None
    where = place_of(participation)
    return next(
        (
            each
            for each in waiting_list(participation.consultation, where)
            if each.participation.id == participation.id
        ),
        None,
    )


def standing_place_offer(participation: Participation) -> PlaceOffer | None:
    """The place that is kept for a company and has no answer yet, expired or not."""
    return session.scalar(
        sa.select(PlaceOffer).where(
            PlaceOffer.participation_id == participation.id,
            PlaceOffer.state == OfferState.OFFERED,
        )
    )


def last_place_offer_to(participation: Participation) -> PlaceOffer:
    """The place that was offered last to this company in its session. Raises Missing."""
    found = session.scalar(
        sa.select(PlaceOffer)
        .where(PlaceOffer.participation_id == participation.id)
        .order_by(PlaceOffer.id.desc())
        .limit(1)
    )
    if found is None:
        raise Missing
    return found


def place_offers_to(company: Company) -> Sequence[PlaceOffer]:
    """The places that are kept for this company now, the first to expire first."""
    return session.scalars(
        sa.select(PlaceOffer)
        .join(PlaceOffer.participation)
        .options(contains_eager(PlaceOffer.participation))
        .where(
            Participation.company_id == company.id,
            PlaceOffer.state == OfferState.OFFERED,
            PlaceOffer.expires_at > clock.now(),
        )
        .order_by(PlaceOffer.expires_at, PlaceOffer.id)
    ).all()


def lapsed_place_offers(consultation: ConsultationSession, where: str) -> Sequence[PlaceOffer]:
    """Offers of places here whose time is over, and to which the worker has not come yet."""
    return session.scalars(
        sa.select(PlaceOffer)
        .join(PlaceOffer.participation)
        .join(Participation.company)
        .options(contains_eager(PlaceOffer.participation))
        .where(
            Participation.consultation_id == consultation.id,
            _where() == where,
            PlaceOffer.state == OfferState.OFFERED,
            PlaceOffer.expires_at <= clock.now(),
        )
        .order_by(PlaceOffer.id)
    ).all()


def _counts(ids: list[int]) -> dict[tuple[int, str], tuple[int, int, int]]:
    where = _where()
    is_in = Participation.state == ParticipationState.ACCEPTED
    waits = Participation.state == ParticipationState.WAITING
    rows = session.execute(
        sa.select(
            Participation.consultation_id,
            where,
            sa.func.sum(sa.case((is_in, 1), else_=0)),
            sa.func.sum(
                sa.case((sa.and_(waits, Participation.place_number.is_not(None)), 1), else_=0)
            ),
            sa.func.sum(sa.case((waits, 1), else_=0)),
        )
        .join(Participation.company)
        .where(Participation.consultation_id.in_(ids))
        .group_by(Participation.consultation_id, where)
    )
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}


def _where() -> sa.ColumnElement[str]:
    """The same as `place_of`."""
    of_company = sa.case((Company.side == Side.KR, KOREA), else_=Company.region_code)
    return sa.func.coalesce(Participation.place_in, of_company)
