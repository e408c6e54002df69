"""Reads how often somebody guessed lately."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import GuessCount
from portal.accounts.rules import FORGOTTEN_AFTER, pause_after
from portal.infra.db import session
from portal.kernel import clock


def still_to_wait(free: Mapping[str, int]) -> timedelta:
    """How long to wait before the next try; `free` says how many each digest may try at once."""
    now = clock.now()
    counts = session.scalars(
        sa.select(GuessCount).where(
            GuessCount.digest.in_(free), GuessCount.last_at > now - FORGOTTEN_AFTER
        )
    )
    ends = [count.last_at + pause_after(count.guesses, free[count.digest]) for count in counts]
    return max([timedelta(), *(end - now for end in ends)])


def has_guessed(digest: str) -> bool:
    """Whether anything was wrong from there lately."""
    return bool(session.scalar(sa.select(sa.exists().where(GuessCount.digest == digest))))
