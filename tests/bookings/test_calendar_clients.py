"""What a calendar makes of the portal's mails: a client of its own reads them as RFC 5546 says.

The mails go through a mail server. They are parsed by the standard library, their calendar by
vobject, which shares nothing with the library that wrote it, time zones included.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import vobject
from aiosmtpd.controller import Controller

from portal.accounts.models import User
from portal.bookings import services
from portal.infra import db
from portal.infra.db import session
from portal.infra.mailer import Mailer
from portal.infra.outbox import OutboxMessage
from portal.infra.transports import transport_for
from portal.kernel.languages import Language
from tests.bookings.pair import Pair
from tests.journeys.running import free_port

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
# Monday 14:00 and 15:00 in Seoul, as a reader in New York knows them in September.
FIRST, THIRD = "2026-09-14 01:00", "2026-09-14 02:00"


class Diary:
    """Somebody's calendar, kept by the rules of RFC 5546 for those who are invited (3.2.2, 3.2.5).

    An entry is known by its UID; what is older than what is known (SEQUENCE, then DTSTAMP) is
    passed over; REQUEST adds or replaces, CANCEL removes.
    """

    def __init__(self) -> None:
        self.entries: dict[str, Any] = {}
        self.known: dict[str, tuple[int, datetime]] = {}

    def receive(self, text: str) -> None:
        calendar = vobject.readOne(text)
        for event in calendar.vevent_list:
            uid, age = event.uid.value, (int(event.sequence.value), event.dtstamp.value)
            if uid in self.known and age < self.known[uid]:
                continue
            self.known[uid] = age
            if calendar.method.value == "CANCEL":
                self.entries.pop(uid, None)
            else:
                assert calendar.method.value == "REQUEST"
                self.entries[uid] = event

    def starts(self, zone: ZoneInfo) -> list[str]:
        """When its entries begin, on a clock."""
        return [
            f"{event.dtstart.value.astimezone(zone):%Y-%m-%d %H:%M}"
            for event in self.entries.values()
        ]


class People:
    """A mail server, with a diary for everybody whom a mail reaches."""

    def __init__(self) -> None:
        self.diaries: dict[str, Diary] = {}
        self.held: list[tuple[str, str]] = []
        self.server = Controller(self, hostname="127.0.0.1", port=free_port())
        self.mailer = Mailer(
            transport_for(f"smtp://127.0.0.1:{self.server.port}"),
            sender="portal@portal.example",
            site="Clearday",
            address="https://portal.example",
        )

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        for part in mail.walk():
            if part.get_content_type() == "text/calendar" and not part.is_attachment():
                self.held.append((envelope.rcpt_tos[0], part.get_content()))
        return "250 OK"

    def collect(self) -> list[tuple[str, str]]:
        """Send what waits in the outbox; the calendars in it, in the order of sending."""
        self.held = []
        for message in session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)):
            self.mailer.send(message)
        with db.writing():
            session.execute(sa.delete(OutboxMessage))
        return self.held

    def read(self, calendars: list[tuple[str, str]]) -> None:
        for address, text in calendars:
            self.diaries.setdefault(address, Diary()).receive(text)

    def diary_of(self, user: User) -> Diary:
        return self.diaries[user.email]


@pytest.fixture
def people() -> Iterator[People]:
    people = People()
    people.server.start()
    yield people
    people.mailer.transport.hang_up()
    people.server.stop()


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.mark.parametrize("language", Language)
def test_a_meeting_stands_once_and_at_the_right_time_on_every_clock(pair, people, language):
    with db.writing():
        for user in (pair.korean_user, pair.chinese_user):
            session.get_one(User, user.id).language = language
    booking = pair.meet()
    people.read(people.collect())
    for user in (pair.korean_user, pair.chinese_user):
        diary = people.diary_of(user)
        assert diary.starts(NEW_YORK) == [FIRST]
        (event,) = diary.entries.values()
        assert event.summary.value.count(pair.korean.name.best(language).text) == 1
        assert f"https://portal.example/company/meetings/{booking.public_id}" in event.url.value
        assert event.location.value == f"https://portal.example/rooms/{booking.public_id}"
        assert len(event.valarm_list) == 2
        assert event.dtend.value - event.dtstart.value == booking.slot.span.length

    with db.writing():
        services.move(booking, pair.slots[2], "The plant visit", by=pair.coordinator)
    people.read(people.collect())
    assert people.diary_of(pair.korean_user).starts(NEW_YORK) == [THIRD]
    assert people.diary_of(pair.chinese_user).starts(SEOUL) == ["2026-09-14 15:00"]

    with db.writing():
        services.cancel(booking, "Our engineer is ill", by=pair.chinese_user)
    people.read(people.collect())
    assert people.diary_of(pair.korean_user).entries == {}


def test_mails_that_overtake_each_other_leave_the_newest_in_the_calendar(pair, people):
    booking = pair.meet()
    booked = people.collect()
    with db.writing():
        services.move(booking, pair.slots[2], "The plant visit", by=pair.coordinator)
    moved = people.collect()
    people.read([*moved, *booked])
    assert people.diary_of(pair.korean_user).starts(NEW_YORK) == [THIRD]
    with db.writing():
        services.cancel(booking, "Our engineer is ill", by=pair.chinese_user)
    cancelled = people.collect()
    people.read([*cancelled, *moved, *booked])
    assert people.diary_of(pair.korean_user).entries == {}


def test_a_file_to_subscribe_to_is_read_by_another_library_as_well(visit, pair):
    booking = pair.meet()
    starts_at = booking.slot.starts_at
    visitor = visit(pair.chinese_user)
    shown = visitor.submit(visitor.get("/my-calendar"), form='form[action="/my-calendar"]')
    path = urlsplit(shown.page.select_one("code").text).path
    calendar = vobject.readOne(visit().get(path).body.decode())
    (event,) = calendar.vevent_list
    assert event.dtstart.value == starts_at
    assert f"{event.dtstart.value.astimezone(NEW_YORK):%H:%M}" == FIRST[-5:]
