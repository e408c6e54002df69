"""Waiting lists and what they offer: how long an offer stands, and in which order one waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from portal.consultations.states import OfferState
from portal.kernel.languages import Text

# More than any session has companies.
MOST_PLACES = 9999


def offer_expires_at(now: datetime, minutes: int, *deadlines: datetime) -> datetime:
    """Until when something is kept for somebody: so many minutes, but not beyond a deadline.

    A deadline that has passed already does not count.
    """
    return min([now + timedelta(minutes=minutes), *(each for each in deadlines if each > now)])


def why_not_answer_offer(state: OfferState, expires_at: datetime, now: datetime) -> Text | None:
    """The reason why an offer can no longer be accepted or declined, or None."""
    if state is OfferState.OFFERED and expires_at > now:
        return None
    return {
        OfferState.ACCEPTED: Text("This offer was accepted already."),
        OfferState.DECLINED: Text("This offer was declined already."),
        OfferState.WITHDRAWN: Text("This offer was taken back in the meantime."),
    }.get(state, Text("The time for this offer is over. It has gone to the next in line."))


def why_not_decline_offer(state: OfferState, expires_at: datetime, now: datetime) -> Text | None:
    """The reason why an offer can no longer be declined, or None.

    Who says no too late, but before it has lapsed and gone on, has still answered.
    """
    if state is OfferState.OFFERED:
        return None
    return why_not_answer_offer(state, expires_at, now)


def in_new_order(line: Iterable[int], moved: int, position: int) -> list[int]:
    """The ids of a line with one of them at another position; 1 is the front."""
    others = [each for each in line if each != moved]
    at = max(0, min(position - 1, len(others)))
    return [*others[:at], moved, *others[at:]]
