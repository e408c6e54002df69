"""To whom a letter goes, and what became of a mail."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.languages import Text


class Readers(StrEnum):
    """Whom a letter is for: those who act for companies, or a session's interpreters."""

    COMPANIES = "COMPANIES"
    INTERPRETERS = "INTERPRETERS"

    @property
    def words(self) -> Text:
        return {
            Readers.COMPANIES: Text("Those who act for companies"),
            Readers.INTERPRETERS: Text("Interpreters of the session"),
        }[self]


class MailState(StrEnum):
    """What became of a message to one person."""

    WAITING = "WAITING"
    TRIED = "TRIED"
    SENT = "SENT"
    REFUSED = "REFUSED"
    GATHERED = "GATHERED"
    SHOWN = "SHOWN"

    @property
    def words(self) -> Text:
        return {
            MailState.WAITING: Text("Waits to be sent"),
            MailState.TRIED: Text("Is tried again"),
            MailState.SENT: Text("Sent out"),
            MailState.REFUSED: Text("Refused"),
            MailState.GATHERED: Text("Waits for the mail of the day"),
            MailState.SHOWN: Text("In the portal alone, as its reader wished"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {MailState.SENT: "ok", MailState.SHOWN: "ok", MailState.REFUSED: "no"}.get(
            self, "act" if self is MailState.TRIED else "wait"
        )
