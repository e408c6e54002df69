"""Meetings as calendar files, to keep or to subscribe to, with the pages of the reader's desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from flask import Response, current_app, request

from portal.bookings.calendars import entry_of
from portal.infra import calendars
from portal.infra.calendars import Entry, Organizer
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text
from portal.web.downloads import download
from portal.web.languages import current_language, reader_side


def organizer() -> Organizer:
    """Who invites, as calendars name it."""
    settings = current_app.extensions["settings"]
    return Organizer(settings.site_name, settings.mail_from, settings.address)


def entries_on(desk_name: str, meetings: Iterable[Any]) -> list[Entry]:
    """The entries of meetings, each with its page on a desk."""
    return [entry_of(each, path_of(desk_name, each)) for each in meetings]


def path_of(desk_name: str, booking: Any) -> str:
    """The page of a meeting on a desk."""
    if desk_name == "company":
        return f"/company/meetings/{booking.public_id}"
    if desk_name == "interpreter":
        return "/interpreter/"
    session = f"/coordinator/consultations/{booking.consultation.public_id}"
    return f"{session}/bookings/{booking.public_id}"


def gathered_for(
    meetings: Sequence[Any], entries: Sequence[Entry], language: Language, side: Side, name: Text
) -> str:
    """Meetings and their entries as one file."""
    return calendars.gathered(
        entries,
        language,
        side,
        organizer(),
        changed_at=[each.placed_at for each in meetings],
        name=name,
    )


def day_asked_for() -> date | None:
    """The day in the address, of the reader's own calendar; anything odd asks for all days."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def saved_one(desk_name: str, booking: Any) -> Response:
    """One meeting as a file to save."""
    file = calendars.written(
        entry_of(booking, path_of(desk_name, booking)),
        current_language(),
        reader_side(),
        organizer(),
        changed_at=clock.now(),
    )
    return _as_file(file, f"{booking.consultation.code}-{booking.code}.ics")


def saved(desk_name: str, meetings: Iterable[Any], name: str) -> Response:
    """The meetings that stand, all or those of the day asked for, as a file to save."""
    day, zone = day_asked_for(), reader_side().zone
    found = [
        each
        for each in meetings
        if each.state != "CANCELLED"
        and (day is None or each.slot.starts_at.astimezone(zone).date() == day)
    ]
    site = current_app.extensions["settings"].site_name
    text = gathered_for(
        found,
        entries_on(desk_name, found),
        current_language(),
        reader_side(),
        Text("Meetings (%(site)s)", site=site),
    )
    return _as_file(text, f"{name}{f'-{day}' if day else ''}.ics")


def _as_file(text: str, name: str) -> Response:
    return download(
        BytesIO(text.encode()),
        content_type="text/calendar; charset=utf-8",
        name=name,
        plain_name=name,
    )
