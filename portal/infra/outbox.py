"""Messages that leave only after the change they speak of was committed.

A row is saved in the business transaction; the worker claims it with a lease, sends it and
marks it. Secrets inside (a link that signs somebody in) are wiped once it has left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra import rows
from portal.infra.calendars import Entry
from portal.infra.db import Base, session
from portal.kernel import clock, identifiers
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text, Wording

LEASE = timedelta(minutes=2)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4))


class OutboxMessage(Base):
    """A mail to one address, waiting, sent or given up."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.Index(
            "ix_outbox_message_waiting",
            "due_at",
            sqlite_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(80))
    address: Mapped[str] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(200))
    language: Mapped[Language]
    side: Mapped[Side]
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    message_id: Mapped[str] = mapped_column(
        sa.String(64), unique=True, default=identifiers.public_id
    )
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(sa.String(500))


@dataclass(frozen=True)
class Recipient:
    """Who gets a message, in which language, and whose clock comes first for them."""

    address: str
    name: str
    language: Language
    side: Side


@dataclass(frozen=True)
class Message:
    """The same words for one or several people, each of whom gets a mail of their own."""

    kind: str
    to: Sequence[Recipient]
    values: Mapping[str, Any]


def message(kind: str, to: Recipient | Sequence[Recipient], **values: Any) -> Message:
    """A message to save later with others.

    `kind` names the template `mail/<kind>.txt`; values may be plain data, times, Text or Wording,
    and `calendar` an Entry, which the mail brings along.
    """
    return Message(kind, [to] if isinstance(to, Recipient) else to, values)


def post(kind: str, to: Recipient | Sequence[Recipient], **values: Any) -> None:
    """Save a message, as `message` describes it, with the change it speaks of."""
    post_all([message(kind, to, **values)])


def post_all(messages: Sequence[Message]) -> None:
    """Save several messages in one statement."""
    rows.insert(OutboxMessage, [row for each in messages for row in _rows(each)])


def _rows(message: Message) -> list[dict[str, Any]]:
    packed = pack(message.values)
    return [
        {
            "kind": message.kind,
            "address": each.address,
            "name": each.name,
            "language": each.language,
            "side": each.side,
            "values": packed,
        }
        for each in message.to
    ]


def claim(limit: int = 20) -> list[OutboxMessage]:
    """Take the next due messages under a lease; call it inside a write transaction."""
    now = clock.now()
    waiting = (
        sa.select(OutboxMessage)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.given_up_at.is_(None),
            OutboxMessage.due_at <= now,
            sa.or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now),
        )
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = list(session.scalars(waiting))
    for message in claimed:
        message.leased_until = now + LEASE
        message.attempts += 1
    return claimed


def sent(message_id: int) -> None:
    """Mark a message as sent and wipe what it carried."""
    message = session.get_one(OutboxMessage, message_id)
    message.sent_at = clock.now()
    message.leased_until = None
    message.values = {}


def failed(message_id: int, reason: str, *, for_good: bool) -> None:
    """Mark a failed attempt: try again after a growing pause, or give up."""
    message = session.get_one(OutboxMessage, message_id)
    message.leased_until = None
    message.last_error = reason[:500]
    if for_good or message.attempts > len(PAUSES):
        message.given_up_at = clock.now()
    else:
        message.due_at = clock.now() + PAUSES[message.attempts - 1]


def oldest_waiting() -> datetime | None:
    """Since when the longest-waiting message has been due."""
    return session.scalar(
        sa.select(sa.func.min(OutboxMessage.due_at)).where(
            OutboxMessage.sent_at.is_(None), OutboxMessage.given_up_at.is_(None)
        )
    )


def pack(value: Any) -> Any:
    """Turn values into plain JSON that `unpack` turns back."""
    if isinstance(value, Mapping):
        return {key: pack(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [pack(item) for item in value]
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, Text):
        return {"$text": value.msgid, "values": pack(value.values)}
    if isinstance(value, Wording):
        return {"$words": {tag.value: value.exactly(tag) for tag in value.languages}}
    if isinstance(value, Entry):
        return {"$entry": {each.name: pack(getattr(value, each.name)) for each in fields(value)}}
    return value


def unpack(value: Any) -> Any:
    """The values that `pack` was given."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$time" in value:
        return datetime.fromisoformat(value["$time"])
    if "$text" in value:
        msgid: str = value["$text"]
        return Text(msgid, **unpack(value["values"]))
    if "$words" in value:
        return Wording.of(value["$words"])
    if "$entry" in value:
        facts = unpack(value["$entry"])
        return Entry(**{**facts, "lines": tuple(facts["lines"])})
    return {key: unpack(item) for key, item in value.items()}
