"""A venue's screen meets two companies in a row, in a real browser."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from portal.bookings import services as bookings
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.rooms import queries, services
from tests.bookings.pair import Kept
from tests.journeys.meeting import enter, sees

pytestmark = pytest.mark.journey


def last_second_of(day: date) -> datetime:
    """A venue's meetings stand on one day, so the second is not put off beyond midnight."""
    return clock.at(day, 0, zone=BEIJING) + timedelta(days=1, seconds=-1)


def test_a_venue_meets_two_companies_in_a_row(meeting, browser):
    pair = meeting.pair
    other, partner = pair.another_chinese(), pair.another_korean()
    day = meeting.booking.now.slot.starts_at.astimezone(BEIJING).date()
    with db.writing():
        slot = pair.slots[1]
        slot.starts_at = min(clock.now() + timedelta(minutes=10), last_second_of(day))
        slot.ends_at = slot.starts_at + timedelta(minutes=25)
    with db.writing():
        second = Kept(
            bookings.book(
                pair.consultation,
                partner.company,
                other.company,
                pair.slots[1],
                "Filters",
                by=pair.coordinator,
                because="Both asked for it",
            )
        )
        both = [pair.chinese.public_id, other.company.public_id]
        venue, secret = services.make_venue(
            pair.consultation, "会场 1", day, both, by=pair.coordinator
        )
        path = f"/venue/{venue.public_id}"
    context = browser.new_context(permissions=["camera", "microphone"])
    context.add_cookies([{"name": "lang", "value": "en", "url": meeting.address}])
    screen = context.new_page()
    screen.goto(f"{meeting.address}{path}/{secret}")
    screen.click(".now form button")
    screen.click("a:has-text('To the room')")
    enter(screen)
    korean = meeting.enter(browser, pair.korean_user)
    sees(screen, 1)
    sees(korean, 1)

    screen.click("[data-leave]")
    screen.click("[data-after] a")
    screen.click("text=Done: the next meeting")
    screen.click("a:has-text('To the room')")
    enter(screen)
    session.rollback()
    korean = meeting.page(browser, partner.user, path=f"/rooms/{second.public_id}")
    enter(korean)
    sees(screen, 1)
    sees(korean, 1)
    session.rollback()
    assert any(each.venue_id for each in queries.attendance_of(second.now))
