"""The one place that asks what time it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
BEIJING = ZoneInfo("Asia/Shanghai")


def _system_time() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """The present moment, in UTC."""
    return _source()


def today(zone: ZoneInfo) -> date:
    """The date on the calendar in a time zone."""
    return now().astimezone(zone).date()


def at(day: date, hour: int, minute: int = 0, *, zone: ZoneInfo) -> datetime:
    """A wall clock time in a zone, as a moment in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)


@contextmanager
def stopped(moment: datetime) -> Iterator[Callable[[timedelta], None]]:
    """Stop the clock at an aware moment; yields a function that moves it on."""
    global _source
    if moment.tzinfo is None:
        raise ValueError("a naive time says nothing")
    standing = [moment.astimezone(UTC)]
    before, _source = _source, lambda: standing[0]

    def move_on(by: timedelta) -> None:
        standing[0] += by

    try:
        yield move_on
    finally:
        _source = before
