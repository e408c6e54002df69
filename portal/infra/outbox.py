"""Messages that leave only after the change they speak of was committed.

A row is saved in the business transaction; the worker claims it with a lease, sends it and
marks it. A message to somebody with an account is also what the portal shows them. One without
carries what is secret (a link that signs somebody in) and is wiped once it has left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased, mapped_column

from portal.infra import rows
from portal.infra.db import Base, session
from portal.infra.packing import pack
from portal.infra.ways import Way, next_digest, way_for
from portal.kernel import clock, identifiers
from portal.kernel.clocks import Side
from portal.kernel.languages import Language

LEASE = timedelta(minutes=2)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4))


_WAITS = sa.text("way = 'AT_ONCE' AND sent_at IS NULL AND given_up_at IS NULL")
_IN_DIGEST = sa.text("way = 'DIGEST' AND sent_at IS NULL")
_UNREAD = sa.text("user_id IS NOT NULL AND read_at IS NULL")


class OutboxMessage(Base):
    """A message to one person: a mail that waits, is sent or given up, and an entry of the bell.

    `user_id` is the account whose bell shows it. What it is about is named by ids alone, since
    the outbox knows no feature.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.Index(
            "ix_outbox_message_waiting", "due_at", sqlite_where=_WAITS, postgresql_where=_WAITS
        ),
        sa.Index(
            "ix_outbox_message_in_line",
            "address",
            "consultation_id",
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        sa.Index(
            "ix_outbox_message_digest",
            "due_at",
            sqlite_where=_IN_DIGEST,
            postgresql_where=_IN_DIGEST,
        ),
        sa.Index(
            "ix_outbox_message_unread",
            "user_id",
            sqlite_where=_UNREAD,
            postgresql_where=_UNREAD,
        ),
        sa.Index("ix_outbox_message_of_reader", "user_id", "id"),
        sa.Index("ix_outbox_message_of_consultation", "consultation_id", "id"),
        sa.Index("ix_outbox_message_of_company", "company_id", "id"),
        sa.Index("ix_outbox_message_of_letter", "letter_id", "id"),
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
    topic: Mapped[str] = mapped_column(sa.String(20), default="")
    way: Mapped[Way] = mapped_column(default=Way.AT_ONCE)
    user_id: Mapped[int | None]
    needs_answer: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime | None]
    consultation_id: Mapped[int | None]
    company_id: Mapped[int | None]
    letter_id: Mapped[int | None]


@dataclass(frozen=True)
class Recipient:
    """Who gets a message, in which language, and whose clock comes first for them.

    `account` is the id of their account, whose bell shows the message; None where it goes by mail
    alone. `ways` are their preferences (`portal.infra.ways`).
    """

    address: str
    name: str
    language: Language
    side: Side
    account: int | None = None
    ways: tuple[str, ...] = ()

    @property
    def by_mail_alone(self) -> Recipient:
        """The same for what no page may show, such as a link that signs somebody in."""
        return replace(self, account=None, ways=())


@dataclass(frozen=True)
class About:
    """What a message is about, by ids: for the coordinators' log, and for the order of mails."""

    consultation: int | None = None
    company: int | None = None
    letter: int | None = None


NOTHING = About()


@dataclass(frozen=True)
class Message:
    """The same words for one or several people, each of whom gets a message of their own."""

    kind: str
    to: Sequence[Recipient]
    values: Mapping[str, Any]
    topic: str
    about: About = NOTHING
    needs_answer: bool = False
    happens_at: datetime | None = None


def message(
    kind: str,
    to: Recipient | Sequence[Recipient],
    *,
    topic: str | None = None,
    about: About = NOTHING,
    needs_answer: bool = False,
    happens_at: datetime | None = None,
    **values: Any,
) -> Message:
    """A message to save later with others.

    `kind` names the template `mail/<kind>.txt`; values may be plain data, times, Text or Wording,
    and `calendar` an Entry, which the mail brings along. `topic` is what readers choose a way for,
    the first part of the kind unless said otherwise. `happens_at` is when the matter takes place;
    a value `start` says so, too. What `needs_answer` stands out for the reader.
    """
    return Message(
        kind,
        [to] if isinstance(to, Recipient) else to,
        values,
        topic or kind.partition("/")[0],
        about,
        needs_answer,
        happens_at or values.get("start"),
    )


def post(kind: str, to: Recipient | Sequence[Recipient], **more: Any) -> None:
    """Save a message, as `message` describes it, with the change it speaks of."""
    post_all([message(kind, to, **more)])


def post_all(messages: Sequence[Message]) -> None:
    """Save several messages in one statement."""
    now = clock.now()
    rows.insert(OutboxMessage, [row for each in messages for row in _rows(each, now)])


def unsaved(message: Message) -> OutboxMessage:
    """A message as its first reader would get it, to be looked at; it is never sent."""
    return OutboxMessage(**_rows(message, clock.now())[0])


def _rows(message: Message, now: datetime) -> list[dict[str, Any]]:
    packed = pack(message.values)
    found = []
    for each in message.to:
        way = way_for(message.topic, each.ways, each.side, now, message.happens_at)
        found.append(
            {
                "kind": message.kind,
                "address": each.address,
                "name": each.name,
                "language": each.language,
                "side": each.side,
                "values": packed,
                "topic": message.topic,
                "way": way,
                "due_at": next_digest(now, each.side) if way is Way.DIGEST else now,
                "user_id": each.account,
                "needs_answer": message.needs_answer,
                "consultation_id": message.about.consultation,
                "company_id": message.about.company,
                "letter_id": message.about.letter,
            }
        )
    return found


def claim(limit: int = 20) -> list[OutboxMessage]:
    """Take the next due mails under a lease; call it inside a write transaction.

    What concerns a session never overtakes an earlier mail about it to the same address.
    """
    now = clock.now()
    waiting = (
        sa.select(OutboxMessage)
        .where(
            *_is_waiting(OutboxMessage),
            OutboxMessage.due_at <= now,
            sa.or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now),
            ~sa.exists().where(
                *_is_waiting(_earlier),
                _earlier.address == OutboxMessage.address,
                _earlier.consultation_id == OutboxMessage.consultation_id,
                _earlier.id < OutboxMessage.id,
            ),
        )
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=OutboxMessage)
    )
    claimed = list(session.scalars(waiting))
    for message in claimed:
        message.leased_until = now + LEASE
        message.attempts += 1
    return claimed


_earlier = aliased(OutboxMessage)


def _is_waiting(messages: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        messages.way == sa.literal_column("'AT_ONCE'"),
        messages.sent_at.is_(None),
        messages.given_up_at.is_(None),
    )


def release(message_ids: Sequence[int]) -> None:
    """Give back what was claimed and not tried, for the next turn or another worker."""
    session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.id.in_(message_ids), OutboxMessage.sent_at.is_(None))
        .values(leased_until=None, attempts=OutboxMessage.attempts - 1)
    )


def sent(message_id: int) -> None:
    """Mark a message as sent and wipe what no bell goes on to show."""
    message = session.get_one(OutboxMessage, message_id)
    message.sent_at = clock.now()
    message.leased_until = None
    message.values = shown_later(message) if message.user_id else {}


def shown_later(message: OutboxMessage) -> dict[str, Any]:
    """What the bell needs of a message that has left: its words, without calendar files."""
    return {name: value for name, value in message.values.items() if name != "calendar"}


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
        sa.select(sa.func.min(OutboxMessage.due_at)).where(*_is_waiting(OutboxMessage))
    )
