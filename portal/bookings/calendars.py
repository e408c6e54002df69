"""A booking as an entry in its reader's calendar."""

from __future__ import annotations

from portal.bookings.models import Booking
from portal.bookings.states import BookingState
from portal.infra.calendars import Entry
from portal.kernel.languages import Text


def entry_of(booking: Booking, path: str, *, gone: bool = False) -> Entry:
    """The calendar entry of a booking; `gone` takes it out for somebody who no longer attends.

    It leads to the meeting's room, which lets only its people in. It never holds a link or password
    of another service, since calendars are shared: they are on the page.
    """
    return Entry(
        uid=f"{booking.public_id}@meeting",
        sequence=booking.calendar_sequence,
        starts_at=booking.span.starts_at,
        ends_at=booking.span.ends_at,
        summary=Text(
            "Meeting: %(korean)s and %(chinese)s",
            korean=booking.korean_company.name,
            chinese=booking.chinese_company.name,
        ),
        lines=(
            Text("Time: %(start)s", start=booking.span.starts_at),
            Text("Session: %(title)s", title=booking.consultation.title),
            Text("Subject: %(subject)s", subject=booking.subject),
            Text("Code: %(code)s", code=booking.code),
            Text("How to join, and everything else, is on the meeting's page:"),
        ),
        path=path,
        cancelled=gone or booking.state is BookingState.CANCELLED,
        join=booking.room_path,
    )
