"""A guest without an account comes into a meeting by the link in a mail, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from portal.infra import db
from portal.infra.db import session
from portal.kernel.languages import Language
from portal.rooms import queries, services
from portal.rooms.states import Role
from tests import mails
from tests.journeys.meeting import Meeting, enter, sees

pytestmark = pytest.mark.journey

GUEST = services.Guest("이순신 LEE Sun-sin", "lee@guest.example", Role.KOREAN, Language.KO)


def stranger(browser: Browser, meeting: Meeting) -> Page:
    """A browser that never signed in."""
    context = browser.new_context(permissions=["camera", "microphone"])
    context.add_cookies([{"name": "lang", "value": "en", "url": meeting.address}])
    return context.new_page()


def test_a_guest_comes_by_the_link_in_a_mail_and_is_out_when_it_is_taken_back(meeting, browser):
    with db.writing():
        link = services.send_join_link(meeting.booking.now, GUEST, by=meeting.pair.korean_user)
        made = link.public_id
    guest = stranger(browser, meeting)
    guest.goto(meeting.address + mails.link(GUEST.address))
    assert "for you alone" in guest.inner_text("main")
    guest.click("main form button, .now form button")
    assert guest.url == f"{meeting.address}/join/{made}"
    enter(guest)
    chinese = meeting.enter(browser, meeting.pair.chinese_user)
    sees(guest, 1)
    sees(chinese, 1)
    assert "이순신" in chinese.inner_text("[data-tiles]")

    guest.reload()  # is back without pressing anything
    sees(guest, 1)
    sees(chinese, 1)

    session.rollback()
    with db.writing():
        services.take_join_link_back(queries.link_of(made), by=meeting.pair.korean_user)
    guest.wait_for_selector("[data-trouble]:not([hidden])")
    assert "your link was taken back" in guest.inner_text("[data-trouble]")
    chinese.wait_for_function("() => !document.querySelector('[data-tiles] video')")
