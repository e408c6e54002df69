"""Reads about bookings: a session's, a company's, an interpreter's, and one by its public id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.bookings.models import Booking, MeetingRequest
from portal.bookings.queries.requests import PROFILE_TITLE_ONLY
from portal.bookings.rules import DOOR_CLOSES_AFTER
from portal.bookings.states import BookingState
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Interpreter, Participation, Slot
from portal.infra import paging, search
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing

PAGE_SIZE = 30


@dataclass(frozen=True)
class BookingFilter:
    """What to show of a session's bookings; empty means everything.

    `words` are sought in the names of both companies; `day` is a day of Beijing's calendar, as the
    days of a session are.
    """

    day: date | None = None
    state: BookingState | None = None
    company: Company | None = None
    words: str = ""
    lacks_interpreter: bool = False


def bookings_of(
    consultation: ConsultationSession, wanted: BookingFilter | None = None
) -> Sequence[Booking]:
    """All bookings of a session in order of time, cancelled ones too unless filtered out."""
    return session.scalars(of_session(consultation, wanted or BookingFilter())).unique().all()


def page_of_bookings(
    consultation: ConsultationSession, wanted: BookingFilter, page: int
) -> paging.Chunk[Booking]:
    """One page of a session's bookings, in order of time."""
    return paging.chunk(of_session(consultation, wanted), page, PAGE_SIZE)


def bookings_of_company(
    company: Company, page: int = 1, *, past: bool = False
) -> paging.Chunk[Booking]:
    """A company's meetings: those to come, the next first; or the past and the cancelled ones."""
    open_now = sa.and_(Booking.state == BookingState.CONFIRMED, Slot.ends_at > _door_closed())
    query = whole(sa.select(Booking)).where(has(company), ~open_now if past else open_now)
    order = Slot.starts_at.desc() if past else Slot.starts_at
    return paging.chunk(query.order_by(order, Booking.id), page, PAGE_SIZE)


def bookings_to_begin(
    consultation: ConsultationSession | None = None, company: Company | None = None
) -> Sequence[Booking]:
    """The confirmed meetings that have not begun, of a session, of a company, or of one in the
    other; in order of time."""
    query = whole(sa.select(Booking)).where(
        Booking.state == BookingState.CONFIRMED, Slot.starts_at > clock.now()
    )
    if consultation is not None:
        query = query.where(Booking.consultation_id == consultation.id)
    if company is not None:
        query = query.where(has(company))
    return session.scalars(query.order_by(Slot.starts_at, Booking.id)).all()


def next_booking_of(company: Company) -> Booking | None:
    """The meeting that a company is in, or goes to next."""
    found: Booking | None = session.scalar(
        whole(sa.select(Booking))
        .where(
            has(company),
            Booking.state == BookingState.CONFIRMED,
            Slot.ends_at > clock.now(),
        )
        .order_by(Slot.starts_at)
        .limit(1)
    )
    return found


def booking_for(company: Company, public_id: str) -> Booking:
    """A meeting of this company. Raises Missing, also for other companies'."""
    return _one(whole(sa.select(Booking)).where(Booking.public_id == public_id, has(company)))


def booking_in(consultation: ConsultationSession, public_id: str) -> Booking:
    """A booking of this very session. Raises Missing."""
    return _one(
        whole(sa.select(Booking)).where(
            Booking.public_id == public_id, Booking.consultation_id == consultation.id
        )
    )


def _one(query: sa.Select[Any]) -> Booking:
    found: Booking | None = session.scalar(query)
    if found is None:
        raise Missing
    return found


def bookings_of_interpreter(
    interpreter: Interpreter, page: int = 1, *, past: bool = False
) -> paging.Chunk[Booking]:
    """The meetings of an interpreter: those to come, the next first; or the past ones."""
    open_now = sa.and_(Booking.state == BookingState.CONFIRMED, Slot.ends_at > _door_closed())
    query = whole(sa.select(Booking)).where(
        Booking.interpreter_id == interpreter.id,
        Booking.state != BookingState.CANCELLED,
        ~open_now if past else open_now,
    )
    order = Slot.starts_at.desc() if past else Slot.starts_at
    return paging.chunk(query.order_by(order, Booking.id), page, PAGE_SIZE)


def booking_interpreted_by(interpreter: Interpreter, public_id: str) -> Booking:
    """A meeting that this interpreter interprets. Raises Missing for all others."""
    return _one(
        whole(sa.select(Booking)).where(
            Booking.public_id == public_id,
            Booking.interpreter_id == interpreter.id,
            Booking.state != BookingState.CANCELLED,
        )
    )


def booking_of_request(request: MeetingRequest) -> Booking | None:
    """The meeting that came of a request."""
    found: Booking | None = session.scalar(
        whole(sa.select(Booking)).where(Booking.request_id == request.id)
    )
    return found


def booking_of_form(form_key: str, company: Company) -> Booking | None:
    """The booking of this company that a form made, if it did; also when it was cancelled since."""
    id = session.scalar(sa.select(Booking.id).where(Booking.form_key == form_key, has(company)))
    return None if id is None else session.get_one(Booking, id)


def booking_of_pair(
    consultation: ConsultationSession, one: Company, other: Company
) -> Booking | None:
    """The meeting of two companies in a session, unless it was cancelled; the last of several."""
    korean, chinese = sorted((one, other), key=lambda company: company.side is Side.CN)
    return session.scalars(
        sa.select(Booking)
        .where(
            Booking.consultation_id == consultation.id,
            Booking.korean_company_id == korean.id,
            Booking.chinese_company_id == chinese.id,
            Booking.state != BookingState.CANCELLED,
        )
        .order_by(Booking.turn.desc())
        .limit(1)
    ).first()


def meetings_to_come(consultation: ConsultationSession, company: Company | None = None) -> int:
    """How many confirmed meetings of a session, or of one company in it, have not ended yet."""
    query = (
        sa.select(sa.func.count())
        .select_from(Booking)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(
            Booking.consultation_id == consultation.id,
            Booking.state == BookingState.CONFIRMED,
            Slot.ends_at > clock.now(),
        )
    )
    return session.scalar(query if company is None else query.where(has(company))) or 0


def sessions_interpreted_by(interpreter: Interpreter) -> set[int]:
    """The ids of the sessions in which this interpreter has meetings that have not ended yet."""
    return set(
        session.scalars(
            sa.select(Booking.consultation_id)
            .join(Slot, Slot.id == Booking.slot_id)
            .where(
                Booking.interpreter_id == interpreter.id,
                Booking.state == BookingState.CONFIRMED,
                Slot.ends_at > clock.now(),
            )
        )
    )


@dataclass(frozen=True)
class Numbers:
    """What a coordinator counts of a session's meetings to come, and of all that stand."""

    standing: int = 0
    lack_interpreter: int = 0


def numbers_of(consultation_ids: Iterable[int]) -> dict[int, Numbers]:
    """The counts of several sessions at once, by session; sessions without bookings are absent."""
    to_come = sa.and_(Booking.state == BookingState.CONFIRMED, Slot.ends_at > clock.now())
    rows = session.execute(
        sa.select(
            Booking.consultation_id,
            sa.func.count(),
            sa.func.sum(sa.case((sa.and_(to_come, lacks_interpreter()), 1), else_=0)),
        )
        .join(Slot, Slot.id == Booking.slot_id)
        .where(
            Booking.consultation_id.in_(list(consultation_ids)),
            Booking.state != BookingState.CANCELLED,
        )
        .group_by(Booking.consultation_id)
    )
    return {id: Numbers(standing, interpreter) for id, standing, interpreter in rows}


def of_session(consultation: ConsultationSession, wanted: BookingFilter) -> sa.Select[Any]:
    """The bookings of a session that a filter asks for, whole and in order of time."""
    query = whole(sa.select(Booking)).where(Booking.consultation_id == consultation.id)
    if wanted.day is not None:
        midnight = clock.at(wanted.day, 0, zone=BEIJING)
        query = query.where(
            Slot.starts_at >= midnight, Slot.starts_at < midnight + timedelta(days=1)
        )
    if wanted.state is not None:
        query = query.where(Booking.state == wanted.state)
    if wanted.company is not None:
        query = query.where(has(wanted.company))
    for term in search.terms_of(wanted.words):
        named = companies.named(term)
        query = query.where(
            sa.or_(Booking.korean_company_id.in_(named), Booking.chinese_company_id.in_(named))
        )
    if wanted.lacks_interpreter:
        query = query.where(Booking.state == BookingState.CONFIRMED, lacks_interpreter())
    return query.order_by(Slot.starts_at, Booking.id)


def lacks_interpreter() -> sa.ColumnElement[bool]:
    """That a meeting looks for an interpreter, and neither company brings one."""
    brought = sa.exists().where(
        Participation.consultation_id == Booking.consultation_id,
        Participation.company_id.in_([Booking.korean_company_id, Booking.chinese_company_id]),
        Participation.own_interpreter,
    )
    return sa.and_(Booking.interpreter_wanted, Booking.interpreter_id.is_(None), ~brought)


def has(company: Company) -> sa.ColumnElement[bool]:
    """That a booking is of this company."""
    if company.side is Side.KR:
        return Booking.korean_company_id == company.id
    return Booking.chinese_company_id == company.id


def _door_closed() -> datetime:
    return clock.now() - DOOR_CLOSES_AFTER


def whole(query: sa.Select[Any]) -> sa.Select[Any]:
    """With the slot, and everything that a page shows of a booking, in the same statement."""
    return query.join(Slot, Slot.id == Booking.slot_id).options(
        contains_eager(Booking.slot),
        joinedload(Booking.korean_company, innerjoin=True),
        joinedload(Booking.chinese_company, innerjoin=True),
        joinedload(Booking.profile).options(*PROFILE_TITLE_ONLY),
        joinedload(Booking.room),
        joinedload(Booking.interpreter),
    )
