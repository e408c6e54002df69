"""Calendar entries (iCalendar): written with the change they speak of, addressed when they leave.

Whoever writes an entry knows neither the portal's address nor who sends its mails; `addressed`
fills both in, for the mailer and for a page to download from alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from portal.infra.outbox import Recipient
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.timespan import TimeSpan

PRODUCT = "-//Clearday//Consultations//EN"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """A meeting as a calendar keeps it.

    `uid` stays the same for the meeting's life, `sequence` grows with every change, `path` is the
    meeting's page on the portal. `side` says on whose clock the calendar shows it.
    """

    uid: str
    sequence: int
    span: TimeSpan
    side: Side
    summary: str
    description: str
    path: str
    cancelled: bool = False


@dataclass(frozen=True)
class Addressed:
    """A finished calendar file and its iTIP method."""

    text: str
    method: str


def written(entry: Entry, to: Recipient | None = None) -> str:
    """The entry as text: an invitation or a cancellation for `to`, or else one to download."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    asks = "REQUEST" if to else "PUBLISH"
    calendar.add("method", "CANCEL" if entry.cancelled else asks)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", entry.span.starts_at.astimezone(entry.side.zone))
    event.add("dtend", entry.span.ends_at.astimezone(entry.side.zone))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("url", entry.path)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if to is not None:
        event.add("attendee", _attendee(to), encode=False)
    first, last = entry.span.starts_at - ONE_DAY, entry.span.ends_at + ONE_DAY
    calendar.add_component(_time_zone(entry.side, first.date(), last.date()))
    calendar.add_component(event)
    return _text(calendar)


def addressed(text: str, *, site: str, sender: str, address: str) -> Addressed:
    """The entry with the portal as its organizer, and with the full address of its page."""
    calendar = Calendar.from_ical(text)
    for event in calendar.events:
        page = f"{address}{event['url']}"
        event["url"] = page
        event["location"] = vText(page)
        event["description"] = vText(f"{event['description']}\n\n{page}")
        organizer = vCalAddress(f"mailto:{sender}")
        organizer.params["cn"] = vText(site)
        event["organizer"] = organizer
    return Addressed(_text(calendar), str(calendar["method"]))


@lru_cache(maxsize=64)
def _time_zone(side: Side, first: date, last: date) -> Timezone:
    """A side's clock as a calendar wants it described; found once, since that takes 25 ms."""
    return Timezone.from_tzinfo(side.zone, side.zone.key, first, last)


def _attendee(to: Recipient) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{to.address}")
    attendee.params["cn"] = vText(to.name)
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("NEEDS-ACTION")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee


def _text(calendar: Calendar) -> str:
    text: str = calendar.to_ical().decode()
    return text
