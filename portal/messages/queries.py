"""What a reader's bell shows."""

from __future__ import annotations

import sqlalchemy as sa

from portal.infra.db import columns_of, session
from portal.infra.outbox import OutboxMessage
from portal.infra.paging import Chunk, chunk
from portal.infra.remembered import remembered


@remembered
def unread(user_id: int) -> int:
    """How many messages somebody has not opened."""
    return session.execute(_UNREAD, {"user": user_id}).scalar_one()


def messages_to(user_id: int, number: int) -> Chunk[OutboxMessage]:
    """Somebody's messages: what is unread and waits for an answer first, then newest first."""
    return chunk(
        sa.select(OutboxMessage)
        .where(OutboxMessage.user_id == user_id)
        .order_by(
            sa.and_(OutboxMessage.read_at.is_(None), OutboxMessage.needs_answer).desc(),
            OutboxMessage.id.desc(),
        ),
        number,
    )


def message_to(user_id: int, message_id: str) -> OutboxMessage | None:
    """One message, if it is this reader's."""
    return session.scalar(
        sa.select(OutboxMessage).where(
            OutboxMessage.message_id == message_id, OutboxMessage.user_id == user_id
        )
    )


_message = columns_of(OutboxMessage)
_UNREAD = sa.select(sa.func.count()).where(
    _message.user_id == sa.bindparam("user"), _message.read_at.is_(None)
)
