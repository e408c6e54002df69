"""When coordinators are told by mail that somebody in a room asks them to come."""

from __future__ import annotations

from datetime import datetime, timedelta

# For one meeting, whoever calls: a call that is taken back and made anew is no news.
CALLS_TOLD_EVERY = timedelta(minutes=5)


def are_told_of_call(last_told_at: datetime | None, now: datetime) -> bool:
    """Whether a call is worth a mail, when the last mail about one from that room went out then."""
    return last_told_at is None or now - last_told_at >= CALLS_TOLD_EVERY
