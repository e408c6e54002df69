"""How a message reaches somebody with an account: by mail at once or once a day, or in the portal.

The portal shows it in any case. It is decided when the message is saved.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from enum import Enum

from portal.kernel.clocks import Side

# When the day's mail leaves, on the reader's own clock: before work begins.
DIGEST_AT = time(8)
# What concerns the safety of an account is never held back.
SECURITY = "accounts"


class Way(Enum):
    """By mail at once; in the mail of the day; in the portal alone."""

    AT_ONCE = "AT_ONCE"
    DIGEST = "DIGEST"
    PORTAL = "PORTAL"


def chosen(topic: str, way: Way) -> str:
    """A preference as it is kept: which way for messages on one topic."""
    return f"{topic}:{way.value}"


def way_for(
    topic: str,
    preferences: Collection[str],
    side: Side,
    now: datetime,
    happens_at: datetime | None = None,
) -> Way:
    """Which way a message takes for a reader with these preferences.

    What takes place before the day of the next digest is over is told at once.
    """
    wanted = next((way for way in Way if chosen(topic, way) in preferences), Way.AT_ONCE)
    end = _end_of_day(next_digest(now, side), side)
    is_soon = happens_at is not None and now < happens_at < end
    return Way.AT_ONCE if topic == SECURITY or is_soon else wanted


def next_digest(now: datetime, side: Side) -> datetime:
    """When the next mail of the day leaves for readers of this side."""
    local = now.astimezone(side.zone)
    today = datetime.combine(local.date(), DIGEST_AT, side.zone)
    return today if local < today else today + timedelta(days=1)


def _end_of_day(moment: datetime, side: Side) -> datetime:
    local = moment.astimezone(side.zone)
    return datetime.combine(local.date() + timedelta(days=1), time(), side.zone)
