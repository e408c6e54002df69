"""A thousand messages through a real mail server: killed workers lose none and repeat hardly any.

The workers are processes of their own, as an operator runs them, on either engine. Between handing
a mail over and marking it lies a moment in which nobody can know; whoever dies in it sends that
mail again, under the same Message-ID, and no other.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

import config
from portal.infra import db, outbox
from portal.infra.db import session
from portal.infra.outbox import About, OutboxMessage, Recipient
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from tests.journeys.running import free_port
from tests.proof.test_crashes import OwnDatabase
from tests.proof.test_crashes import own as own  # noqa: PLC0414 - the fixture

pytestmark = pytest.mark.proof

MESSAGES = 1000
WITHIN_SECONDS = 240
WORDS = {"path": "/company/", "days": 3}


class Sink:
    """A mail server that keeps what it is given, and can be slow, refuse, or fail for a while."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, Any]] = []
        self.answers: dict[str, list[str]] = {}
        self.arrived = threading.Condition()
        self.pause = 0.0
        self.server = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers[address].pop(0) if self.answers.get(address) else "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self.arrived:
            self.mails.append((envelope.rcpt_tos[0], mail))
            self.arrived.notify_all()
        await asyncio.sleep(self.pause)  # this is how slow the server is
        return "250 OK"

    def wait_for(self, count: int, *, different: bool = False) -> None:
        """Wait until so many mails have arrived, or so many different ones."""

        def number() -> int:
            return len(self.ids) if different else len(self.mails)

        with self.arrived:
            done = self.arrived.wait_for(lambda: number() >= count, WITHIN_SECONDS)
        assert done, f"{number()} of {count} mails arrived"

    @property
    def ids(self) -> Counter[str]:
        return Counter(str(mail["Message-ID"]) for _address, mail in self.mails)


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink()
    sink.server.start()
    yield sink
    sink.server.stop()


class Workers:
    """Worker processes of a database that send to a sink."""

    def __init__(self, own: OwnDatabase, sink: Sink) -> None:
        self.own, self.sink = own, sink
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, count: int = 1) -> None:
        for _ in range(count):
            self.running.append(
                subprocess.Popen(
                    [sys.executable, "-m", "portal.cli", "worker"],
                    cwd=config.ROOT,
                    env={
                        **os.environ,
                        "DATABASE_URL": self.own.url,
                        "MAIL_URL": f"smtp://127.0.0.1:{self.sink.server.port}",
                        "SECRET_KEY": "a secret of the proofs that is long enough",
                    },
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        for each in self.running:
            each.send_signal(how)
        for each in self.running:
            each.wait(30)
        self.running = []


@pytest.fixture
def workers(own: OwnDatabase, sink: Sink) -> Iterator[Workers]:
    workers = Workers(own, sink)
    yield workers
    workers.end(signal.SIGKILL)


def post(count: int, readers: int = 50) -> None:
    """Messages to many people, each about one of three sessions."""
    people = [
        Recipient(f"p{number}@company.example", f"김수진 {number}", Language.KO, Side.KR)
        for number in range(readers)
    ]
    messages = [
        outbox.message(
            "accounts/confirm_address",
            people[number % readers],
            about=About(consultation=number % 3 + 1),
            **WORDS | {"days": number},
        )
        for number in range(count)
    ]
    with db.writing():
        outbox.post_all(messages)


def left() -> list[OutboxMessage]:
    session.rollback()
    waiting = sa.select(OutboxMessage).where(OutboxMessage.sent_at.is_(None))
    return list(session.scalars(waiting))


def end_leases() -> None:
    """As if the two minutes had passed that a dead worker keeps its messages."""
    with db.writing():
        session.execute(sa.update(OutboxMessage).values(leased_until=None))


def test_two_workers_send_a_thousand_messages_once_each_in_order(own, sink, workers):
    post(MESSAGES)
    workers.start(2)
    sink.wait_for(MESSAGES)
    workers.end()
    assert left() == []
    assert set(sink.ids.values()) == {1}
    assert len(sink.ids) == MESSAGES
    # To one person, what is about one session arrived as it was said.
    session.rollback()
    place = {
        message_id: (address, consultation, id)
        for message_id, address, consultation, id in session.execute(
            sa.select(
                OutboxMessage.message_id,
                OutboxMessage.address,
                OutboxMessage.consultation_id,
                OutboxMessage.id,
            )
        )
    }
    last: dict[tuple[str, int], int] = {}
    for _address, mail in sink.mails:
        address, consultation, id = place[str(mail["Message-ID"])[1:].split("@")[0]]
        assert last.get((address, consultation), 0) < id
        last[address, consultation] = id


def test_killed_workers_lose_nothing_and_repeat_one_mail_at_most_each(own, sink, workers):
    post(300)
    deaths = 0
    for enough in (20, 90, 160, 230):
        workers.start(1)
        sink.wait_for(enough)
        workers.end(signal.SIGKILL)
        deaths += 1
        end_leases()
    workers.start(1)
    sink.wait_for(300, different=True)
    workers.end()
    assert left() == []
    assert len(sink.ids) == 300
    again = sum(count - 1 for count in sink.ids.values())
    assert again <= deaths
    assert max(sink.ids.values()) <= 2


def test_who_dies_between_sending_and_marking_sends_that_mail_again_under_its_own_name(
    own, sink, workers
):
    post(1)
    sink.pause = 60.0
    workers.start(1)
    # The server has the mail; the worker waits for its answer, and dies.
    sink.wait_for(1)
    workers.end(signal.SIGKILL)
    assert len(left()) == 1
    sink.pause = 0.0
    end_leases()
    workers.start(1)
    sink.wait_for(2)
    workers.end()
    assert left() == []
    assert list(sink.ids.values()) == [2]


def test_a_slow_server_holds_nobody_else_up_and_gets_nothing_twice(own, sink, workers):
    sink.pause = 0.15
    post(60, readers=60)
    workers.start(2)
    sink.wait_for(60)
    workers.end()
    assert left() == []
    assert set(sink.ids.values()) == {1}


def test_a_server_that_refuses_some_gets_the_others_and_those_later(own, sink, workers):
    sink.answers = {
        "p0@company.example": ["451 try again later"],
        "p1@company.example": ["550 no such user"],
    }
    post(10, readers=10)
    workers.start(1)
    sink.wait_for(8)
    workers.end()  # each is asked to stop, and marks what it has tried before it does
    later, never = sorted(left(), key=lambda each: each.address)
    assert later.given_up_at is None
    assert later.due_at > later.created_at
    assert never.given_up_at is not None
    assert "550" in (never.last_error or "")
    with db.writing():
        session.execute(sa.update(OutboxMessage).values(due_at=OutboxMessage.created_at))
    workers.start(1)
    sink.wait_for(9)
    assert sum(address == "p0@company.example" for address, _mail in sink.mails) == 1
    assert not any(address == "p1@company.example" for address, _mail in sink.mails)
