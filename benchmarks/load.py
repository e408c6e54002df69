"""A plain HTTP client that keeps a server busy: some connections, for some seconds, to 127.0.0.1.

It reads the socket by itself, since a comfortable client would be the slowest part of the run.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

CONNECTIONS = 12
LONGEST_ANSWER_SECONDS = 20


@dataclass
class Rate:
    """How many good answers came in how many seconds; `bad` counts all others."""

    good: int
    bad: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.good / self.seconds


class Connection:
    """One connection that is kept, and opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def get(self, request: bytes) -> tuple[int, bytes]:
        """Send a whole request; the status and the body of the answer, 0 when none came."""
        status, _head, body = self.ask(request)
        return status, body

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """The same with the head of the answer."""
        for _ in range(2):
            try:
                if self.socket is None:
                    self.socket = socket.create_connection(
                        ("127.0.0.1", self.port), LONGEST_ANSWER_SECONDS
                    )
                self.socket.sendall(request)
                return self._read(self.socket)
            except OSError:
                self.close()
        return 0, b"", b""

    def _read(self, source: socket.socket) -> tuple[int, bytes, bytes]:
        got = b""
        while b"\r\n\r\n" not in got:
            more = source.recv(65536)
            if not more:
                raise OSError("closed")
            got += more
        head, body = got.split(b"\r\n\r\n", 1)
        lines = head.lower()
        length = int(lines.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        while len(body) < length:
            body += source.recv(65536)
        if b"connection: close" in lines:
            self.close()
        return int(head.split(b" ", 2)[1]), head, body

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def request_for(path: str, *, cookie: str = "") -> bytes:
    """A GET request as bytes."""
    headers = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    if cookie:
        headers += f"Cookie: {cookie}\r\n"
    return f"{headers}\r\n".encode()


def form_for(path: str, fields: dict[str, str], *, cookie: str) -> bytes:
    """A POST request of a form as bytes."""
    body = urlencode(fields)
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def json_for(path: str, said: dict[str, Any], *, cookie: str, token: str) -> bytes:
    """A POST request of a page's script as bytes."""
    body = json.dumps(said)
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"X-CSRFToken: {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def rate_of(port: int, requests: list[bytes], seconds: float) -> Rate:
    """Ask for these pages in turn over several connections, for so many seconds."""
    until = time.monotonic() + seconds
    good, bad = [0] * CONNECTIONS, [0] * CONNECTIONS

    def client(number: int) -> None:
        connection, turn = Connection(port), number
        while time.monotonic() < until:
            status, _ = connection.get(requests[turn % len(requests)])
            turn += 1
            if status == 200:
                good[number] += 1
            else:
                bad[number] += 1
        connection.close()

    began = time.monotonic()
    threads = [threading.Thread(target=client, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Rate(sum(good), sum(bad), time.monotonic() - began)
