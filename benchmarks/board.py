"""How soon a coordinator's board of a thousand companies and 10,000 meetings answers.

One coordinator, one request after another, as somebody moves meetings by hand: the page, where the
meeting in hand can go, the drop, a pair taken out and placed again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import config
from benchmarks.load import Connection, form_for, json_for, request_for
from benchmarks.machine import watched
from benchmarks.place import ENGINES, Place, portal_on
from portal.app import create_app
from portal.companies.models import Company
from portal.consultations.models import Slot
from portal.infra.db import session
from tests.races import rivals
from tests.races.server import SECRET
from tests.timetabling.large import Large, large

COMPANIES = 1000
TIMES = 20


def run() -> Iterator[str]:
    """Measure on both engines."""
    for kind in ENGINES:
        with portal_on(kind) as place:
            hand = Hand(place, large(COMPANIES))
            with watched(*place.helpers) as share:
                took = hand.at_work()
        for what, seconds in took.items():
            yield (
                f"{kind}, {what}: {1000 * median(seconds):.0f} ms "
                f"(worst of {len(seconds)}: {1000 * max(seconds):.0f} ms) [{share}]"
            )


class Hand:
    """A coordinator at the board."""

    def __init__(self, place: Place, it: Large) -> None:
        self.it = it
        settings = config.Settings(secret_key=SECRET, rate_limits=False)
        signer = create_app(settings, place.engine)
        port = place.server.port
        (self.who,) = rivals.signed_in(signer, port, [it.coordinator.now])
        self.connection = Connection(port)
        names = it.consultation.public_id, it.draft.public_id
        self.board = "/coordinator/consultations/{}/timetable/{}/board".format(*names)
        self.slots = [session.get_one(Slot, id).public_id for id in it.slots]

    def at_work(self) -> dict[str, list[float]]:
        """How many seconds each answer took."""
        took: dict[str, list[float]] = {}
        for number in range(TIMES + 1):
            for what, seconds in self._one(number):
                if number:  # a process that has just started knows nothing yet
                    took.setdefault(what, []).append(seconds)
        return took

    def _one(self, number: int) -> Iterator[tuple[str, float]]:
        cookie, token = self.who.cookie, self.who.token
        pair = self.board + "/" + "/".join(self._names(number))
        yield "the board's page", self._ask(request_for(self.board, cookie=cookie))[0]
        seconds, found = self._ask(request_for(f"{pair}/places", cookie=cookie))
        yield "where a meeting can go", seconds
        said = {"slot": self.slots[-1], "was": json.loads(found)["was"], "swap": []}
        seconds, done = self._ask(json_for(f"{pair}/drop", said, cookie=cookie, token=token))
        if not json.loads(done)["done"]:
            raise RuntimeError(f"the meeting was not moved: {done!r}")
        yield "a drop", seconds
        for what, address, fields in (
            ("a pair taken out", f"{pair}/out", {}),
            ("a pair placed", pair, {"slot": self.slots[3]}),
        ):
            form = form_for(address, {"csrf_token": token, **fields}, cookie=cookie)
            yield what, self._ask(form, status=302)[0]

    def _names(self, number: int) -> list[str]:
        """The two companies of a meeting in the fourth slot."""
        chinese = self.it.chinese[(number + 3) % len(self.it.chinese)]
        return [session.get_one(Company, id).public_id for id in (self.it.korean[number], chinese)]

    def _ask(self, request: bytes, status: int = 200) -> tuple[float, Any]:
        began = time.monotonic()
        answered, _, body = self.connection.ask(request)
        if answered != status:
            raise RuntimeError(f"the board answered {answered}")
        return time.monotonic() - began, body
