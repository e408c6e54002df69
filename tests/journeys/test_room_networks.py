"""Somebody in the room loses the network, or comes to another one: all meet again by themselves.

That somebody sits on a host of their own, with a real cable.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.journeys import hosts
from tests.journeys.chromium import CHROMIUM, launched
from tests.journeys.hosts import Host
from tests.journeys.meeting import all_see_moving_pictures, sees
from tests.journeys.running import close_all

pytestmark = [pytest.mark.journey, pytest.mark.proof]


@pytest.fixture(autouse=True)
def found_from_other_hosts(monkeypatch) -> None:
    monkeypatch.setenv("BIND", "0.0.0.0")


@pytest.fixture
def host() -> Iterator[Host]:
    if why_not := hosts.why_not():
        if os.environ.get("CI"):
            pytest.fail(why_not)
        pytest.skip(why_not)
    with Host() as host:
        yield host


@pytest.fixture
def three(meeting, browser, host, tmp_path) -> Iterator[list[Page]]:
    """The Korean and the interpreter sit on this machine, the Chinese on that host."""
    at_home = [
        meeting.enter(browser, user)
        for user in (meeting.pair.korean_user, meeting.interpreter.now.user)
    ]
    meeting.host = host.gateway
    secure = f"--unsafely-treat-insecure-origin-as-secure={meeting.address}"
    away = launched(browser.browser_type, host.command(CHROMIUM, tmp_path), secure)
    pages = [*at_home, meeting.enter(away, meeting.pair.chinese_user)]
    for page in pages:
        sees(page, 2)
    yield pages
    close_all(away)
    away.close()


def broken(page: Page) -> None:
    """Wait until the page has lost its ways to the others."""
    page.wait_for_function(
        """() => [...document.querySelectorAll("[data-tiles] figure")]
            .some((each) => each.dataset.state !== "connected")""",
        timeout=30_000,
    )


def test_who_loses_the_network_is_back_when_it_is(three, host):
    host.pull()
    broken(three[0])
    host.plug_in()
    all_see_moving_pictures(three)


def test_a_short_gap_in_the_network_is_bridged(three, host):
    host.pull()
    three[2].wait_for_function("() => !navigator.onLine")
    host.plug_in()
    all_see_moving_pictures(three)


def test_who_comes_to_another_network_is_met_there(three, host):
    host.move()
    all_see_moving_pictures(three)
