"""People who press at the same moment: real HTTP clients, released together."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from benchmarks.machine import Share, watched
from portal.accounts.models import SignIn, User
from portal.infra import db
from portal.infra.db import session
from portal.kernel import identifiers
from tests.make import LATER_THAN_EVERY_TEST

LONGEST_WAIT = 60


@dataclass
class Answer:
    """What came back, and after how many seconds; status 0 when nothing did."""

    status: int
    location: str = ""
    body: bytes = b""
    seconds: float = 0.0

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.body, "html.parser")

    @property
    def sentences(self) -> list[str]:
        """What a person is told went wrong."""
        found = self.page.select(".em, .sumerr li, .notice, main p")
        return [" ".join(tag.get_text(" ").split()) for tag in found]


@dataclass
class Rival:
    """A signed-in person with a browser of their own; it keeps its connection and its cookie."""

    port: int
    cookie: str
    token: str
    connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: str) -> Answer:
        body = urlencode({"csrf_token": self.token, **fields}, doseq=True)
        return self._ask("POST", path, body)

    def connect(self) -> None:
        """Open the connection beforehand, so that the race is not for the port."""
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_WAIT)
        self.connection.connect()

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": self.cookie, "Accept-Language": "en"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        answer = self._try(method, path, body, headers)
        if answer.status == 0 and method == "GET":
            # As browsers do when a kept connection was closed; a form is never sent by itself.
            answer = self._try(method, path, body, headers)
        answer.seconds = time.monotonic() - began
        return answer

    def _try(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        try:
            if self.connection is None:
                self.connect()
            assert self.connection is not None
            self.connection.request(method, path, body, headers)
            got = self.connection.getresponse()
            answer = Answer(got.status, got.headers.get("Location", ""), got.read())
        except (OSError, http.client.HTTPException):
            answer = Answer(0)
            if self.connection is not None:
                self.connection.close()
            self.connection = None
        else:
            if got.will_close:
                self.connection.close()
                self.connection = None
        return answer


def signed_in(app: Flask, port: int, users: Sequence[User]) -> list[Rival]:
    """A browser for each of these users, signed in without hashing a password."""
    secrets = [identifiers.secret() for _ in users]
    rows = [
        SignIn(
            user_id=user.id,
            digest=identifiers.digest(secret),
            device="A browser of the tests",
            idle_minutes=1,
            idle_ends_at=LATER_THAN_EVERY_TEST,
            expires_at=LATER_THAN_EVERY_TEST,
        )
        for user, secret in zip(users, secrets, strict=True)
    ]
    with db.writing():
        session.add_all(rows)
    raw = "0" * 40
    token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(raw)
    signer = app.session_interface.get_signing_serializer(app)
    assert signer is not None
    return [
        Rival(
            port,
            f"{app.config['SESSION_COOKIE_NAME']}="
            + signer.dumps({"_user_id": secret, "_fresh": True, "csrf_token": raw})
            + "; lang=en",
            str(token),
        )
        for secret in secrets
    ]


@dataclass
class Race:
    """What became of it: every answer in the order of the tries, and how long it all took."""

    answers: list[Answer]
    seconds: float
    share: Share

    @property
    def statuses(self) -> Counter[int]:
        return Counter(answer.status for answer in self.answers)

    @property
    def p95(self) -> float:
        times = sorted(answer.seconds for answer in self.answers)
        return times[int(len(times) * 0.95)]

    def __str__(self) -> str:
        said = ", ".join(f"{number} x {status}" for status, number in sorted(self.statuses.items()))
        work = f"{self.share.work:.1f} s of work"
        return f"{said} in {self.seconds:.2f} s, p95 {self.p95:.2f} s ({work}; {self.share})"


def race(tries: Sequence[Callable[[], Answer]], *helpers: int) -> Race:
    """Let everybody go at the same moment, neighbours in the list side by side.

    `helpers` are processes whose time is ours, too: the database server's.
    """
    start = threading.Barrier(len(tries) + 1)
    answers = [Answer(0)] * len(tries)

    def go(number: int) -> None:
        start.wait()
        answers[number] = tries[number]()

    threads = [threading.Thread(target=go, args=(n,), daemon=True) for n in range(len(tries))]
    for thread in threads:
        thread.start()
    with watched(*helpers) as share:
        start.wait()
        for thread in threads:
            thread.join(LONGEST_WAIT)
    return Race(answers, share.seconds, share)
