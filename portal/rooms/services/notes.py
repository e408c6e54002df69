"""The notes that the people in a room write together."""

from __future__ import annotations

from portal.bookings.models import Booking
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.rooms import rules
from portal.rooms.models import RoomNotes


def write_notes(booking: Booking, text: str, *, base: str) -> RoomNotes:
    """Save what somebody made of the notes that were `base`; what others wrote meanwhile stays.

    Raises Invalid for what is too long.
    """
    _must_not_be_too_long(text, base)  # it takes long to put together what is very long
    db.lock(booking)
    notes = session.get(RoomNotes, booking.id)
    whole = rules.merged(base, text, notes.text if notes else "")
    _must_not_be_too_long(whole)
    if notes is None:
        notes = RoomNotes(booking_id=booking.id, text=whole)
        session.add(notes)
    elif notes.text != whole:
        notes.text, notes.version, notes.changed_at = whole, notes.version + 1, clock.now()
    session.flush()
    return notes


def _must_not_be_too_long(*texts: str) -> None:
    if any(len(text) > rules.LONGEST_NOTES for text in texts):
        raise Invalid(Text("At most %(max)d characters, please.", max=rules.LONGEST_NOTES))
