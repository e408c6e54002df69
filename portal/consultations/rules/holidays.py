"""Days off in Korea and China: weekends, public holidays, and the weekends that China works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays
from chinese_calendar.constants import holidays as announced_in_china

from portal.consultations.rules.holiday_names import in_the_others_language
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.kernel.timespan import TimeSpan

# Korea announces the public holidays of a year in the June before it.
ANNOUNCED_FROM_MONTH = 7
_WEEKEND = 5


@dataclass(frozen=True)
class DayOff:
    """A day on which one side does not work; `holiday` is its name, None for a weekend.

    `provisional` says that the country has not announced that year's holidays yet.
    """

    side: Side
    day: date
    holiday: Wording | None
    provisional: bool


def day_off(day: date, side: Side, today: date) -> DayOff | None:
    """Why this side does not work on this day, or None when it does.

    China moves working days: a Saturday or Sunday that makes up for a holiday is a working day.
    """
    provisional = is_provisional(day.year, side, today)
    known = side is Side.CN and not provisional
    holiday = _holidays(side, day.year).get(day)
    if known and chinese_calendar.is_workday(day):
        return None
    if holiday is not None:
        return DayOff(side, day, holiday, provisional)
    if day.weekday() >= _WEEKEND:
        return DayOff(side, day, None, provisional)
    if known and chinese_calendar.is_holiday(day):
        _off, name = chinese_calendar.get_holiday_detail(day)
        return DayOff(side, day, Wording(en=name), provisional=False)
    return None


def days_off_of(span: TimeSpan, today: date) -> list[DayOff]:
    """The days off that a slot falls on, by the calendar of each side: Korea first."""
    found = []
    for side in (Side.KR, Side.CN):
        last = span.ends_at - timedelta(seconds=1)
        for moment in dict.fromkeys((span.starts_at, last)):
            off = day_off(moment.astimezone(side.zone).date(), side, today)
            if off is not None and off not in found:
                found.append(off)
    return found


def is_provisional(year: int, side: Side, today: date) -> bool:
    """Whether this side's holidays of a year are still a calculation."""
    if side is Side.CN:
        return year > _last_year_announced_in_china()
    return year > today.year + (1 if today.month >= ANNOUNCED_FROM_MONTH else 0)


@cache
def _last_year_announced_in_china() -> int:
    return int(max(day.year for day in announced_in_china))


@cache
def _holidays(side: Side, year: int) -> Mapping[date, Wording]:
    own = "ko" if side is Side.KR else "zh_CN"
    other = Side.CN if side is Side.KR else Side.KR
    in_english = holidays.country_holidays(side.value, years=year, language="en_US")
    in_own = holidays.country_holidays(side.value, years=year, language=own)
    return {
        day: Wording.of(
            {
                "en": name,
                side.language.value: in_own.get(day),
                other.language.value: in_the_others_language(side, name),
            }
        )
        for day, name in in_english.items()
    }
