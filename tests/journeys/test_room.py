"""The video room in real browsers: two companies and an interpreter see each other, and meet again.

The cameras and microphones are Chromium's own inventions; the ways between the pages are real.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page

import config
from portal.app import create_app
from portal.bookings import services
from portal.bookings.models import Booking
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.rooms import queries
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.journeys.running import close_all
from tests.races import rivals
from tests.races.server import SECRET, Server

pytestmark = pytest.mark.journey

MEETS_WITHIN = 30_000  # milliseconds: three times what is promised
AGAIN_WITHIN = 30_000


class Meeting:
    """A meeting that has just begun, with its people and a server."""

    def __init__(self, engine: sa.Engine, place) -> None:
        self.pair = Pair()
        self.interpreter = Kept(
            make.interpreter(of=self.pair.host, sessions=(self.pair.consultation,))
        )
        self.booking = Kept(self.pair.meet())
        with db.writing():
            services.assign_interpreter(
                self.booking.now, self.interpreter.now, by=self.pair.coordinator
            )
        self.begin(-timedelta(minutes=1))
        self.url = engine.url.render_as_string(hide_password=False)
        self.server = Server(self.url, place / "log").start()
        self.signer = create_app(config.Settings(secret_key=SECRET, rate_limits=False), engine)

    def begin(self, when: timedelta) -> None:
        with db.writing():
            slot = session.get_one(Booking, self.booking.id).slot
            slot.starts_at = clock.now() + when
            slot.ends_at = slot.starts_at + timedelta(minutes=25)

    def page(self, browser: Browser, user) -> Page:
        (rival,) = rivals.signed_in(self.signer, self.server.port, [user])
        name, value = rival.cookie.split("; ")[0].split("=", 1)
        context = browser.new_context(permissions=["camera", "microphone"])
        here = {"url": f"http://127.0.0.1:{self.server.port}"}
        context.add_cookies(
            [{"name": name, "value": value, **here}, {"name": "lang", "value": "en", **here}]
        )
        page = context.new_page()
        page.goto(f"{here['url']}/rooms/{self.booking.public_id}")
        return page

    def enter(self, browser: Browser, user) -> Page:
        page = self.page(browser, user)
        enter(page)
        return page


@pytest.fixture
def meeting(database, tmp_path, browser) -> Iterator[Meeting]:
    made = Meeting(database, tmp_path)
    yield made
    close_all(browser)
    made.server.stop()


def enter(page: Page) -> None:
    page.wait_for_selector("[data-enter]:not([disabled])")
    page.click("[data-enter]")
    page.wait_for_selector("[data-stage]:not([hidden])")


def sees(page: Page, others: int, within: int = MEETS_WITHIN) -> None:
    """Wait until moving pictures of so many others are decoded, and sound comes from each."""
    page.wait_for_function(
        """(others) => {
            const videos = [...document.querySelectorAll("[data-tiles] video")];
            if (videos.length !== others) return false;
            return videos.every((each) => each.videoWidth > 2 && each.currentTime > 0
                && each.getVideoPlaybackQuality().totalVideoFrames > 5
                && each.srcObject.getAudioTracks().some((track) => !track.muted));
        }""",
        arg=others,
        timeout=within,
    )


def frames(page: Page) -> int:
    return page.evaluate(
        """() => Math.min(...[...document.querySelectorAll("[data-tiles] video")]
            .map((each) => each.getVideoPlaybackQuality().totalVideoFrames))"""
    )


def test_two_companies_and_an_interpreter_meet_and_meet_again(meeting, browser):
    korean = meeting.enter(browser, meeting.pair.korean_user)
    assert "You are in the room" in korean.inner_text("[data-alone]")
    chinese = meeting.enter(browser, meeting.pair.chinese_user)
    interpreter = meeting.enter(browser, meeting.interpreter.now.user)
    for page in (korean, chinese, interpreter):
        sees(page, 2)
    roles = korean.eval_on_selector_all(
        "[data-tiles] figure", "all => all.map(e => e.dataset.role)"
    )
    assert sorted(roles) == ["CHINESE", "INTERPRETER"]

    chinese.fill("[name=text]", "<b>你好</b> https://example.com/a")
    chinese.press("[name=text]", "Enter")
    korean.wait_for_selector("[data-messages] a[href='https://example.com/a']")
    assert "<b>你好</b>" in korean.inner_text("[data-messages]")

    chinese.reload()  # a page that is loaded again comes back, and is there once
    enter(chinese)
    for page in (korean, chinese, interpreter):
        sees(page, 2, AGAIN_WITHIN)

    meeting.server.stop()  # pictures go on without the portal, and it is found again
    before = frames(korean)
    meeting.server = meeting.server.start()
    korean.wait_for_function("() => document.querySelector('[data-note]').textContent === ''")
    korean.wait_for_timeout(1)
    sees(korean, 2, AGAIN_WITHIN)
    assert frames(korean) > before

    korean.click("[data-leave]")
    korean.wait_for_selector("[data-after]:not([hidden])")
    sees(chinese, 1, AGAIN_WITHIN)
    session.rollback()
    stays = queries.attendance_of(meeting.booking.now)
    assert {each.role.value for each in stays} == {"KOREAN", "CHINESE", "INTERPRETER"}
    assert [each.left_at is None for each in stays if each.role.value == "KOREAN"] == [False]


def test_strangers_are_refused_and_early_birds_told_when_to_come(meeting, browser):
    stranger = meeting.page(browser, meeting.pair.another_korean().user)
    assert stranger.query_selector("[data-enter]") is None
    assert "no page here for you" in stranger.title()
    meeting.begin(timedelta(hours=2))
    early = meeting.page(browser, meeting.pair.korean_user)
    assert "a quarter of an hour before the meeting" in early.inner_text("main")
    assert early.query_selector("[data-enter]") is None
