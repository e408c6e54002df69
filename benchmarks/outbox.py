"""How fast the worker sends what waits in the outbox, beside a bare smtplib loop of the same mails.

Both hand their mails to the same server on this machine, which reads them and forgets them.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from benchmarks.machine import watched
from benchmarks.place import ENGINES, database_on
from portal.infra import db, outbox
from portal.infra.mailer import Mailer
from portal.infra.outbox import Recipient
from portal.infra.transports import transport_for
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.worker import Worker
from tests.journeys.running import free_port

MESSAGES = 1000
PEOPLE = 100


class Sink:
    """A mail server that takes everything and keeps nothing but the number."""

    def __init__(self) -> None:
        self.taken = 0

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:
        self.taken += 1
        return "250 OK"


def run() -> Iterator[str]:
    """Messages a second, and their ratio to the bare loop, on each engine."""
    for kind in ENGINES:
        with (
            _sink() as (sink, port),
            database_on(kind) as (_engine, helpers, _directory),
            watched(*helpers) as share,
        ):
            mailer = _mailer(port)
            bare = _bare(port, mailer)
            ours = _ours(mailer)
            assert sink.taken == 2 * MESSAGES
        yield (
            f"{kind:<10} {MESSAGES / ours:6.0f} messages/s = {bare / ours:.2f} of a bare smtplib"
            f" loop ({MESSAGES / bare:.0f}/s) [{share}]"
        )


def _bare(port: int, mailer: Mailer) -> float:
    """Seconds that a loop over one connection takes for mails that are written already."""
    with db.writing():
        _post()
        claimed = outbox.claim(MESSAGES)
        finished = [mailer.compose(each) for each in claimed]
        for each in claimed:
            outbox.sent(each.id)
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for mail in finished:
            server.send_message(mail)
    return time.perf_counter() - began


def _ours(mailer: Mailer) -> float:
    """Seconds that the worker takes: claimed, written, sent and marked, each on its own."""
    with db.writing():
        _post()
    worker = Worker(mailer)
    began = time.perf_counter()
    while worker.send_waiting():
        pass
    return time.perf_counter() - began


def _post() -> None:
    people = [
        Recipient(f"p{number}@company.example", f"김수진 {number}", Language.KO, Side.KR)
        for number in range(PEOPLE)
    ]
    outbox.post_all(
        [
            outbox.message(
                "accounts/confirm_address", people[number % PEOPLE], path="/company/", days=number
            )
            for number in range(MESSAGES)
        ]
    )


def _mailer(port: int) -> Mailer:
    return Mailer(
        transport_for(f"smtp://127.0.0.1:{port}"),
        sender="portal@clearday.example",
        site="Clearday",
        address="https://portal.example",
    )


@contextmanager
def _sink() -> Iterator[tuple[Sink, int]]:
    sink = Sink()
    server = Controller(sink, hostname="127.0.0.1", port=free_port())
    server.start()
    yield sink, server.port
    server.stop()
