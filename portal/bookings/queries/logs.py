"""Reads about what each side recorded of its meetings; a side reads only its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.bookings.models import Booking, ConsultationLog
from portal.bookings.queries.meetings import PAGE_SIZE, BookingFilter, has, of_session, whole
from portal.bookings.states import BookingState, Currency, MeetingResult
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Slot
from portal.infra import paging
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side


def log_of(booking: Booking, side: Side) -> ConsultationLog | None:
    """What this side recorded of a meeting."""
    return session.scalar(
        sa.select(ConsultationLog).where(
            ConsultationLog.booking_id == booking.id, ConsultationLog.side == side
        )
    )


def logged_of(bookings: Iterable[Booking], side: Side) -> set[int]:
    """Of which of these meetings this side has recorded something, by their ids."""
    ids: Sequence[int] = [booking.id for booking in bookings]
    return set(
        session.scalars(
            sa.select(ConsultationLog.booking_id).where(
                ConsultationLog.booking_id.in_(ids), ConsultationLog.side == side
            )
        )
    )


def bookings_to_record(
    company: Company, page: int = 1, size: int = PAGE_SIZE
) -> paging.Chunk[Booking]:
    """The meetings of a company that are over and of which it has recorded nothing, the last first.

    Of a meeting that did not take place nothing is asked.
    """
    query = whole(sa.select(Booking)).where(has(company), _due(), ~_recorded(company.side))
    return paging.chunk(query.order_by(Slot.starts_at.desc(), Booking.id), page, size)


@dataclass(frozen=True)
class RecordFilter:
    """What to show of a session's records: `missing` of the own side or of the other, and words
    that are sought in the names of both companies."""

    missing: Literal["own", "other"] | None = None
    words: str = ""


@dataclass(frozen=True)
class RecordOf:
    """A meeting that has begun: what the own side recorded, and whether the other side did."""

    booking: Booking
    own: ConsultationLog | None
    other: bool
    due: bool


def page_of_records(
    consultation: ConsultationSession, side: Side, wanted: RecordFilter, page: int
) -> paging.Chunk[RecordOf]:
    """One page of a session's meetings that have begun, in order of time, read by one side."""
    query = (
        of_session(consultation, BookingFilter(words=wanted.words))
        .add_columns(ConsultationLog, _recorded(side.other).label("other"), _due().label("due"))
        .outerjoin(
            ConsultationLog,
            sa.and_(ConsultationLog.booking_id == Booking.id, ConsultationLog.side == side),
        )
        .where(_begun())
    )
    if wanted.missing is not None:
        lacking = side if wanted.missing == "own" else side.other
        query = query.where(_due(), ~_recorded(lacking))
    found = paging.rows(query, page, PAGE_SIZE)
    return found.of([RecordOf(*row) for row in found.items])


@dataclass(frozen=True)
class Amounts:
    """The sums of one currency in whole units."""

    consultation: int
    expected: int
    signed: int


@dataclass(frozen=True)
class Outcome:
    """What one side's records of a session come to, and how many meetings lack one."""

    results: Mapping[MeetingResult, int]
    amounts: Mapping[Currency, Amounts]
    due: int
    missing: int
    missing_other: int


def outcome_of(consultation: ConsultationSession, side: Side) -> Outcome:
    """The counts and sums of one side's records of a session: three statements."""
    here = _standing_in(consultation, side)
    results = session.execute(
        here.add_columns(ConsultationLog.result, sa.func.count()).group_by(ConsultationLog.result)
    )
    amounts = session.execute(
        here.add_columns(
            ConsultationLog.currency,
            sa.func.sum(ConsultationLog.consultation_amount),
            sa.func.sum(ConsultationLog.expected_amount),
            sa.func.sum(ConsultationLog.signed_amount),
        )
        .where(ConsultationLog.currency.is_not(None))
        .group_by(ConsultationLog.currency)
    )
    due, own, other = session.execute(
        sa.select(
            sa.func.count(),
            *(
                sa.func.coalesce(sa.func.sum(sa.case((_recorded(each), 0), else_=1)), 0)
                for each in (side, side.other)
            ),
        )
        .select_from(Booking)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Booking.consultation_id == consultation.id, _due())
    ).one()
    counted: dict[MeetingResult, int] = dict(results.all())
    summed = {currency: Amounts(*(int(each or 0) for each in sums)) for currency, *sums in amounts}
    return Outcome(
        results={each: counted[each] for each in MeetingResult if each in counted},
        amounts={each: summed[each] for each in Currency if each in summed},
        due=due,
        missing=own,
        missing_other=other,
    )


def _standing_in(consultation: ConsultationSession, side: Side) -> sa.Select[Any]:
    """One side's records of the meetings of a session that stand; no columns yet."""
    return (
        sa.select()
        .select_from(ConsultationLog)
        .join(Booking, Booking.id == ConsultationLog.booking_id)
        .where(
            Booking.consultation_id == consultation.id,
            Booking.state != BookingState.CANCELLED,
            ConsultationLog.side == side,
        )
    )


def _begun() -> sa.ColumnElement[bool]:
    return sa.and_(Booking.state != BookingState.CANCELLED, Slot.starts_at <= clock.now())


def _due() -> sa.ColumnElement[bool]:
    """That a meeting is over, and that nobody has noted that it did not take place."""
    return sa.and_(
        Booking.state.in_((BookingState.CONFIRMED, BookingState.MET)), Slot.ends_at <= clock.now()
    )


def _recorded(side: Side) -> sa.ColumnElement[bool]:
    """That a side has recorded something of a booking."""
    log = aliased(ConsultationLog)
    return sa.exists().where(log.booking_id == Booking.id, log.side == side)
