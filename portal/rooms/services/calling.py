"""Calling a coordinator into a room, and their answer."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings import notifications
from portal.bookings.models import Booking
from portal.bookings.services.acting import must_run
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text
from portal.rooms import queries, rules
from portal.rooms.models import Presence, RoomCall


def call_coordinator(booking: Booking, presence: Presence, *, by: User | None = None) -> None:
    """Ask the session's coordinators to come to the room; asked twice, it stays one call.

    The room and the board show it at once. Who takes a call back and calls anew fills nobody's
    mailbox: mails go out once in a while. Who came by a link has no account: `by` is None, and the
    trail has their name.
    """
    db.lock(booking)
    if session.get(RoomCall, booking.id) is not None:
        return
    session.add(RoomCall(booking_id=booking.id, name=presence.name))
    last_told_at = queries.told_of_call_at(audit.history(booking))
    told = rules.are_told_of_call(last_told_at, clock.now())
    audit.record(queries.COORDINATOR_CALLED, booking, by=by, caller=presence.name, told=told)
    if told:
        notifications.coordinator_called(booking, presence.name)


def take_call_back(booking: Booking) -> None:
    """Nobody need come any more."""
    db.lock(booking)
    end_call(booking)


def end_call(booking: Booking) -> None:
    """Let nobody call from this room any more; whoever asks for it holds the booking's lock."""
    session.execute(sa.delete(RoomCall).where(RoomCall.booking_id == booking.id))


def come(booking: Booking, *, by: User) -> None:
    """Say as a coordinator that one comes; the room reads it. Raises Conflict when nobody calls."""
    must_run(booking.consultation, by)
    db.lock(booking)
    call = session.get(RoomCall, booking.id)
    if call is None:
        raise Conflict(Text("Nobody calls from this room any more."))
    call.coming = by.display_name
