"""Calendar entries (iCalendar): kept as facts with the change they speak of, written later.

The facts say how things stood at the change. The reader's language and clock, and who organizes
the meeting, are known to whoever writes the file: the mailer, or a page to download it from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vText

from portal.infra.wording import spoken
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text

PRODUCT = "-//Clearday//Consultations//EN"
ONE_DAY = timedelta(days=1)
# The calendar itself reminds as well, also where no mail can be read.
ALARMS = (timedelta(hours=1), timedelta(minutes=10))


@dataclass(frozen=True)
class Entry:
    """A meeting as a calendar keeps it, in no language yet.

    `uid` stays the same for the meeting's life, `sequence` grows with every change, `path` is the
    meeting's page on the portal, and `join` the page by which one gets in.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: Text
    lines: tuple[Text, ...]
    path: str
    cancelled: bool = False
    join: str = ""

    @property
    def method(self) -> str:
        """What an invitation asks of a calendar (iTIP)."""
        return "CANCEL" if self.cancelled else "REQUEST"


@dataclass(frozen=True)
class Organizer:
    """The portal as calendars name it: its name, its mail address and its web address."""

    site: str
    sender: str
    address: str


def written(
    entry: Entry,
    language: Language,
    side: Side,
    organizer: Organizer,
    *,
    changed_at: datetime,
    to: tuple[str, str] | None = None,
) -> str:
    """The entry as a file in a language, on a side's clock.

    It is an invitation or a cancellation for whoever has the name and address `to`, or else an
    entry to download.
    """
    calendar = _calendar(entry.method if to or entry.cancelled else "PUBLISH", [entry], side)
    calendar.add_component(_event(entry, language, side, organizer, changed_at=changed_at, to=to))
    text: str = calendar.to_ical().decode()
    return text


def gathered(
    entries: Sequence[Entry],
    language: Language,
    side: Side,
    organizer: Organizer,
    *,
    changed_at: Sequence[datetime],
    name: Text,
) -> str:
    """Many entries as one file to read or to subscribe to, cancelled ones marked as such.

    `changed_at` says of each since when it is as it is; `name` is what the calendar is called.
    """
    calendar = _calendar("PUBLISH", entries, side)
    calendar.add("x-wr-calname", spoken(name, language, side))
    calendar.add("x-published-ttl", "PT1H")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for entry, changed in zip(entries, changed_at, strict=True):
        calendar.add_component(_event(entry, language, side, organizer, changed_at=changed))
    text: str = calendar.to_ical().decode()
    return text


def _calendar(method: str, entries: Sequence[Entry], side: Side) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if entries:
        first = min(each.starts_at for each in entries) - ONE_DAY
        last = max(each.ends_at for each in entries) + ONE_DAY
        calendar.add_component(_time_zone(side, first.date(), last.date()))
    return calendar


def _event(
    entry: Entry,
    language: Language,
    side: Side,
    organizer: Organizer,
    *,
    changed_at: datetime,
    to: tuple[str, str] | None = None,
) -> Event:
    event = Event()
    page = f"{organizer.address}{entry.path}"
    words = [spoken(line, language, side) for line in entry.lines]
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", changed_at)
    event.add("dtstart", entry.starts_at.astimezone(side.zone))
    event.add("dtend", entry.ends_at.astimezone(side.zone))
    event.add("summary", spoken(entry.summary, language, side))
    event.add("description", "\n".join([*words, "", page]))
    event.add("url", page)
    event.add("location", f"{organizer.address}{entry.join}" if entry.join else page)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("organizer", _known_as(organizer.sender, organizer.site), encode=False)
    if to is not None:
        event.add("attendee", _attendee(*to), encode=False)
    if not entry.cancelled:
        for before in ALARMS:
            event.add_component(_alarm(before, spoken(entry.summary, language, side)))
    return event


@lru_cache(maxsize=64)
def _time_zone(side: Side, first: date, last: date) -> Timezone:
    """A side's clock as a calendar wants it described; found once, since that takes 25 ms."""
    return Timezone.from_tzinfo(side.zone, side.zone.key, first, last)


def _alarm(before: timedelta, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", words)
    return alarm


def _attendee(name: str, address: str) -> vCalAddress:
    attendee = _known_as(address, name)
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("NEEDS-ACTION")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee


def _known_as(address: str, name: str) -> vCalAddress:
    known = vCalAddress(f"mailto:{address}")
    known.params["cn"] = vText(name)
    return known
