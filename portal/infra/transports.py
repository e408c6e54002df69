"""Takes mails away: to a stream for developers, or to any SMTP server, never in the clear to
another machine."""

from __future__ import annotations

import smtplib
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from typing import Protocol, TextIO
from urllib.parse import unquote, urlsplit

# The longest wait for one answer, and for one mail from the first word to the last.
SMTP_SECONDS = 20
MAIL_SECONDS = 45

# The server refuses the portal, not the reader: the message waits until somebody has mended it.
OUR_OWN_FAULT = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPSenderRefused,
)


class CannotSend(Exception):
    """A message did not leave; `for_good` says that another try is useless.

    `at_server` says that it lies with the server and not with the message: the next one would fare
    no better just now.
    """

    def __init__(self, reason: str, *, for_good: bool, at_server: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good
        self.at_server = at_server


class Transport(Protocol):
    """Takes a finished mail away."""

    def send(self, mail: EmailMessage) -> None:
        """Raises CannotSend."""

    def hang_up(self) -> None:
        """Nothing more is sent for now."""


class Console:
    """Writes mails to a stream, so that a developer can follow their links."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout

    def send(self, mail: EmailMessage) -> None:
        body = mail.get_body(("plain",))
        text = body.get_content() if body else ""
        self.stream.write(f"--- mail to {mail['To']}: {mail['Subject']}\n{text}---\n")
        self.stream.flush()

    def hang_up(self) -> None:
        """There is no connection."""


class SMTP:
    """Sends mails through a server: smtp:// with STARTTLS where offered, smtps:// with TLS.

    One connection carries mails until it is hung up. A server that does not come to an end with a
    mail is left after MAIL_SECONDS, so that it holds up nobody for long.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.tls = parts.scheme == "smtps"
        self.host = parts.hostname or "localhost"
        self.port = parts.port or (465 if self.tls else 25)
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        self.is_local = self.host in ("localhost", "127.0.0.1", "::1")
        self._server: smtplib.SMTP | None = None

    def send(self, mail: EmailMessage) -> None:
        try:
            with self._at_most(MAIL_SECONDS):
                self._connected().send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise CannotSend(_said(code, words), for_good=code >= 500) from error
        except OUR_OWN_FAULT as error:
            self._drop()
            reason = _said(error.smtp_code, error.smtp_error)
            raise CannotSend(reason, for_good=False, at_server=True) from error
        except smtplib.SMTPResponseException as error:
            self._drop()
            reason = _said(error.smtp_code, error.smtp_error)
            raise CannotSend(reason, for_good=error.smtp_code >= 500) from error
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            reason = f"{type(error).__name__}: {error}"
            raise CannotSend(reason, for_good=False, at_server=True) from error

    def hang_up(self) -> None:
        """Say goodbye to the server, if one was spoken to."""
        if self._server is not None:
            try:
                self._server.quit()
            except (OSError, smtplib.SMTPException):
                self._server.close()
            self._server = None

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _connected(self) -> smtplib.SMTP:
        """The connection of the last mail, if the server still answers, or a new one."""
        if self._server is not None:
            try:
                if self._server.rset()[0] == 250:
                    return self._server
            except (OSError, smtplib.SMTPException):
                pass
            self._drop()
        self._server = self._connection()
        return self._server

    @contextmanager
    def _at_most(self, seconds: float) -> Iterator[None]:
        """Cut the connection when the time is over, so that whoever reads from it wakes up."""
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        wire = self._server.sock if self._server is not None else None
        if wire is not None:
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def _connection(self) -> smtplib.SMTP:
        """A connection that is there to be cut from its first moment."""
        context = ssl.create_default_context()
        server: smtplib.SMTP = (
            smtplib.SMTP_SSL(timeout=SMTP_SECONDS, context=context)
            if self.tls
            else smtplib.SMTP(timeout=SMTP_SECONDS)
        )
        server._host = self.host  # type: ignore[attr-defined]  # whose certificate is wanted
        self._server = server
        server.connect(self.host, self.port)
        if not self.tls:
            self._encrypt(server, context)
        if self.user:
            server.login(self.user, self.password)
        return server

    def _encrypt(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
        elif not self.is_local:
            self._drop()
            reason = "the mail server offers no encryption"
            raise CannotSend(reason, for_good=False, at_server=True)


def transport_for(url: str) -> Transport:
    """The transport that MAIL_URL asks for."""
    return Console() if url.startswith("console:") else SMTP(url)


def _said(code: int, words: bytes | str) -> str:
    """What a server answered, in one line."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"
