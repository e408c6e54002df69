"""Messages as the list under the bell shows them: what each says, without what a mail adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jinja2 import TemplateError

from portal.infra import mail_words
from portal.infra.outbox import OutboxMessage
from portal.kernel.languages import Language

# A message's template has changed since it was saved.
FORGOTTEN = (TemplateError, KeyError, TypeError, ValueError)


@dataclass(frozen=True)
class Line:
    """One message in a reader's language. `subject` is empty where its words were forgotten."""

    id: str
    subject: str
    paragraphs: Sequence[str]
    at: datetime
    is_read: bool
    needs_answer: bool


def line_of(message: OutboxMessage, language: Language, *, site: str, address: str) -> Line:
    """What a message says, without its salutation and its links."""
    try:
        written = mail_words.written(message, site=site, address=address, language=language)
    except FORGOTTEN:
        written = mail_words.Written("", "")
    return Line(
        id=message.message_id,
        subject=mail_words.one_line(written.subject),
        paragraphs=[part for part in written.paragraphs[1:] if f"{address}/" not in part],
        at=message.created_at,
        is_read=message.read_at is not None,
        needs_answer=message.needs_answer and message.read_at is None,
    )


def subject_of(message: OutboxMessage, site: str) -> str:
    """What a message is called, in its own language; empty where its words were forgotten."""
    try:
        return mail_words.subject_of(message, site=site)
    except FORGOTTEN:
        return ""


def path_of(message: OutboxMessage) -> str | None:
    """The page of the portal that a message leads to."""
    path = message.values.get("path")
    return path if isinstance(path, str) and path.startswith("/") and path[1:2] != "/" else None
