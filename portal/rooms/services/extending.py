"""Going on longer than planned."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.bookings.services.day import go_on_longer
from portal.infra import jobs
from portal.rooms import rules
from portal.rooms.services.presence import CLEAR_UP


def extend(booking: Booking, minutes: int, *, ends_at: datetime, by: User) -> None:
    """Let the meeting in this room last longer; whoever is in it may ask.

    Raises Conflict or Invalid.
    """
    go_on_longer(booking, minutes, ends_at=ends_at, by=by)
    closes_at = rules.closes_at(booking.span.ends_at)
    jobs.plan(CLEAR_UP, due_at=closes_at + rules.PRESENCE_LASTS, booking_id=booking.id)
