"""Reads of what people in a room have beside pictures: a call for help, notes, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from portal.bookings.models import Booking
from portal.bookings.states import BookingState
from portal.consultations.models import Slot
from portal.infra import audit
from portal.infra.db import session
from portal.rooms.models import HandedFile, RoomCall, RoomNotes
from portal.rooms.states import Role

COORDINATOR_CALLED = "coordinator called"


class Beside(NamedTuple):
    """What a room has beside pictures; `files` is a number that grows with every hand-over."""

    call: RoomCall | None
    notes: RoomNotes | None
    files: int


def beside(booking: Booking) -> Beside:
    """The call for a coordinator, the notes and how often files were handed over or taken back,
    in one statement."""
    handed = (
        sa.select(sa.func.count(HandedFile.id) + sa.func.count(HandedFile.taken_back_at))
        .where(HandedFile.booking_id == Booking.id)
        .scalar_subquery()
    )
    found = session.execute(
        sa.select(RoomCall, RoomNotes, handed)
        .select_from(Booking)
        .outerjoin(RoomCall, RoomCall.booking_id == Booking.id)
        .outerjoin(RoomNotes, RoomNotes.booking_id == Booking.id)
        .where(Booking.id == booking.id)
    ).one()
    return Beside(*found)


def told_of_call_at(history: Sequence[audit.AuditEntry]) -> datetime | None:
    """When the coordinators of a meeting were last told by mail that its room calls them."""
    return max(
        (
            entry.at
            for entry in history
            # Older entries do not say: each call was a mail then.
            if entry.verb == COORDINATOR_CALLED and entry.details.get("told", True)
        ),
        default=None,
    )


def notes_of(booking: Booking) -> str:
    """What the people in a meeting's room wrote down together."""
    notes = session.get(RoomNotes, booking.id)
    return notes.text if notes else ""


def next_of(booking: Booking, role: Role) -> Booking | None:
    """The next meeting of somebody in this one, in any session; None for coordinators."""
    own = {
        Role.KOREAN: Booking.korean_company_id == booking.korean_company_id,
        Role.CHINESE: Booking.chinese_company_id == booking.chinese_company_id,
        Role.INTERPRETER: Booking.interpreter_id == booking.interpreter_id,
    }
    if role not in own:
        return None
    return session.scalar(
        sa.select(Booking)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(
            own[role],
            Booking.state == BookingState.CONFIRMED,
            Slot.starts_at > booking.slot.starts_at,
        )
        .order_by(Slot.starts_at)
        .limit(1)
    )
