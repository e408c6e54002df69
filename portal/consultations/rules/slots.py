"""How days and daily windows in Beijing time become slots, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from portal.consultations.rules.phases import Lack
from portal.kernel import clock
from portal.kernel.languages import Text
from portal.kernel.timespan import TimeSpan

MOST_SLOTS = 400
MOST_DAYS = 31
LONGEST_STRETCH = 92
FURTHEST_AHEAD = timedelta(days=3 * 366)
SHORTEST_SLOT = 10
LONGEST_SLOT = 240
LONGEST_PAUSE = 120
MOST_ROOMS = 200

MIDNIGHT = time(0)


@dataclass(frozen=True, order=True)
class Window:
    """A stretch of every day on Beijing's clock; an end at 00:00 is the midnight after it.

    A window never crosses midnight in Beijing: an end before the start is nearly always a slip of
    the hand, and two windows say the same without a doubt. It may well cross Seoul's midnight.
    """

    starts: time
    ends: time


@dataclass(frozen=True)
class Grid:
    """What slots are made from: days and windows of Beijing, lengths in minutes."""

    days: tuple[date, ...]
    windows: tuple[Window, ...]
    slot_minutes: int
    pause_minutes: int


def what_is_wrong_with_grid(grid: Grid, today: date, *, known: Collection[date] = ()) -> list[Lack]:
    """Why slots cannot be made of this; empty when they can.

    `known` are the days of a session that is changed: they may have passed.
    """
    return _wrong_days(grid, today, known) + _wrong_windows(grid) or _wrong_number(grid)


def _wrong_days(grid: Grid, today: date, known: Collection[date]) -> list[Lack]:
    if not grid.days:
        return [Lack("first_day", Text("Please choose at least one day."))]
    if any(day < today and day not in known for day in grid.days):
        return [Lack("first_day", Text("This day has passed already."))]
    if max(grid.days) > today + FURTHEST_AHEAD:
        return [Lack("first_day", Text("This is more than three years ahead."))]
    if len(grid.days) > MOST_DAYS:
        too_many = Text("A session has at most %(count)d days.", count=MOST_DAYS)
        return [Lack("last_day", too_many)]
    return []


def _wrong_windows(grid: Grid) -> list[Lack]:
    lacks = []
    for number, window in enumerate(grid.windows, start=1):
        length = _end_minute(window.ends) - _minute(window.starts)
        if length <= 0:
            text = Text(
                "The end must be after the start. For hours across midnight in Beijing, "
                "give two: until 00:00, and from 00:00 on the next day."
            )
            lacks.append(Lack(f"window{number}_ends", text))
        elif length < grid.slot_minutes:
            lacks.append(
                Lack(f"window{number}_ends", Text("No meeting of this length fits in here."))
            )
    ordered = sorted(grid.windows)
    for earlier, later in pairwise(ordered):
        if _minute(later.starts) < _end_minute(earlier.ends):
            lacks.append(Lack("window2_starts", Text("The two windows overlap.")))
    return lacks


def _wrong_number(grid: Grid) -> list[Lack]:
    count = len(grid.days) * sum(_slots_in(window, grid) for window in grid.windows)
    if count > MOST_SLOTS:
        too_many = Text(
            "These would be %(count)d time slots; a session has at most %(most)d. Please choose "
            "fewer days, shorter windows or longer meetings.",
            count=count,
            most=MOST_SLOTS,
        )
        return [Lack("slot_minutes", too_many)]
    return []


def slots_of_windows(grid: Grid) -> list[TimeSpan]:
    """The slots of a grid that nothing is wrong with, in order of time.

    Each window begins with a slot; the pause lies between two slots of one window.
    """
    slots = []
    step = timedelta(minutes=grid.slot_minutes + grid.pause_minutes)
    for day in sorted(set(grid.days)):
        for window in sorted(grid.windows):
            start = clock.at(day, window.starts.hour, window.starts.minute, zone=clock.BEIJING)
            for number in range(_slots_in(window, grid)):
                begins = start + number * step
                slots.append(TimeSpan(begins, begins + timedelta(minutes=grid.slot_minutes)))
    return slots


def slots_after(
    standing: Sequence[TimeSpan], wanted: Sequence[TimeSpan], now: datetime
) -> list[TimeSpan]:
    """The slots of a session whose grid changes from one to the other, in order of time.

    Time that has begun stays as it was: nothing is taken from it, and nothing is added to it.
    """
    begun = [slot for slot in standing if slot.starts_at <= now]
    to_come = [
        slot
        for slot in wanted
        if slot.starts_at > now and not any(slot.overlaps(earlier) for earlier in begun)
    ]
    return begun + to_come


def marks_after(marked: Collection[TimeSpan], slots: Iterable[TimeSpan]) -> list[TimeSpan]:
    """Which of these slots touch a time that somebody had marked as unavailable."""
    return [slot for slot in slots if any(slot.overlaps(time) for time in marked)]


def grid_of_slots(slots: Sequence[TimeSpan], slot_minutes: int, pause_minutes: int) -> Grid:
    """The days and windows that these slots were made from; days that differ share the widest.

    The slots say all that matters, so the grid is not stored beside them.
    """
    days: dict[date, list[TimeSpan]] = {}
    for slot in slots:
        days.setdefault(_beijing(slot.starts_at).date(), []).append(slot)
    fullest = max(days.values(), key=len, default=[])
    return Grid(tuple(days), tuple(_windows(fullest, pause_minutes)), slot_minutes, pause_minutes)


def days_between(first: date, last: date, *, weekends: bool) -> list[date]:
    """All days from first to last; without weekends, unless there is nothing else."""
    every = [first + timedelta(days=n) for n in range(max(0, (last - first).days) + 1)]
    if weekends:
        return every
    return [day for day in every if day.weekday() < 5] or every


def _windows(slots: Iterable[TimeSpan], pause_minutes: int) -> list[Window]:
    """The stretches in which one slot follows another after no more than the pause."""
    stretches: list[list[TimeSpan]] = []
    for slot in slots:
        gap = slot.starts_at - stretches[-1][-1].ends_at if stretches else None
        if gap is not None and gap == timedelta(minutes=pause_minutes):
            stretches[-1].append(slot)
        else:
            stretches.append([slot])
    return [
        Window(_beijing(each[0].starts_at).time(), _beijing(each[-1].ends_at).time())
        for each in stretches
    ]


def _slots_in(window: Window, grid: Grid) -> int:
    """How many slots fit: the last one needs no pause after it."""
    length = _end_minute(window.ends) - _minute(window.starts)
    step = grid.slot_minutes + grid.pause_minutes
    return max(0, (length + grid.pause_minutes) // step)


def _minute(of: time) -> int:
    return of.hour * 60 + of.minute


def _end_minute(of: time) -> int:
    return 24 * 60 if of == MIDNIGHT else _minute(of)


def _beijing(moment: datetime) -> datetime:
    return moment.astimezone(clock.BEIJING)
