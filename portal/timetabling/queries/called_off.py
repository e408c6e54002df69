"""Pairs whose meeting was called off: they are not brought together again by the portal."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.bookings.models import Booking
from portal.bookings.states import BookingState
from portal.consultations.models import ConsultationSession, Slot
from portal.infra.db import session
from portal.kernel import clock
from portal.timetabling.models import Timetable, TimetableMeeting
from portal.timetabling.situation import Pair
from portal.timetabling.states import TimetableState


def called_off_in(consultation: ConsultationSession) -> frozenset[Pair]:
    """The pairs without a meeting whose last one somebody called off.

    What a published version left out on purpose is not among them: its pairs may meet again.
    """
    last = _cancelled(consultation)
    left_out = _left_out(consultation, last) if last else frozenset()
    return frozenset(last.keys() - left_out)


def called_off_since(version: Timetable) -> list[Pair]:
    """The pairs of a published version whose meetings to come were called off since."""
    rows = session.execute(
        sa.select(TimetableMeeting.korean_company_id, TimetableMeeting.chinese_company_id)
        .join(Slot, Slot.id == TimetableMeeting.slot_id)
        .where(TimetableMeeting.timetable_id == version.id, Slot.starts_at > clock.now())
        .order_by(Slot.starts_at, TimetableMeeting.id)
    )
    called_off = called_off_in(version.consultation)
    return [(korean, chinese) for korean, chinese in rows if (korean, chinese) in called_off]


def _cancelled(consultation: ConsultationSession) -> dict[Pair, int]:
    """The last cancelled meeting of each pair that has no other one, by its id."""
    other = aliased(Booking)
    stands = sa.exists().where(
        other.consultation_id == Booking.consultation_id,
        other.korean_company_id == Booking.korean_company_id,
        other.chinese_company_id == Booking.chinese_company_id,
        other.state != BookingState.CANCELLED,
    )
    rows = session.execute(
        sa.select(Booking.korean_company_id, Booking.chinese_company_id, Booking.id)
        .where(
            Booking.consultation_id == consultation.id,
            Booking.state == BookingState.CANCELLED,
            ~stands,
        )
        .order_by(Booking.id)
    )
    return {(korean, chinese): id for korean, chinese, id in rows}


def _left_out(consultation: ConsultationSession, last: Mapping[Pair, int]) -> frozenset[Pair]:
    """The pairs whose last meeting a published version knew and did not keep."""
    versions = session.execute(
        sa.select(Timetable.id, Timetable.known).where(
            Timetable.consultation_id == consultation.id,
            Timetable.state == TimetableState.PUBLISHED,
        )
    ).all()
    kept = _meetings_of([id for id, _ in versions], last)
    return frozenset(
        pair
        for pair, booking in last.items()
        for id, known in versions
        if str(booking) in known and (id, pair) not in kept
    )


def _meetings_of(versions: Collection[int], pairs: Collection[Pair]) -> set[tuple[int, Pair]]:
    """Which of these versions place which of these pairs."""
    rows = session.execute(
        sa.select(
            TimetableMeeting.timetable_id,
            TimetableMeeting.korean_company_id,
            TimetableMeeting.chinese_company_id,
        ).where(
            TimetableMeeting.timetable_id.in_(versions),
            TimetableMeeting.korean_company_id.in_({korean for korean, _ in pairs}),
            TimetableMeeting.chinese_company_id.in_({chinese for _, chinese in pairs}),
        )
    )
    return {(id, (korean, chinese)) for id, korean, chinese in rows}
