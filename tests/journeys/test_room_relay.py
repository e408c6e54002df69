"""Where no direct way leads, people meet through a relay: a real coturn, over UDP, TCP and TLS."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import relay
from tests.journeys.chromium import CHROMIUM, launched
from tests.journeys.meeting import enter, sees
from tests.journeys.relay import Relay
from tests.journeys.running import close_all

pytestmark = [pytest.mark.journey, pytest.mark.proof, pytest.mark.any_engine]

# As behind a strict firewall: what is not the relay's leads nowhere.
ONLY_THE_RELAY = """
    window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(settings) { super({ ...settings, iceTransportPolicy: "relay" }); }
    };
"""


@pytest.fixture(scope="module")
def coturn(tmp_path_factory) -> Iterator[Relay]:
    if why_not := relay.why_not():
        if os.environ.get("CI"):
            pytest.fail(why_not)
        pytest.skip(why_not)
    with Relay(tmp_path_factory.mktemp("relay")) as coturn:
        yield coturn


@pytest.fixture(scope="module")
def browser_for_relays(browser: Browser) -> Iterator[Browser]:
    """One that takes the relay's certificate, which nobody signed."""
    made = launched(browser.browser_type, CHROMIUM, "--ignore-certificate-errors")
    yield made
    made.close()


@pytest.fixture(params=["udp", "tcp", "tls"])
def way(request, coturn, monkeypatch) -> str:
    """The only way to the relay that pages are told of; it must stand before the meeting does."""
    monkeypatch.setenv("TURN_URL", coturn.urls[request.param])
    monkeypatch.setenv("TURN_SECRET", relay.SECRET)
    return request.param


def ways_taken(page: Page) -> set[tuple[str, str]]:
    """Over what kind of candidate, and how to the relay, the page's connections run."""
    found = page.evaluate(
        """async () => {
            const all = [];
            for (const way of window.ways) {
                if (way.connectionState !== "connected") continue;
                const stats = await way.getStats();
                for (const each of stats.values()) {
                    if (each.type !== "transport") continue;
                    const pair = stats.get(each.selectedCandidatePairId);
                    const own = stats.get(pair.localCandidateId);
                    all.push([own.candidateType, own.relayProtocol ?? ""]);
                }
            }
            return all;
        }"""
    )
    return {(kind, protocol) for kind, protocol in found}


def test_two_companies_and_an_interpreter_meet_through_the_relay_alone(
    way, meeting, browser_for_relays
):
    pages = []
    people = meeting.pair.korean_user, meeting.pair.chinese_user, meeting.interpreter.now.user
    for user in people:
        page = meeting.page(browser_for_relays, user, script=ONLY_THE_RELAY)
        enter(page)
        pages.append(page)
    for page in pages:
        sees(page, 2)
        assert ways_taken(page) == {("relay", way)}
    close_all(browser_for_relays)


@pytest.mark.usefixtures("way")
def test_the_check_of_devices_says_that_the_relay_can_be_reached(meeting, browser_for_relays):
    page = meeting.page(browser_for_relays, meeting.pair.korean_user, path="/device-check")
    page.click("[data-begin]")
    page.wait_for_selector("[data-relayed][data-fine=true]", timeout=30_000)
    assert page.get_attribute("[data-direct]", "data-fine") == "true"
    close_all(browser_for_relays)
