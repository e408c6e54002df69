"""One moment on two clocks: how dates and times are written in Seoul and Beijing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from portal.kernel.clock import BEIJING, SEOUL
from portal.kernel.languages import Language


class Side(StrEnum):
    """One of the two countries that meet."""

    KR = "KR"
    CN = "CN"

    @property
    def other(self) -> Side:
        return Side.CN if self is Side.KR else Side.KR

    @property
    def zone(self) -> ZoneInfo:
        return SEOUL if self is Side.KR else BEIJING

    @property
    def language(self) -> Language:
        return Language.KO if self is Side.KR else Language.ZH


CITIES = {
    Side.KR: {Language.EN: "Seoul", Language.KO: "서울", Language.ZH: "首尔"},
    Side.CN: {Language.EN: "Beijing", Language.KO: "베이징", Language.ZH: "北京"},
}
_WEEKDAYS = {
    Language.EN: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    Language.KO: ("월", "화", "수", "목", "금", "토", "일"),
    Language.ZH: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True)
class Reading:
    """What one clock shows: `time` in 24 hours, `date` and `city` in the reader's language."""

    city: str
    time: str
    date: str
    iso: str
    day: dt.date
    own: bool


def date_words(day: date, language: Language, *, year: bool = False) -> str:
    """A date as the reader writes it: "Wed 16 September", "9월 16일(수)", "9月16日 周三"."""
    weekday = _WEEKDAYS[language][day.weekday()]
    if language is Language.KO:
        words = f"{day.month}월 {day.day}일({weekday})"
        return f"{day.year}년 {words}" if year else words
    if language is Language.ZH:
        words = f"{day.month}月{day.day}日 {weekday}"
        return f"{day.year}年{words}" if year else words
    words = f"{weekday} {day.day} {_MONTHS[day.month - 1]}"
    return f"{words} {day.year}" if year else words


@lru_cache(maxsize=8192)  # the moments of a session are read again and again
def reading(moment: datetime, side: Side, language: Language, *, own: bool = False) -> Reading:
    """The moment on one side's clock."""
    local = moment.astimezone(side.zone)
    return Reading(
        city=CITIES[side][language],
        time=f"{local:%H:%M}",
        date=date_words(local.date(), language),
        iso=local.isoformat(timespec="minutes"),
        day=local.date(),
        own=own,
    )


def two_clocks(
    moment: datetime, language: Language, reader: Side = Side.KR
) -> tuple[Reading, Reading]:
    """The moment on both clocks, the reader's own first."""
    return (
        reading(moment, reader, language, own=True),
        reading(moment, reader.other, language),
    )


def both_clocks_words(
    moment: datetime, language: Language, reader: Side = Side.KR, *, with_date: bool = True
) -> str:
    """A moment in running text: "Wed 16 September, 14:00 Seoul · 13:00 Beijing"."""
    own, other = two_clocks(moment, language, reader)
    other_time = other.time if own.day == other.day else f"{other.date} {other.time}"
    words = f"{own.time} {own.city} · {other_time} {other.city}"
    if not with_date and own.day == other.day:
        return words
    return f"{own.date}, {words}" if language is Language.EN else f"{own.date} {words}"


_UNITS = (
    (48 * 60, 24 * 60, {Language.EN: " day", Language.KO: "일", Language.ZH: "天"}),
    (60, 60, {Language.EN: " hour", Language.KO: "시간", Language.ZH: "小时"}),
    (0, 1, {Language.EN: " minute", Language.KO: "분", Language.ZH: "分钟"}),
)


def lasting_words(length: timedelta, language: Language) -> str:
    """A length of time in the largest unit that fits: "90 minutes", "36 hours", "3 days"."""
    minutes = int(length.total_seconds() // 60)
    size, words = next(
        (size, words) for least, size, words in _UNITS if minutes >= least and minutes % size == 0
    )
    plural = "s" if language is Language.EN and minutes != size else ""
    return f"{minutes // size}{words[language]}{plural}"
