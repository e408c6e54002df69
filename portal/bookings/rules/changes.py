"""Moving and cancelling a meeting, and noting what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.bookings.rules.moments import BOOKING_IS_OPEN, BOOKING_IS_OVER, why_not_now
from portal.bookings.states import BOOKING_MOVES, BookingState
from portal.consultations.states import BookingMode, Phase
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


def why_not_move(
    mode: BookingMode,
    phase: Phase,
    state: BookingState,
    starts_at: datetime,
    now: datetime,
    *,
    change: timedelta = timedelta(0),
    on_behalf: bool = False,
) -> Text | None:
    """The reason why a meeting cannot be moved to another time, whichever, or None.

    For companies a moved meeting is like a new one: they move it while they could book it.
    """
    why_not = why_not_change(state)
    if why_not or on_behalf:
        return why_not
    if mode is BookingMode.TIMETABLE:
        return Text(
            "In this session the coordinator places the meetings. Please write to them if you need "
            "another time."
        )
    return why_too_late_to_change(starts_at, now, change) or why_not_now(
        phase, BOOKING_IS_OPEN, BOOKING_IS_OVER, on_behalf
    )


def cancel_until(starts_at: datetime, change: timedelta) -> datetime:
    """Until when companies can cancel a meeting themselves."""
    return starts_at - change


def move_until(starts_at: datetime, change: timedelta, booking_ends_at: datetime) -> datetime:
    """Until when companies can move a meeting themselves: as long as they could book it."""
    return min(cancel_until(starts_at, change), booking_ends_at)


def until_when(change: timedelta) -> Text:
    """Until when companies change a meeting themselves, said before they book it."""
    if change:
        return Text(
            "Either company can move or cancel it until %(change)s before it begins.", change=change
        )
    return Text("Either company can move or cancel it until it begins.")


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
