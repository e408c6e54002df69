"""What readers do with their messages, and the mail of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import sqlalchemy as sa

from portal.accounts.models import User
from portal.infra import mail_words, outbox
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage, Recipient
from portal.infra.ways import Way
from portal.kernel import clock
from portal.messages import queries
from portal.messages.lines import path_of, subject_of
from portal.messages.rules import kept

MOST_IN_A_TURN = 500


def open_message(message_id: str, *, by: User) -> str | None:
    """Note that somebody has read a message; says the page it leads to, if it is theirs."""
    message = queries.message_to(by.id, message_id)
    if message is None:
        return None
    message.read_at = message.read_at or clock.now()
    return path_of(message)


def open_all(*, by: User) -> int:
    """Note that somebody has read all their messages; says how many were new."""
    unread = session.scalars(
        sa.select(OutboxMessage).where(
            OutboxMessage.user_id == by.id, OutboxMessage.read_at.is_(None)
        )
    ).all()
    for message in unread:
        message.read_at = clock.now()
    return len(unread)


def choose_ways(ways: Mapping[str, Way], *, by: User) -> None:
    """Keep which way somebody wants messages on which topic; it holds for what is told from now."""
    by.message_ways = kept(ways)


def gather_digests(site: str) -> int:
    """Make one mail for each reader of what waits for the mail of the day; says how many.

    What was read in the portal by then is left out.
    """
    due = session.scalars(
        sa.select(OutboxMessage)
        .where(
            OutboxMessage.way == sa.literal_column("'DIGEST'"),
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.due_at <= clock.now(),
        )
        .order_by(OutboxMessage.user_id, OutboxMessage.id)
        .limit(MOST_IN_A_TURN)
        .with_for_update(skip_locked=True)
    ).all()
    digests = 0
    for _user, group in groupby(due, key=lambda each: each.user_id):
        messages = list(group)
        unread = [each for each in messages if each.read_at is None]
        if unread:
            _send_digest(unread, site)
            digests += 1
        for each in messages:
            outbox.sent(each.id)
    return digests


def _send_digest(messages: Sequence[OutboxMessage], site: str) -> None:
    """One mail that names them all; it is not for the bell, which has them already."""
    last = messages[-1]
    outbox.post(
        mail_words.DIGEST,
        Recipient(last.address, last.name, last.language, last.side),
        lines=[subject for each in messages if (subject := subject_of(each, site))],
        path="/messages",
    )
