"""When a video room is open, for how many, and what may be said in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.bookings.states import BookingState
from portal.kernel.languages import Text

OPENS_BEFORE = timedelta(minutes=15)
# Meetings run over; whoever books the next one has the pause between.
CLOSES_AFTER = timedelta(minutes=30)
MOST_IN_A_ROOM = 6
# Who has not been heard of for so long is gone.
PRESENCE_LASTS = timedelta(seconds=12)
# How old the note of a presence may get before it is written anew.
SEEN_EVERY = timedelta(seconds=4)
LONGEST_SIGNAL, MOST_SIGNALS_WAITING = 20_000, 400
LONGEST_MESSAGE, LONGEST_NAME = 1000, 120
MESSAGES_SHOWN = 200
# How long a browser may use the relay with one set of credentials.
RELAY_LASTS = timedelta(hours=6)


def is_gone(seen_at: datetime, now: datetime) -> bool:
    """Whether a page that did not say that it leaves is gone: nothing was heard of it for long."""
    return now - seen_at >= PRESENCE_LASTS


def is_due_to_be_noted(seen_at: datetime, now: datetime) -> bool:
    """Whether it is time to write down anew that a page is there."""
    return now - seen_at >= SEEN_EVERY


def said_unreached(said: object) -> int:
    """How many of the others a page says that it finds no way to; 0 for what is not understood."""
    if not isinstance(said, int) or isinstance(said, bool):
        return 0
    return min(max(said, 0), MOST_IN_A_ROOM)


def opens_at(starts_at: datetime) -> datetime:
    """From when on its people may enter."""
    return starts_at - OPENS_BEFORE


def closes_at(ends_at: datetime) -> datetime:
    """When everybody is out."""
    return ends_at + CLOSES_AFTER


def why_not_enter(
    *, state: BookingState, starts_at: datetime, ends_at: datetime, now: datetime
) -> Text | None:
    """The reason why the people of a meeting cannot enter its room now, or None."""
    if state is BookingState.CANCELLED:
        return Text("This meeting was cancelled.")
    if now < opens_at(starts_at):
        return Text(
            "The room opens at %(moment)s, a quarter of an hour before the meeting.",
            moment=opens_at(starts_at),
        )
    if now >= closes_at(ends_at):
        return Text("This meeting is over; its room is closed.")
    return None


def why_not_join(others: int) -> Text | None:
    """The reason why nobody more fits into a room in which so many others are, or None."""
    if others >= MOST_IN_A_ROOM:
        return Text("The room is full: %(number)d people are in it.", number=others)
    return None
