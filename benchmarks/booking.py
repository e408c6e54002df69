"""How many whole bookings a second: the form's page, the form, one commit, the mails queued.

The ceiling is a bare insert with one commit each, on the same engine in the same minutes.
"""

from __future__ import annotations

import re
import threading
import time

from benchmarks.load import Connection, form_for, request_for
from benchmarks.machine import Share, watched
from benchmarks.place import ENGINES, Place, portal_on
from benchmarks.report import Line
from portal.bookings.models import Booking
from portal.kernel.clocks import Side
from tests import make
from tests.races.crowd import crowd
from tests.races.judge import count, wrong_seats

CLIENTS = 8
EACH = 40
WARM_UP = 4
INSERT_SECONDS = 2.0
LEAST = {"sqlite": (0.06, 0.12), "postgresql": (0.08, 0.15)}
KEY = re.compile(rb'name="form_key"[^>]*value="([^"]+)"')


def run() -> list[Line]:
    """Measure on both engines."""
    lines = []
    for kind in ENGINES:
        with portal_on(kind) as place:
            ceiling = bare_inserts(place)
            booked, share = bookings(place)
        least, aim = LEAST[kind]
        lines.append(
            Line(
                f"whole booking, {kind}",
                booked,
                "bare insert",
                ceiling,
                least,
                aim,
                share,
                1000 * share.work / (booked * share.seconds),
            )
        )
    return lines


def bare_inserts(place: Place) -> float:
    """Inserts a second, each committed by itself."""
    statement = "INSERT INTO bare (words) VALUES ('a booking of two companies and nothing more')"
    with place.engine.begin() as connection:
        key = "INTEGER PRIMARY KEY" if place.kind == "sqlite" else "SERIAL PRIMARY KEY"
        connection.exec_driver_sql(f"CREATE TABLE bare (id {key}, words TEXT)")
    done = [0] * (1 if place.kind == "sqlite" else CLIENTS)
    until = time.monotonic() + INSERT_SECONDS

    def client(number: int) -> None:
        raw = place.engine.raw_connection()
        cursor = raw.cursor()
        while time.monotonic() < until:
            cursor.execute(statement)
            raw.commit()
            done[number] += 1
        raw.close()

    _together(client, len(done))
    return sum(done) / INSERT_SECONDS


def bookings(place: Place) -> tuple[float, Share]:
    """Whole bookings a second by several companies at once, none in another's way."""
    at = make.consultation(slots=EACH + WARM_UP)
    slots = [slot.public_id for slot in make.slots_of(at)]
    partners = [each.company.public_id for each in crowd(at, Side.CN, len(slots))]
    users = [each.user for each in crowd(at, Side.KR, CLIENTS)]
    browsers = place.browsers(place.server, users)
    connections = [Connection(place.server.port) for _ in users]
    failed: list[str] = []

    def book(number: int, turn: int) -> None:
        partner = partners[(number + turn) % len(partners)]
        path = f"/company/consultations/{at.public_id}/partners/{partner}/book"
        cookie = browsers[number].cookie
        status, page = connections[number].get(request_for(path, cookie=cookie))
        key = KEY.search(page)
        fields = {
            "csrf_token": browsers[number].token,
            "slot": slots[turn],
            "profile": "none",
            "reason": "Bag filters for our sintering plant",
            "form_key": key.group(1).decode() if key else "",
        }
        answered, head, _ = connections[number].ask(form_for(path, fields, cookie=cookie))
        if status != 200 or answered != 302 or b"/company/meetings/" not in head:
            failed.append(f"{status}, {answered}")

    def client(number: int, turns: range) -> None:
        for turn in turns:
            book(number, turn)

    _together(lambda number: client(number, range(WARM_UP)), CLIENTS)
    with watched(*place.helpers) as share:
        _together(lambda number: client(number, range(WARM_UP, WARM_UP + EACH)), CLIENTS)
    if failed or count(Booking) != CLIENTS * (EACH + WARM_UP) or wrong_seats():
        raise RuntimeError(f"{len(failed)} bookings failed: {failed[:3]}")
    return CLIENTS * EACH / share.seconds, share


def _together(client, number: int) -> None:
    threads = [threading.Thread(target=client, args=(each,)) for each in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
