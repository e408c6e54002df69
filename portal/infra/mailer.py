"""Mails: rendered from one plain template into text and HTML, and handed to an SMTP server."""

from __future__ import annotations

import smtplib
import ssl
import sys
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TextIO
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from portal.infra import calendars, wording
from portal.infra.calendars import Entry, Organizer
from portal.infra.outbox import OutboxMessage, unpack
from portal.kernel import clock
from portal.kernel.languages import Language

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SMTP_SECONDS = 20

# The server refuses the portal, not the reader: the message waits until somebody has mended it.
OUR_OWN_FAULT = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPSenderRefused,
)


class CannotSend(Exception):
    """A message did not leave; `for_good` says that another try is useless."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Transport(Protocol):
    """Takes a finished mail away."""

    def send(self, mail: EmailMessage) -> None:
        """Raises CannotSend."""


class Console:
    """Writes mails to a stream, so that a developer can follow their links."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout

    def send(self, mail: EmailMessage) -> None:
        body = mail.get_body(("plain",))
        text = body.get_content() if body else ""
        self.stream.write(f"--- mail to {mail['To']}: {mail['Subject']}\n{text}---\n")
        self.stream.flush()


class SMTP:
    """Sends mails through a server: smtp:// with STARTTLS where offered, smtps:// with TLS."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.tls = parts.scheme == "smtps"
        self.host = parts.hostname or "localhost"
        self.port = parts.port or (465 if self.tls else 25)
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        self.is_local = self.host in ("localhost", "127.0.0.1", "::1")

    def send(self, mail: EmailMessage) -> None:
        try:
            with self._connection() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise CannotSend(f"{code} {words!r}", for_good=code >= 500) from error
        except OUR_OWN_FAULT as error:
            reason = f"{error.smtp_code} {error.smtp_error!r}"
            raise CannotSend(reason, for_good=False) from error
        except smtplib.SMTPResponseException as error:
            reason = f"{error.smtp_code} {error.smtp_error!r}"
            raise CannotSend(reason, for_good=error.smtp_code >= 500) from error
        except (OSError, smtplib.SMTPException) as error:
            raise CannotSend(f"{type(error).__name__}: {error}", for_good=False) from error

    def _connection(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=SMTP_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SMTP_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
            elif not self.is_local:
                server.close()
                raise CannotSend("the mail server offers no encryption", for_good=False)
        if self.user:
            server.login(self.user, self.password)
        return server


def transport_for(url: str) -> Transport:
    """The transport that MAIL_URL asks for."""
    return Console() if url.startswith("console:") else SMTP(url)


class Mailer:
    """Renders outbox messages in their reader's language and sends them."""

    def __init__(self, transport: Transport, *, sender: str, site: str, address: str) -> None:
        self.transport = transport
        self.sender = sender
        self.site = site
        self.address = address
        self.organizer = Organizer(site, sender, address)

    def send(self, message: OutboxMessage) -> None:
        """Raises CannotSend."""
        self.transport.send(self.compose(message))

    def compose(self, message: OutboxMessage) -> EmailMessage:
        """The finished mail: plain text, HTML made of the same paragraphs, perhaps a calendar."""
        values = {
            name: wording.shown(value, message.language, message.side)
            for name, value in unpack(message.values).items()
        }
        words = dict(
            values,
            name=_one_line(message.name),
            site=self.site,
            address=self.address,
            language=message.language,
        )
        template = _environment(message.language).get_template(f"mail/{message.kind}.txt")
        context = template.new_context(words)
        subject = "".join(template.blocks["subject"](context)).strip()
        text = "".join(template.blocks["text"](context)).strip()
        brought = values.get("calendar") or []
        return self._mail(
            message, subject, text, brought if isinstance(brought, list) else [brought]
        )

    def _mail(
        self, message: OutboxMessage, subject: str, text: str, entries: Sequence[Entry]
    ) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = _as_typed(_one_line(subject))
        mail["From"] = Address(self.site, addr_spec=self.sender)
        mail["To"] = Address(_as_typed(_one_line(message.name)), addr_spec=message.address)
        domain = self.sender.rpartition("@")[2] or "localhost"
        mail["Message-ID"] = f"<{message.message_id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["Date"] = clock.now()
        frame = _environment(message.language)
        words: dict[str, Any] = {
            "paragraphs": [part.strip() for part in text.split("\n\n") if part.strip()],
            "subject": subject,
            "language": message.language,
            "site": self.site,
            "address": self.address,
        }
        mail.set_content(frame.get_template("mail/frame.txt").render(text=text, **words))
        mail.add_alternative(frame.get_template("mail/frame.html").render(**words), subtype="html")
        self._bring(mail, message, entries)
        mail["Content-Language"] = message.language.html  # last, or a part would take it along
        return mail

    def _bring(self, mail: EmailMessage, message: OutboxMessage, entries: Sequence[Entry]) -> None:
        """Add calendar files; a single one is also an invitation that programs show as such."""
        for number, entry in enumerate(entries, start=1):
            file = calendars.written(
                entry,
                message.language,
                message.side,
                self.organizer,
                changed_at=message.created_at,
                to=(message.name, message.address),
            )
            method = {"method": entry.method}
            name = "meeting.ics"
            if len(entries) == 1:
                mail.add_alternative(file, subtype="calendar", params=method)
            else:
                name = f"meeting-{number}.ics"
            mail.add_attachment(file, subtype="calendar", filename=name, params=method)


def _one_line(text: str) -> str:
    """Without line breaks of any kind: a header ends at one."""
    return " ".join(text.split())


def _as_typed(text: str) -> str:
    """Words for a header in which nothing looks like an encoded word.

    A header turns "=?utf-8?q?=0A?=" back into the line break that it stands for, and so whoever
    chooses a name could write the rest of the mail.
    """
    return text.replace("=?", "= ?")


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        wording.catalogue(language), newstyle=True
    )
    return environment
