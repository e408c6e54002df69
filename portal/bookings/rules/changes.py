"""Moving and cancelling a meeting, and noting what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.bookings.states import BOOKING_MOVES, BookingState
from portal.kernel.languages import Text

# How long after its end a meeting can still be entered, for whoever runs late.
DOOR_CLOSES_AFTER = timedelta(hours=2)


def why_not_move_state(state: BookingState, to: BookingState) -> Text | None:
    """The reason why a booking cannot go from one state to another, or None."""
    if to in BOOKING_MOVES.get(state, ()):
        return None
    return Text("This cannot be done any more: the meeting is now “%(state)s”.", state=state.words)


def why_not_cancel(
    state: BookingState,
    starts_at: datetime,
    now: datetime,
    *,
    on_behalf: bool,
    change: timedelta = timedelta(0),
) -> Text | None:
    """The reason why a meeting cannot be cancelled, or None.

    `change` is how long before its start companies leave it alone; coordinators need not.
    """
    if why_not := why_not_move_state(state, BookingState.CANCELLED):
        return why_not
    return None if on_behalf else why_too_late_to_change(starts_at, now, change)


def why_too_late_to_change(
    starts_at: datetime, now: datetime, change: timedelta = timedelta(0)
) -> Text | None:
    """The reason why companies can no longer cancel or move a meeting themselves, or None."""
    if starts_at <= now:
        return Text("The meeting has begun already. Please write to the coordinator.")
    if starts_at < now + change:
        return Text(
            "Companies can change their meetings until %(change)s before they begin. Please write "
            "to the coordinator.",
            change=change,
        )
    return None


def why_not_change(state: BookingState) -> Text | None:
    """The reason why the time, interpreter or link of a meeting cannot be changed, or None."""
    if state is BookingState.CONFIRMED:
        return None
    return Text("This cannot be done any more: the meeting is now “%(state)s”.", state=state.words)


def why_not_mark(
    state: BookingState, to: BookingState, starts_at: datetime, now: datetime
) -> Text | None:
    """The reason why it cannot be noted that a meeting took place, or did not, or None."""
    if starts_at > now:
        return Text("The meeting has not begun yet.")
    return why_not_move_state(state, to)
