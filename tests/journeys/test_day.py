"""The day in real browsers: the board sees a person join, and one meeting is rescued from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.bookings.models import Booking
from portal.infra import db
from portal.infra.db import session
from tests import make
from tests.bookings.pair import Kept
from tests.journeys.meeting import Meeting, enter
from tests.journeys.running import close_all
from tests.races import rivals

pytestmark = pytest.mark.journey

SOON = 20_000  # milliseconds: the board looks again every five seconds


@pytest.fixture
def meeting(database, tmp_path, browser):
    made = Meeting(database, tmp_path)
    made.begin(-timedelta(minutes=3))
    yield made
    close_all(browser)
    made.server.stop()


def board_of(meeting: Meeting, browser: Browser) -> Page:
    """The board of the day as the coordinator opens it."""
    (rival,) = rivals.signed_in(meeting.signer, meeting.server.port, [meeting.pair.coordinator])
    name, value = rival.cookie.split("; ")[0].split("=", 1)
    here = f"http://127.0.0.1:{meeting.server.port}"
    context = browser.new_context()
    context.add_cookies(
        [{"name": name, "value": value, "url": here}, {"name": "lang", "value": "en", "url": here}]
    )
    page = context.new_page()
    page.goto(f"{here}/coordinator/consultations/{meeting.pair.consultation.public_id}/day")
    return page


def test_the_board_sees_somebody_join_and_a_meeting_is_rescued_from_it(meeting, browser):
    free = Kept(make.interpreter(of=meeting.pair.host, sessions=(meeting.pair.consultation,)))
    name = free.now.person.name_latin
    board = board_of(meeting, browser)
    side = board.locator("#board tbody tr").first.locator("td").first
    expect(side).to_contain_text("3 minutes late")

    korean = meeting.page(browser, meeting.pair.korean_user)
    enter(korean)
    expect(side).to_contain_text("in the room", timeout=SOON)  # nobody loads the page again

    board.get_by_role("link", name="See to it").click()
    expect(board.locator("main")).to_contain_text("2 places in this meeting are empty.")
    board.get_by_role("button", name="Call whoever is missing").click()
    expect(board.locator(".flashes")).to_contain_text("was asked to join now")
    board.locator("summary", has_text="Take this one").click()
    swap = board.locator("form[action*='/rescue/interpreter/']")
    swap.locator("textarea").fill("The other one is stuck on a train")
    swap.get_by_role("button", name="Seat this interpreter").click()
    expect(board.locator("#there")).to_contain_text(name)

    session.rollback()
    with db.writing():
        assert session.get_one(Booking, meeting.booking.id).interpreter_id == free.id
