"""Meetings in one's own calendar: under a private address, and as files."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from portal.bookings import services
from portal.bookings.models import CalendarFeed
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.languages import Language
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.statements import counted

PAGE = "/my-calendar"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


def subscribed(visitor) -> str:
    """The path of a new private address, as its page shows it."""
    shown = visitor.submit(visitor.get(PAGE), form=f'form[action="{PAGE}"]')
    return urlsplit(shown.page.select_one("code").text).path


def events(answer):
    assert answer.status == 200
    return Calendar.from_ical(answer.body).events


def test_a_calendar_reads_the_meetings_without_a_cookie_and_only_what_is_new(visit, pair):
    booking = Kept(pair.meet())
    path = subscribed(visit(pair.korean_user))
    program = visit()
    first = program.get(path)
    (event,) = events(first)
    assert event.start == booking.now.slot.starts_at
    assert event.start.astimezone(ZoneInfo("America/New_York")).hour == 1
    assert event.start.hour == 14
    assert "Set-Cookie" not in dict(first.headers)
    assert dict(first.headers)["X-Robots-Tag"] == "noindex"
    known = {"If-None-Match": dict(first.headers)["ETag"]}
    assert program.get(path, headers=known).status == 304
    with db.writing():
        services.move(booking.now, pair.slots[2], "The plant visit", by=pair.coordinator)
    (moved,) = events(program.get(path, headers=known))
    assert (moved["uid"], moved["sequence"]) == (event["uid"], 1)
    with db.writing():
        services.cancel(booking.now, "Our engineer is ill", by=pair.coordinator)
    (gone,) = events(program.get(path))
    assert (gone["uid"], gone["status"], gone["sequence"]) == (event["uid"], "CANCELLED", 2)


def test_an_address_that_was_renewed_taken_back_or_closed_opens_nothing(visit, pair):
    visitor, program = visit(pair.korean_user), visit()
    old = subscribed(visitor)
    new = subscribed(visitor)
    assert program.get(old).status == 404
    assert program.get(new).status == 200
    with db.writing():
        pair.korean_user.suspended_at = clock.now()
    assert program.get(new).status == 404
    with db.writing():
        pair.korean_user.suspended_at = None
    visitor = visit(pair.korean_user)
    visitor.submit(visitor.get(PAGE), form=f'form[action="{PAGE}/take-back"]')
    assert program.get(new).status == 404


def test_the_database_keeps_nothing_that_opens_a_calendar(visit, pair):
    secret = subscribed(visit(pair.korean_user)).partition(f"{PAGE}/")[2].removesuffix(".ics")
    row = session.scalars(sa.select(CalendarFeed)).one()
    assert len(secret) > 40
    assert secret not in repr(vars(row))


def test_everybody_reads_their_own_meetings_alone(visit, pair):
    booking = Kept(pair.meet())
    other = Pair()
    other.meet()
    for user in (pair.chinese_user, pair.coordinator):
        (event,) = events(visit().get(subscribed(visit(user))))
        assert event["uid"] == f"{booking.public_id}@meeting"
    assert events(visit().get(subscribed(visit(make.user())))) == []


def test_a_feed_speaks_its_readers_language_and_asks_no_more_for_more_meetings(visit, pair, engine):
    pair.meet()
    path = subscribed(visit(pair.chinese_user))
    with db.writing():
        pair.chinese_user.language = Language.ZH
    text = visit().get(path).text
    assert pair.korean.name.best(Language.ZH).text in text
    with counted(engine) as few:
        visit().get(path)
    assert len(few) <= 5


def test_a_day_is_saved_as_a_file(visit, pair):
    booking = pair.meet()
    day = booking.slot.starts_at.date()
    for visitor, path in (
        (visit(pair.korean_user), "/company/meetings.ics"),
        (
            visit(pair.coordinator),
            f"/coordinator/consultations/{pair.consultation.public_id}/bookings.ics",
        ),
    ):
        assert len(events(visitor.get(f"{path}?day={day}"))) == 1
        assert len(events(visitor.get(path))) == 1
        assert events(visitor.get(f"{path}?day={day + timedelta(days=1)}")) == []


def test_a_coordinator_subscribes_to_one_session_alone(visit, pair):
    booking, program = Kept(pair.meet()), visit()
    with db.writing():
        other = make.consultation(owner=pair.host)
    desk = visit(pair.coordinator)
    shown = desk.submit(desk.get(PAGE), form=f'form[action="{PAGE}"]')
    paths = [urlsplit(each.text).path for each in shown.page.select("code")]
    (here,) = [path for path in paths if pair.consultation.public_id in path]
    (there,) = [path for path in paths if other.public_id in path]
    (event,) = events(program.get(here))
    assert event["uid"] == f"{booking.public_id}@meeting"
    assert events(program.get(there)) == []
    title = Calendar.from_ical(program.get(here).body)["x-wr-calname"]
    assert pair.consultation.title.best(pair.coordinator.language).text in title


def test_nobody_subscribes_to_a_session_that_they_do_not_run(visit, pair):
    pair.meet()
    stranger = make.coordinator(of=make.host())
    for user in (pair.korean_user, stranger):
        own = subscribed(visit(user)).removesuffix(".ics")
        assert visit().get(f"{own}/{pair.consultation.public_id}.ics").status == 404
