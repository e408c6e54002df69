"""What the worker does for rooms: clears one up when its time is over."""

from __future__ import annotations

from collections.abc import Mapping

from portal.bookings.models import Booking
from portal.infra.db import session
from portal.infra.jobs import Handler
from portal.rooms import services


def clear_up(booking_id: int) -> None:
    """Let whoever is still noted as there have left when they were last heard of."""
    services.clear_up(session.get_one(Booking, booking_id))


HANDLERS: Mapping[str, Handler] = {services.CLEAR_UP: clear_up}
