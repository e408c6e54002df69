"""How soon two people see each other in a room while other rooms are busy, and what those cost.

The two sit at real browsers; in each other room three pages ask the portal every two seconds what
is new, as pages of a meeting that goes well do.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

import psutil
from playwright.sync_api import Browser, sync_playwright

from benchmarks.load import Connection, json_for
from benchmarks.machine import watched
from benchmarks.place import ENGINES, database_on
from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from tests.bookings.pair import Pair
from tests.journeys.chromium import CHROMIUM, launched
from tests.journeys.meeting import Meeting, enter, sees
from tests.races import rivals

ROOMS = (0, 19, 59)
ASKS_EVERY = 2.0  # seconds, as static/js/room/line.js does
CLIENTS = 8
TIMES = 3
SECONDS = 10


def run() -> list[str]:
    """Measure on both engines, with ever more rooms."""
    lines = []
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium, CHROMIUM)
        for kind in ENGINES:
            with database_on(kind) as (engine, helpers, directory):
                meeting = Meeting(engine, directory)
                try:
                    pages: list[Page] = []
                    for rooms in ROOMS:
                        while len(pages) < 3 * rooms:
                            pages += room_of(meeting)
                        lines += measured(kind, meeting, browser, pages, helpers)
                finally:
                    meeting.server.stop()
        browser.close()
    return lines


def measured(
    kind: str, meeting: Meeting, browser: Browser, pages: list[Page], helpers: tuple[int, ...]
) -> Iterator[str]:
    """What these pages cost, and how long the two need to see each other meanwhile."""
    with asking(pages):
        alone = cost(meeting, pages, helpers)
        asked, began = sum(page.asked for page in pages), time.monotonic()
        with watched(*helpers) as share:
            waits, requests = meetings(meeting, browser)
        polls = sum(page.asked for page in pages) - asked
    rooms, of_all = len(pages) // 3, polls / max(1, polls + requests)
    yield (
        f"{kind}, {rooms:2} other rooms: the two see each other after {median(waits):.1f} s "
        f"(worst {max(waits):.1f} s of {len(waits)}); {of_all:.0%} of the "
        f"requests are the other rooms' ({polls / (time.monotonic() - began):.0f}/s) [{share}]"
    )
    if pages:
        yield f"{'':>10} {alone}"


@dataclass
class Page:
    """A page in a room that asks what is new."""

    request: bytes
    connection: Connection
    due: float = 0.0
    asked: int = 0
    slowest: float = 0.0

    def ask(self) -> None:
        began = time.monotonic()
        status, _ = self.connection.get(self.request)
        if status != 200:
            raise RuntimeError(f"a room answered {status}")
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.asked += 1


def room_of(meeting: Meeting) -> list[Page]:
    """Another room in which two companies and a coordinator are."""
    pair = Pair()
    booking_id = pair.meet().id
    with db.writing():
        slot = session.get_one(Booking, booking_id).slot
        slot.starts_at, slot.ends_at = clock.now(), clock.now() + (slot.ends_at - slot.starts_at)
    address = f"/rooms/{session.get_one(Booking, booking_id).public_id}"
    users = [pair.korean_user, pair.chinese_user, pair.coordinator]
    return [_in_the_room(meeting, user, address) for user in users]


def _in_the_room(meeting: Meeting, user: User, address: str) -> Page:
    port = meeting.server.port
    (rival,) = rivals.signed_in(meeting.signer, port, [user])
    connection = Connection(port)
    who = {"cookie": rival.cookie, "token": rival.token}
    status, answer = connection.get(json_for(f"{address}/enter", {}, **who))
    if status != 200:
        raise RuntimeError(f"the room answered {status}")
    key = json.loads(answer)["key"]
    asked = {"key": key, "got": [], "after": 0}
    return Page(json_for(f"{address}/ask", asked, **who), connection)


@contextmanager
def asking(pages: list[Page]) -> Iterator[None]:
    """All of them ask every two seconds, evenly spread, while the block runs."""
    over, failed = threading.Event(), []
    now = time.monotonic()
    for number, page in enumerate(pages):
        page.due = now + ASKS_EVERY * number / len(pages)

    def client(own: list[Page]) -> None:
        try:
            while own:
                page = min(own, key=lambda each: each.due)
                if over.wait(max(0.0, page.due - time.monotonic())):
                    return
                page.ask()
                page.due = max(page.due + ASKS_EVERY, time.monotonic())
        except RuntimeError as error:
            failed.append(error)

    threads = [threading.Thread(target=client, args=(pages[n::CLIENTS],)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if failed:
        raise failed[0]


def cost(meeting: Meeting, pages: list[Page], helpers: tuple[int, ...]) -> str:
    """What the pages' questions take of the machine, with nobody else there."""
    if not pages:
        return ""
    asked, before = sum(page.asked for page in pages), _work(meeting, helpers)
    with watched(*helpers) as share:
        threading.Event().wait(SECONDS)
    each = sum(page.asked for page in pages) - asked
    work = _work(meeting, helpers) - before
    machine = share.seconds * (psutil.cpu_count() or 1)
    return (
        f"their questions take {work / machine:.0%} of the machine ({1000 * work / each:.1f} ms of "
        f"work each, server and database; the slowest was answered in "
        f"{max(page.slowest for page in pages):.2f} s) [{share}]"
    )


def _work(meeting: Meeting, helpers: tuple[int, ...]) -> float:
    """Seconds of processor time that the web processes and the database have taken."""
    assert meeting.server.process is not None
    roots = [psutil.Process(id) for id in (meeting.server.process.pid, *helpers)]
    tree = [each for root in roots for each in (root, *root.children(recursive=True))]
    return sum(times.user + times.system for times in (each.cpu_times() for each in tree))


def meetings(meeting: Meeting, browser: Browser) -> tuple[list[float], int]:
    """How many seconds until both saw each other, each time, and how many requests they made."""
    waits, requests = [], []
    users = meeting.pair.korean_user, meeting.pair.chinese_user
    first, second = (meeting.page(browser, user) for user in users)
    for page in (first, second):
        page.on("request", lambda request: requests.append(request.url))
    for _ in range(TIMES):
        enter(first)
        second.wait_for_selector("[data-enter]:not([disabled])")
        began = time.monotonic()
        enter(second)
        for page in (first, second):
            sees(page, 1)
        waits.append(time.monotonic() - began)
        for page in (first, second):
            page.click("[data-leave]")
            page.wait_for_selector("[data-lobby]:not([hidden])")
    for page in (first, second):
        page.context.close()
    return waits, len(requests)
