"""The portal as an operator runs it: server and worker as processes, mails through a server."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from playwright.sync_api import Browser

READY_WITHIN_SECONDS = 60
MAIL_WITHIN_SECONDS = 20
ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def close_all(browser: Browser) -> None:
    """Close every window: a server that stops waits for them, and moving pictures cost time."""
    for context in list(browser.contexts):
        context.close()


class Postbox:
    """A mail server that keeps what it is given, and lets readers wait for their mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.arrived = threading.Condition()
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, _server, _session, envelope) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        with self.arrived:
            self.mails.append(mail)
            self.arrived.notify_all()
        return "250 OK"

    def link(self, address: str, path: str) -> str:
        """The address in the newest mail to somebody that leads to this path; waits for it."""
        wanted = re.compile(rf"http://[^\s]*{path}[^\s]*")

        def found() -> str | None:
            for mail in reversed(self.mails):
                if address in str(mail["To"]) and (match := wanted.search(self.text(mail))):
                    return match.group()
            return None

        with self.arrived:
            link = self.arrived.wait_for(found, MAIL_WITHIN_SECONDS)
        assert link, f"no mail to {address} leads to {path}: {self.to(address)}"
        return link

    def mail(self, address: str, words: str) -> EmailMessage:
        """The newest mail to somebody with these words; waits for it."""

        def found() -> EmailMessage | None:
            return next(
                (
                    mail
                    for mail in reversed(self.mails)
                    if address in str(mail["To"]) and words in self.text(mail)
                ),
                None,
            )

        with self.arrived:
            mail = self.arrived.wait_for(found, MAIL_WITHIN_SECONDS)
        assert mail, f"no mail to {address} says {words!r}: {self.to(address)}"
        return mail

    def to(self, address: str) -> list[str]:
        """The subjects of all mails to somebody."""
        return [str(mail["Subject"]) for mail in self.mails if address in str(mail["To"])]

    @staticmethod
    def text(mail: EmailMessage) -> str:
        body = mail.get_body(("plain",))
        return f"{mail['Subject']}\n{body.get_content() if body else ''}"


class Portal:
    """A running portal with a database and a postbox of its own."""

    def __init__(self, database_url: str, directory: Path) -> None:
        self.postbox = Postbox()
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = directory / "portal.log"
        self.env = {
            **{name: value for name, value in os.environ.items() if name != "PORTAL_ENV"},
            "DATABASE_URL": database_url,
            "SECRET_KEY": "a secret of the journeys that is long enough",
            "MAIL_URL": f"smtp://127.0.0.1:{self.postbox.controller.port}",
            "PORT": str(self.port),
            "BASE_URL": "",
            "FILES_DIR": str(directory / "files"),
            "RATE_LIMITS": "off",  # everybody in a journey comes from one address
            "WEB_PROCESSES": "1",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.postbox.controller.start()
        self.command("db", "upgrade")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.cli", "run"],
                env=self.env,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
        self.postbox.controller.stop()

    def command(self, *arguments: str) -> str:
        """What the command `portal` answers; it must succeed."""
        done = subprocess.run(
            [sys.executable, "-m", "portal.cli", *arguments],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def failures(self) -> list[str]:
        """What the server's log says of errors."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        return [line for line in lines if '"level": "error"' in line or "Traceback" in line]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                    return
            except OSError:
                assert self.process is not None
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.1)
