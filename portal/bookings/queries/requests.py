"""Reads about meeting requests: a company's own, a session's, and where a pair stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload

from portal.bookings.models import Booking, MeetingRequest, Waiting
from portal.bookings.states import BookingState, RequestState, WaitingState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra import audit, paging
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing
from portal.technologies.models import TechnologyProfile

PAGE_SIZE = 20

# A list names the technology; its company is one of the two that are loaded anyway.
PROFILE_TITLE_ONLY = (
    lazyload(TechnologyProfile.company),
    lazyload(TechnologyProfile.fields),
    lazyload(TechnologyProfile.regions),
)


def request_for(company: Company, public_id: str) -> MeetingRequest:
    """A request that this company made or got. Raises Missing, also for other companies'."""
    return _one(MeetingRequest.public_id == public_id, _of(company))


def request_in(consultation: ConsultationSession, public_id: str) -> MeetingRequest:
    """A request of this very session. Raises Missing."""
    return _one(
        MeetingRequest.public_id == public_id, MeetingRequest.consultation_id == consultation.id
    )


def request_of_form(form_key: str, company: Company) -> MeetingRequest | None:
    """The request that this company made with a form, if it did, answered since or not."""
    entry = audit.entry_of_form(form_key)
    if entry is None or entry.about_kind != MeetingRequest.__tablename__:
        return None
    found: MeetingRequest | None = session.scalar(
        _whole(sa.select(MeetingRequest)).where(
            MeetingRequest.public_id == entry.about_id, _from(company)
        )
    )
    return found


def _one(*conditions: sa.ColumnElement[bool]) -> MeetingRequest:
    found: MeetingRequest | None = session.scalar(
        _whole(sa.select(MeetingRequest)).where(*conditions)
    )
    if found is None:
        raise Missing
    return found


def requests_to_answer(company: Company) -> Sequence[MeetingRequest]:
    """The requests that wait for this company's answer, the first to expire first.

    Its own are among them where the other company has proposed other times. What it accepts as
    soon as a time falls free waits for the time, and not for the company.
    """
    waited_for = sa.select(Waiting.request_id).where(Waiting.state == WaitingState.WAITING)
    return session.scalars(
        _whole(sa.select(MeetingRequest))
        .where(
            _of(company),
            MeetingRequest.waits_for == company.side,
            *waiting(),
            ~sa.exists(waited_for.where(Waiting.request_id == MeetingRequest.id)),
        )
        .order_by(MeetingRequest.expires_at, MeetingRequest.id)
    ).all()


def requests_to(company: Company, page: int = 1) -> paging.Chunk[MeetingRequest]:
    """Every request that this company got, newest first."""
    query = _whole(sa.select(MeetingRequest)).where(_to(company))
    return paging.chunk(query.order_by(MeetingRequest.id.desc()), page, PAGE_SIZE)


def requests_from(company: Company, page: int = 1) -> paging.Chunk[MeetingRequest]:
    """Every request that this company made, newest first."""
    query = _whole(sa.select(MeetingRequest)).where(_from(company))
    return paging.chunk(query.order_by(MeetingRequest.id.desc()), page, PAGE_SIZE)


def requests_of(
    consultation: ConsultationSession, page: int = 1, *, open_only: bool = False
) -> paging.Chunk[MeetingRequest]:
    """The requests of a session: open ones first, by what expires first."""
    query = _whole(sa.select(MeetingRequest)).where(
        MeetingRequest.consultation_id == consultation.id
    )
    if open_only:
        query = query.where(*waiting())
    answered = sa.case((MeetingRequest.state == RequestState.ASKED, 0), else_=1)
    return paging.chunk(
        query.order_by(answered, MeetingRequest.expires_at, MeetingRequest.id), page, PAGE_SIZE
    )


def open_requests(
    consultation: ConsultationSession | None = None, company: Company | None = None
) -> Sequence[MeetingRequest]:
    """The requests that wait for an answer, of a session, of a company, or of one in the other;
    the first to expire first."""
    query = _whole(sa.select(MeetingRequest)).where(*waiting())
    if consultation is not None:
        query = query.where(MeetingRequest.consultation_id == consultation.id)
    if company is not None:
        query = query.where(_of(company))
    return session.scalars(query.order_by(MeetingRequest.expires_at, MeetingRequest.id)).all()


def number_of_open_requests(consultation_ids: Iterable[int]) -> dict[int, int]:
    """How many requests wait for an answer, by session."""
    rows = session.execute(
        sa.select(MeetingRequest.consultation_id, sa.func.count())
        .where(MeetingRequest.consultation_id.in_(list(consultation_ids)), *waiting())
        .group_by(MeetingRequest.consultation_id)
    )
    return {row[0]: row[1] for row in rows}


def open_request_of_pair(
    consultation: ConsultationSession, one: Company, other: Company
) -> MeetingRequest | None:
    """The request between two companies that has no answer yet, expired or not."""
    korean, chinese = sorted((one, other), key=lambda company: company.side is Side.CN)
    return session.scalar(
        sa.select(MeetingRequest).where(
            MeetingRequest.consultation_id == consultation.id,
            MeetingRequest.korean_company_id == korean.id,
            MeetingRequest.chinese_company_id == chinese.id,
            MeetingRequest.state == RequestState.ASKED,
        )
    )


@dataclass(frozen=True)
class Standing:
    """Where two companies stand in a session: a meeting, an open request, a wait for a time."""

    booking: Booking | None = None
    request: MeetingRequest | None = None
    waiting: Waiting | None = None


def standing_with(
    consultation: ConsultationSession, company: Company, partners: Iterable[Company]
) -> dict[int, Standing]:
    """Where a company stands with each of these partners, by the partner's id."""
    ids = [partner.id for partner in partners]
    asked = {"consultation": consultation.id, "own": company.id, "theirs": ids, "now": clock.now()}
    standing, waiting_ones, in_line = _STANDING[company.side]
    theirs = _column_of(company.side.other)
    bookings = {getattr(found, theirs): found for found in session.scalars(standing, asked)}
    requests = {getattr(found, theirs): found for found in session.scalars(waiting_ones, asked)}
    waits = {getattr(found, theirs): found for found in session.scalars(in_line, asked)}
    return {id: Standing(bookings.get(id), requests.get(id), waits.get(id)) for id in ids}


def _column_of(side: Side) -> str:
    return "korean_company_id" if side is Side.KR else "chinese_company_id"


def _between(kind: Any, side: Side) -> sa.Select[Any]:
    """Bookings, requests or waits of a company of this side with several others, in one session."""
    return (
        sa.select(kind)
        .where(
            kind.consultation_id == sa.bindparam("consultation"),
            getattr(kind, _column_of(side)) == sa.bindparam("own"),
            getattr(kind, _column_of(side.other)).in_(sa.bindparam("theirs", expanding=True)),
        )
        .options(lazyload(kind.consultation))
    )


# By the side of the company that asks: what stands, what waits for an answer, and for a time.
_STANDING = {
    side: (
        _between(Booking, side).where(Booking.state != BookingState.CANCELLED),
        _between(MeetingRequest, side).where(
            MeetingRequest.state == RequestState.ASKED,
            MeetingRequest.expires_at > sa.bindparam("now"),
        ),
        _between(Waiting, side).where(Waiting.state == WaitingState.WAITING),
    )
    for side in Side
}


def _of(company: Company) -> sa.ColumnElement[bool]:
    return sa.or_(
        MeetingRequest.korean_company_id == company.id,
        MeetingRequest.chinese_company_id == company.id,
    )


def _to(company: Company) -> sa.ColumnElement[bool]:
    return sa.and_(_of(company), MeetingRequest.asked_by_side == company.side.other)


def _from(company: Company) -> sa.ColumnElement[bool]:
    return sa.and_(_of(company), MeetingRequest.asked_by_side == company.side)


def waiting(now: datetime | None = None) -> tuple[sa.ColumnElement[bool], ...]:
    """Unanswered and not expired, whether or not the worker has noticed yet."""
    return (
        MeetingRequest.state == RequestState.ASKED,
        MeetingRequest.expires_at > (now or clock.now()),
    )


def _whole(query: sa.Select[Any]) -> sa.Select[Any]:
    """With everything that a page shows of a request, in the same statement."""
    return query.options(
        joinedload(MeetingRequest.korean_company, innerjoin=True),
        joinedload(MeetingRequest.chinese_company, innerjoin=True),
        joinedload(MeetingRequest.profile).options(*PROFILE_TITLE_ONLY),
    )
