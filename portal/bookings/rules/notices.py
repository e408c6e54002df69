"""When people are told of a meeting by the clock: reminders before it, and what came of it after.

Each matter has a window of time. What nobody told within it, because no worker ran, is not told
any more: a reminder of a meeting that has begun helps nobody.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from portal.bookings.states import BookingState, MeetingResult
from portal.consultations.rules import REMINDERS

# Nothing more is to be expected of a meeting that ended so.
AT_AN_END = frozenset({MeetingResult.NO_INTEREST, MeetingResult.SIGNED})
STANDS = frozenset({BookingState.CONFIRMED})
TOOK_PLACE = frozenset({BookingState.CONFIRMED, BookingState.MET})


@dataclass(frozen=True)
class Matter:
    """Something to tell of a meeting while its start lies between two distances from now.

    Distances count forwards: those of what is told afterwards are negative. The nearer end is not
    part of the window, the farther one is.
    """

    name: str
    nearest: timedelta
    farthest: timedelta
    states: frozenset[BookingState] = STANDS

    def starts_between(self, now: datetime) -> tuple[datetime, datetime]:
        """After which moment, and until which, a meeting begins of which this is told now."""
        return now + self.nearest, now + self.farthest


@dataclass(frozen=True)
class Reminder(Matter):
    """A reminder so many minutes before a meeting; told until the next one is due."""

    minutes: int = 0


@dataclass(frozen=True)
class FollowUp(Matter):
    """The question what has come of a meeting after so many months."""

    months: int = 0


REMINDING = tuple(
    Reminder(
        f"reminder {minutes}", timedelta(minutes=next_), timedelta(minutes=minutes), STANDS, minutes
    )
    for minutes, next_ in pairwise((*REMINDERS, 0))
)
# When it is surely over, and while people remember it.
RECORD = Matter("record", -timedelta(days=5), -timedelta(hours=2), TOOK_PLACE)
FOLLOWING_UP = tuple(
    FollowUp(
        f"after {months} months",
        -timedelta(days=days + 14),
        -timedelta(days=days),
        TOOK_PLACE,
        months,
    )
    for months, days in ((3, 91), (6, 182), (12, 365))
)


def is_reminded(
    reminder: Reminder, wanted: Collection[int], placed_at: datetime, starts_at: datetime
) -> bool:
    """Whether people get this reminder: the session has it, and they did not just hear of the time.

    Who is told of a meeting within a day of it has the mail about that and needs no other.
    """
    due_at = starts_at - timedelta(minutes=reminder.minutes)
    return reminder.minutes in wanted and placed_at < due_at


def may_come_of_it(result: MeetingResult | None) -> bool:
    """Whether a side that recorded this is asked again later; one that recorded nothing is not."""
    return result is not None and result not in AT_AN_END
