"""When an interpreter is there on the days of a session, by Beijing's calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from portal.consultations.rules.slots import MIDNIGHT
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.languages import Text
from portal.kernel.timespan import TimeSpan

NOT_THIS_DAY = Text("not there on this day")
OUTSIDE = Text("outside their hours")


@dataclass(frozen=True)
class Hours:
    """From when to when somebody is there on one day; without a window they are not.

    A day that nothing is said of is free from morning to night.
    """

    day: date
    window: TimeSpan | None


def why_not_at(hours: Iterable[Hours], span: TimeSpan) -> Text | None:
    """Why somebody with these hours is not there for the whole of a span, or None."""
    day = span.starts_at.astimezone(BEIJING).date()
    of_day = [each.window for each in hours if each.day == day]
    if not of_day:
        return None
    windows = [window for window in of_day if window is not None]
    if not windows:
        return NOT_THIS_DAY
    if any(each.starts_at <= span.starts_at and span.ends_at <= each.ends_at for each in windows):
        return None
    return OUTSIDE


def hours_between(day: date, starts: time, ends: time) -> Hours | None:
    """The hours of a day from two times on Beijing's clock; None where the end comes first.

    An end at 00:00 is the midnight after the day.
    """
    first = clock.at(day, starts.hour, starts.minute, zone=BEIJING)
    last_day = day + timedelta(days=1) if ends == MIDNIGHT else day
    last = clock.at(last_day, ends.hour, ends.minute, zone=BEIJING)
    return Hours(day, TimeSpan(first, last)) if first < last else None
