"""Reads about what each side recorded of its meetings; a side reads only its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from portal.bookings.models import Booking, ConsultationLog
from portal.infra.db import session
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
