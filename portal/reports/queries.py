"""What attendee lists are made of: a constant number of statements, rows taken as they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Consent, Person
from portal.accounts.states import ConsentPurpose
from portal.bookings.models import Attendee, Booking
from portal.bookings.states import BookingState
from portal.companies.models import Company, Region
from portal.consultations.models import (
    ConsultationSession,
    Delegate,
    Interpreter,
    Participation,
    Room,
    Slot,
)
from portal.consultations.states import Whereabouts
from portal.infra import db
from portal.infra.audit import AuditEntry
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Run, Wording

ROWS_AT_ONCE = 500
EXPORTED = "attendee list exported"

_interpreting = aliased(Person, name="interpreting")
_chosen = aliased(Attendee, name="chosen")


@dataclass(frozen=True)
class Attendance:
    """One person at one meeting; `name` is the company's."""

    booking_code: str
    starts_at: datetime
    state: BookingState
    room: int | None
    link_url: str | None
    link_number: str | None
    name: Wording
    side: Side
    region: Wording | None
    person: str
    person_latin: str
    post: str | None
    languages: Sequence[str]
    interpreter: str | None
    interpreter_latin: str | None
    interpreter_side: Side | None
    interpreter_wanted: bool
    whereabouts: Whereabouts

    @property
    def own_name(self) -> Run:
        """The company's name in its own script."""
        return self.name.best(self.side.language)


@dataclass(frozen=True)
class Counts:
    """How long a list is, and what is not on it.

    `rows` are on it. `people` were named but did not agree to stand on attendee lists; `unnamed`
    is how often a company has named nobody at all for a meeting.
    """

    rows: int
    people: int
    unnamed: int


def attendances(
    consultation: ConsultationSession, limit: int | None = None
) -> Iterator[Attendance]:
    """Everybody who attends a meeting of this session and agreed to be listed.

    In order of time, then of booking, Korean side first. Cancelled meetings are left out.
    """
    rows = (
        _named(
            Booking.code,
            Slot.starts_at,
            Booking.state,
            Room.number,
            _link(Booking.link_url, ConsultationSession.link_url),
            _link(Booking.link_number, ConsultationSession.link_number),
            Company.name,
            Company.side,
            Region.short_name,
            Person.name,
            Person.name_latin,
            Person.post,
            Person.languages,
            _interpreting.name,
            _interpreting.name_latin,
            _interpreting.side,
            Booking.interpreter_wanted,
            Participation.whereabouts,
        )
        .join(ConsultationSession, ConsultationSession.id == Booking.consultation_id)
        .join(Region, Region.code == Company.region_code, isouter=True)
        .join(Room, Room.id == Booking.room_id, isouter=True)
        .join(Interpreter, Interpreter.id == Booking.interpreter_id, isouter=True)
        .join(_interpreting, _interpreting.id == Interpreter.person_id, isouter=True)
        .where(_of(consultation), _agreed())
        .order_by(Slot.starts_at, Booking.code, Company.side.desc(), Delegate.id)
        .limit(limit)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    with db.one_moment() as moment:
        for row in moment.execute(rows):
            yield Attendance(*row)


def counts(consultation: ConsultationSession) -> Counts:
    """How many rows the list of this session has, and who is not on it: three statements."""
    listed = _named(sa.func.count()).where(_of(consultation), _agreed())
    silent = _named(sa.func.count(Person.id.distinct())).where(_of(consultation), ~_agreed())
    named = sa.exists(
        sa.select(Delegate.id)
        .join(Participation, Participation.id == Delegate.participation_id)
        .join(Attendee, _is_chosen(), isouter=True)
        .where(
            Participation.consultation_id == Booking.consultation_id,
            Participation.company_id == Company.id,
            _attends(),
        )
    )
    unnamed = (
        sa.select(sa.func.count())
        .select_from(Booking)
        .join(Company, _takes_part_in())
        .where(_of(consultation), ~named)
    )
    return Counts(*(session.scalar(query) or 0 for query in (listed, silent, unnamed)))


def exports_of(consultation: ConsultationSession, limit: int = 10) -> Sequence[AuditEntry]:
    """Who took this session's list before, the latest first."""
    return session.scalars(
        sa.select(AuditEntry)
        .where(
            AuditEntry.about_kind == ConsultationSession.__tablename__,
            AuditEntry.about_id == consultation.public_id,
            AuditEntry.verb == EXPORTED,
        )
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    ).all()


def _named(*columns: Any) -> sa.Select[Any]:
    """Each person who attends a meeting for a company."""
    return (
        sa.select(*columns)
        .select_from(Booking)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(Company, _takes_part_in())
        .join(
            Participation,
            sa.and_(
                Participation.consultation_id == Booking.consultation_id,
                Participation.company_id == Company.id,
            ),
        )
        .join(Delegate, Delegate.participation_id == Participation.id)
        .join(Attendee, _is_chosen(), isouter=True)
        .join(Person, Person.id == Delegate.person_id)
        .where(_attends())
    )


def _is_chosen() -> sa.ColumnElement[bool]:
    return sa.and_(Attendee.booking_id == Booking.id, Attendee.delegate_id == Delegate.id)


def _attends() -> sa.ColumnElement[bool]:
    """Chosen for the meeting; or named for every meeting, where the side chose nobody for it."""
    chose = sa.exists(
        sa.select(_chosen.booking_id)
        .where(_chosen.booking_id == Booking.id, _chosen.side == Company.side)
        .correlate(Booking, Company)
    )
    return sa.or_(Attendee.booking_id.is_not(None), sa.and_(~Delegate.stands_in, ~chose))


def _takes_part_in() -> sa.ColumnElement[bool]:
    return Company.id.in_([Booking.korean_company_id, Booking.chinese_company_id])


def _of(consultation: ConsultationSession) -> sa.ColumnElement[bool]:
    return sa.and_(
        Booking.consultation_id == consultation.id, Booking.state != BookingState.CANCELLED
    )


def _agreed() -> sa.ColumnElement[bool]:
    return sa.exists(
        sa.select(Consent.id).where(
            Consent.person_id == Person.id,
            Consent.purpose == ConsentPurpose.ATTENDEE_LIST,
            Consent.withdrawn_at.is_(None),
        )
    )


def _link(of_booking: Any, of_session: Any) -> sa.ColumnElement[Any]:
    """The booking's own link, or the session's where it has none."""
    return sa.case((Booking.link_kind.is_not(None), of_booking), else_=of_session)
