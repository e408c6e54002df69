"""Somebody in the room loses the network, or comes to another one: all meet again by themselves.

That somebody sits on a host of their own, with a real cable.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from operator import itemgetter

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


# Of what the host at an address sends, over some seconds: the picture in kilobits a second, and the
# part of the sound that the browser had to make up because it did not arrive.
ARRIVES = """async ({ address, seconds }) => {
    const counted = async () => {
        const found = { bytes: 0, heard: 0, made: 0 };
        for (const way of window.ways) {
            if (way.connectionState !== "connected") continue;
            const reports = [...(await way.getStats()).values()];
            const from = reports.filter((each) => each.type === "remote-candidate");
            if (!from.some((each) => each.address === address)) continue;
            for (const each of reports.filter((each) => each.type === "inbound-rtp")) {
                if (each.kind === "video") found.bytes += each.bytesReceived;
                found.heard += each.totalSamplesReceived ?? 0;
                found.made += each.concealedSamples ?? 0;
            }
        }
        return found;
    };
    const before = await counted();
    await new Promise((done) => setTimeout(done, 1000 * seconds));
    const after = await counted();
    return {
        picture: 8 * (after.bytes - before.bytes) / seconds / 1000,
        made: (after.made - before.made) / (after.heard - before.heard),
    };
}"""
NARROW = 300  # kilobits a second for what one person sends to two others
WINDOWS = 6


def test_where_the_line_is_narrow_the_picture_gets_worse_and_the_sound_goes_on(three, host):
    """Sound takes 50 of the kilobits for each of the two, so the picture must give way."""
    over = {"address": host.address, "seconds": 5}
    # At first the browsers find out how much the line takes.
    wide = max((three[0].evaluate(ARRIVES, over) for _ in range(3)), key=itemgetter("picture"))
    host.narrow(NARROW)
    seen = []
    for _ in range(WINDOWS):
        seen.append(three[0].evaluate(ARRIVES, over))
        if 0 < seen[-1]["picture"] < 0.75 * wide["picture"] and seen[-1]["made"] < 0.05:
            break
    else:
        pytest.fail(f"wide {wide}, then narrow {seen}")
    print(f"on a narrow line: {seen[-1]}, before {wide}")
