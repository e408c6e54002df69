"""When a side records what came of a meeting, and what is wrong with it."""

from __future__ import annotations

from datetime import datetime

from portal.bookings.states import BookingState
from portal.kernel.languages import Text

LONGEST_STEP = 300
LONGEST_NOTE = 2000
# Beyond any contract in won; what is more is a slip of the hand.
LARGEST_AMOUNT = 10**15


def why_not_record(state: BookingState, starts_at: datetime, now: datetime) -> Text | None:
    """The reason why nothing can be recorded of a meeting, or None."""
    if state is BookingState.CANCELLED:
        return Text("This meeting was cancelled, so there is nothing to record.")
    if starts_at > now:
        return Text("The meeting has not begun yet.")
    return None
