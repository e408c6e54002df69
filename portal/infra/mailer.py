"""Mails: rendered from one plain template into text and HTML, and handed to an SMTP server."""

from __future__ import annotations

from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage

from portal.infra import calendars, mail_words
from portal.infra.calendars import Entry, Organizer
from portal.infra.mail_words import Written, one_line
from portal.infra.outbox import OutboxMessage
from portal.infra.packing import unpack
from portal.infra.transports import Transport
from portal.kernel import clock


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
        written = mail_words.written(message, site=self.site, address=self.address)
        brought = unpack(message.values.get("calendar")) or []
        return self._mail(message, written, brought if isinstance(brought, list) else [brought])

    def _mail(
        self, message: OutboxMessage, written: Written, entries: Sequence[Entry]
    ) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = _as_typed(one_line(written.subject))
        mail["From"] = Address(self.site, addr_spec=self.sender)
        mail["To"] = Address(_as_typed(one_line(message.name)), addr_spec=message.address)
        domain = self.sender.rpartition("@")[2] or "localhost"
        mail["Message-ID"] = f"<{message.message_id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["Date"] = clock.now()
        mail.set_content(mail_words.framed("txt", message, written, self.site, self.address))
        page = mail_words.framed("html", message, written, self.site, self.address)
        mail.add_alternative(page, subtype="html")
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


def _as_typed(text: str) -> str:
    """Words for a header in which nothing looks like an encoded word.

    A header turns "=?utf-8?q?=0A?=" back into the line break that it stands for, and so whoever
    chooses a name could write the rest of the mail.
    """
    return text.replace("=?", "= ?")
