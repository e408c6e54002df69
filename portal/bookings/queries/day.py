"""What is said of meetings on their day: notes, lateness, calls, and who gave one back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from portal.bookings.models import Booking, BookingNote, RunningLate
from portal.infra import audit
from portal.infra.db import session

CALLED, DECLINED = "people called", "assignment declined"


def notes_of(several: Iterable[Booking]) -> dict[int, list[BookingNote]]:
    """The notes of these meetings, by booking, oldest first; in one statement."""
    found: dict[int, list[BookingNote]] = {}
    rows = session.scalars(
        sa.select(BookingNote)
        .where(BookingNote.booking_id.in_([each.id for each in several]))
        .order_by(BookingNote.id)
    )
    for note in rows:
        found.setdefault(note.booking_id, []).append(note)
    return found


def running_late(several: Iterable[Booking]) -> dict[int, int]:
    """By how many minutes the interpreters of these meetings said that they will be late."""
    interpreters = {
        each.id: each.interpreter.user_id for each in several if each.interpreter is not None
    }
    rows = session.scalars(sa.select(RunningLate).where(RunningLate.booking_id.in_(interpreters)))
    return {
        said.booking_id: said.minutes
        for said in rows
        if interpreters[said.booking_id] == said.user_id
    }


def last_call_to(history: Sequence[audit.AuditEntry]) -> datetime | None:
    """When the missing people of a meeting were called last."""
    return max((entry.at for entry in history if entry.verb == CALLED), default=None)


def declined(history: Sequence[audit.AuditEntry]) -> dict[str, str]:
    """Who gave a meeting back, by the interpreter's public id, and why."""
    return {
        str(entry.details["interpreter"]): entry.reason or ""
        for entry in history
        if entry.verb == DECLINED
    }
