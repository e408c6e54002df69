"""Who attends a meeting: until when a company may choose, and whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from portal.bookings.rules.changes import why_not_change
from portal.bookings.states import BookingState
from portal.kernel.languages import Text


def why_not_hand_over(
    state: BookingState, starts_at: datetime, now: datetime, *, on_behalf: bool = False
) -> Text | None:
    """The reason why it cannot be said who attends a meeting, or None.

    A company may until it begins: somebody may fall ill that morning. A coordinator even then.
    """
    if why_not := why_not_change(state):
        return why_not
    if starts_at <= now and not on_behalf:
        return Text("The meeting has begun already. Please write to the coordinator.")
    return None


def attending(
    named: Collection[int], standing_in: Collection[int], chosen: Collection[int]
) -> set[int]:
    """Who of a side's people attends: whom it chose, or else whom it named for every meeting.

    All three are ids; `named` are everybody's, `standing_in` theirs who come only where chosen.
    """
    return set(named) & set(chosen) or set(named) - set(standing_in)
