"""The mails that wait in the outbox, as their readers would see them."""

from __future__ import annotations

import sqlalchemy as sa

from portal.infra.db import session
from portal.infra.mailer import Mailer
from portal.infra.outbox import OutboxMessage
from portal.infra.transports import Console
from portal.kernel.languages import Language

ADDRESS = "https://portal.example"


def waiting(address: str | None = None) -> list[OutboxMessage]:
    """What waits to be sent, oldest first; to one address or to all."""
    session.rollback()
    query = sa.select(OutboxMessage).order_by(OutboxMessage.id)
    return list(
        session.scalars(query.where(OutboxMessage.address == address) if address else query)
    )


def kinds(address: str | None = None) -> list[str]:
    return [message.kind for message in waiting(address)]


def link(address: str) -> str:
    """The path of the link in the newest mail to an address."""
    return str(waiting(address)[-1].values["path"])


def words(message: OutboxMessage, language: Language | None = None) -> str:
    """The plain text of a mail, with its subject."""
    if language:
        message.language = language
    mail = Mailer(Console(), sender="portal@portal.example", site="Clearday", address=ADDRESS)
    composed = mail.compose(message)
    body = composed.get_body(("plain",))
    assert body is not None
    return f"{composed['Subject']}\n{body.get_content()}"


def html(message: OutboxMessage) -> str:
    mail = Mailer(Console(), sender="portal@portal.example", site="Clearday", address=ADDRESS)
    body = mail.compose(message).get_body(("html",))
    assert body is not None
    return str(body.get_content())
