"""How long sign-ins, links in mails and a proof of who sits there live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

CONFIRMATION_LASTS = timedelta(days=3)
RESET_LASTS = timedelta(hours=1)
# A sign-in writes down that it was used at most this often.
SEEN_EVERY = timedelta(minutes=10)
# What changes how one signs in wants a password or a factor that was shown so recently.
PROOF_LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Lasting:
    """How long a sign-in lives: after the last use of it, and at most."""

    idle: timedelta
    at_most: timedelta


def is_proof_fresh(proved_at: datetime, now: datetime) -> bool:
    """Whether a password or a factor was shown recently enough to change how one signs in."""
    return now - proved_at < PROOF_LASTS


def is_due_to_be_seen(seen_at: datetime, now: datetime) -> bool:
    """Whether the use of a sign-in is to be written down again."""
    return now - seen_at >= SEEN_EVERY
