"""A meeting that is on, with real browsers in its video room."""

from __future__ import annotations

import time
from datetime import timedelta

import sqlalchemy as sa
from playwright.sync_api import Browser, Page

import config
from portal.app import create_app
from portal.bookings import services
from portal.bookings.models import Booking
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.races import rivals
from tests.races.server import SECRET, Server

MEETS_WITHIN = AGAIN_WITHIN = 30_000  # milliseconds: three times what is promised


# The page's ways to the others, so that a test can cut them from below.
KEEP_WAYS = """
    window.ways = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(...all) { super(...all); window.ways.push(this); }
    };
"""


class Meeting:
    """A meeting that has just begun, with its people and a server.

    `host` is under which name or address browsers find the server.
    """

    host = "127.0.0.1"

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

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.server.port}"

    def page(self, browser: Browser, user, *, script: str = "", path: str = "") -> Page:
        """Somebody's page of the room, or another, with a script that runs before its own."""
        (rival,) = rivals.signed_in(self.signer, self.server.port, [user])
        name, value = rival.cookie.split("; ")[0].split("=", 1)
        context = browser.new_context(permissions=["camera", "microphone"])
        here = {"url": self.address}
        context.add_cookies(
            [{"name": name, "value": value, **here}, {"name": "lang", "value": "en", **here}]
        )
        context.add_init_script(script + KEEP_WAYS)
        page = context.new_page()
        whole(page, self.address + (path or f"/rooms/{self.booking.public_id}"))
        return page

    def enter(self, browser: Browser, user) -> Page:
        page = self.page(browser, user)
        enter(page)
        return page


def whole(page: Page, address: str) -> None:
    """Open that page; again, when a change of this machine's networks broke off its scripts."""
    broken: list[str] = []
    page.on("requestfailed", lambda request: broken.append(request.failure or ""))
    page.goto(address)
    while any("ERR_NETWORK_CHANGED" in each for each in broken):
        broken.clear()
        page.reload()


def enter(page: Page) -> None:
    page.wait_for_selector("[data-enter]:not([disabled])")
    page.click("[data-enter]")
    page.wait_for_selector("[data-stage]:not([hidden])")


def sees(page: Page, others: int) -> None:
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
        timeout=MEETS_WITHIN,
    )


def frames(page: Page) -> int:
    return page.evaluate(
        """() => Math.min(...[...document.querySelectorAll("[data-tiles] video")]
            .map((each) => each.getVideoPlaybackQuality().totalVideoFrames))"""
    )


def all_see_moving_pictures(pages: list[Page]) -> None:
    """Wait until each decodes new pictures of all the others; says how long it took."""
    began = time.monotonic()
    for page in pages:
        page.wait_for_function(
            """(others) => {
                const videos = [...document.querySelectorAll("[data-tiles] video")];
                const seen = (each) => each.getVideoPlaybackQuality().totalVideoFrames;
                window.before ??= new Map();
                for (const each of videos) {
                    const before = window.before.get(each.srcObject) ?? seen(each);
                    window.before.set(each.srcObject, before);
                }
                return videos.length === others && videos.every((each) =>
                    each.closest("[data-state=connected]")
                    && seen(each) > window.before.get(each.srcObject) + 5);
            }""",
            arg=len(pages) - 1,
            timeout=AGAIN_WITHIN,
        )
    print(f"all met again within {time.monotonic() - began:.1f} s")
