"""What may be done with a meeting on its day: begin later, be called to, be late for."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.bookings.rules.changes import why_not_change
from portal.bookings.states import BookingState
from portal.kernel.languages import Text
from portal.kernel.timespan import TimeSpan

# A room stays open so long after a meeting's end, so a later start needs no longer one.
MOST_DELAY = timedelta(minutes=30)
DELAYS = (5, 10, 15, 20, 30)
# By how much people may go on at once, and in all.
EXTENSIONS = (5, 10, 15)
MOST_EXTRA = timedelta(minutes=30)
LATE_CHOICES = (5, 10, 15, 20, 30)
CALL_PAUSE = timedelta(minutes=1)
# From when on before its start people are called to a meeting.
CALLED_FROM = timedelta(minutes=15)
LONGEST_NOTE = 500


def why_not_delay(
    state: BookingState, ends_at: datetime, delay: timedelta, now: datetime
) -> Text | None:
    """The reason why a meeting cannot begin so much later than planned, or None."""
    if state is not BookingState.CONFIRMED:
        return why_not_change(state)
    if not timedelta(0) <= delay <= MOST_DELAY:
        return Text("A meeting can begin up to %(most)s later.", most=MOST_DELAY)
    if now >= ends_at + delay:
        return Text("The meeting would be over by then. Please move it to another time.")
    return None


def why_not_extend(
    state: BookingState, span: TimeSpan, extra: timedelta, now: datetime
) -> Text | None:
    """The reason why a meeting cannot go on longer than its slot by so much in all, or None.

    `span` is when it takes place as it stands now.
    """
    if state is not BookingState.CONFIRMED:
        return why_not_change(state)
    if now < span.starts_at:
        return Text("The meeting has not begun yet.")
    if now >= span.ends_at:
        return Text("The meeting is over. The room stays open a while, but its time is not yours.")
    if extra > MOST_EXTRA:
        return Text("A meeting can go on up to %(most)s longer.", most=MOST_EXTRA)
    return None


def why_not_call(
    state: BookingState,
    starts_at: datetime,
    ends_at: datetime,
    last_call_at: datetime | None,
    now: datetime,
) -> Text | None:
    """The reason why people cannot be called to a meeting now, or None."""
    if state is not BookingState.CONFIRMED:
        return why_not_change(state)
    if now < starts_at - CALLED_FROM:
        return Text("People are called from a quarter of an hour before the meeting on.")
    if now >= ends_at + MOST_DELAY:
        return Text("This meeting is over; its room is closed.")
    if last_call_at is not None and now - last_call_at < CALL_PAUSE:
        return Text("They were called less than a minute ago.")
    return None


def why_not_be_late(
    state: BookingState, starts_at: datetime, ends_at: datetime, now: datetime
) -> Text | None:
    """The reason why an interpreter cannot say now that they will be late, or None."""
    if state is not BookingState.CONFIRMED:
        return why_not_change(state)
    if now >= ends_at:
        return Text("This meeting is over.")
    if starts_at - now > timedelta(hours=24):
        return Text("The meeting is more than a day away. Please write to the coordinator.")
    return None


def why_not_decline(state: BookingState, starts_at: datetime, now: datetime) -> Text | None:
    """The reason why an interpreter cannot give a meeting back, or None."""
    if state is not BookingState.CONFIRMED:
        return why_not_change(state)
    if now >= starts_at:
        return Text("The meeting has begun already. Please write to the coordinator.")
    return None
