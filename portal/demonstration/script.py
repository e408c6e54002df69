"""The script: what happened when. Acts are played in the order of time, each at its moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from portal.consultations.rules import Grid, Window, day_off, slots_of_windows
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side

# How long before now the hours of today's session begin, and how many they are.
HOURS_BEFORE = timedelta(hours=2)
HOURS_IN_ALL = timedelta(hours=6)
MIDNIGHT = time(0)
# A meeting that begins within this time is too near to be looked forward to.
TOO_NEAR = timedelta(minutes=8)


class Script:
    """Acts with their moments; `now` is the moment that the demonstration is made for."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = now.astimezone(BEIJING).date()
        self._acts: list[tuple[datetime, int, Callable[[], object]]] = []

    def at(self, moment: datetime, act: Callable[[], object]) -> None:
        """Have something done at a moment; what would lie in the future is left out."""
        if moment <= self.now:
            self._acts.append((moment, len(self._acts), act))

    def play(self) -> None:
        """Do everything, oldest first, with the clock at each act's moment."""
        for moment, _order, act in sorted(self._acts, key=lambda entry: entry[:2]):
            with clock.stopped(moment):
                act()
                session.flush()

    # ---- days and hours

    def day(self, days: int) -> date:
        """So many days from today, on Beijing's calendar."""
        return self.today + timedelta(days=days)

    def hour(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """A wall clock time of Beijing, so many days from today."""
        return clock.at(self.day(days), hour, minute, zone=BEIJING)

    def ago(self, days: float) -> datetime:
        """So many days before now."""
        return self.now - timedelta(days=days)

    def working_days(self, first: int, count: int) -> tuple[date, ...]:
        """The first days in a row, from a day on, on which both countries work."""
        while True:
            days = tuple(self.day(first + number) for number in range(count))
            if not any(day_off(day, side, self.today) for day in days for side in Side):
                return days
            first += 1

    def hours_around_now(self) -> tuple[Window, ...]:
        """Hours of Beijing with the present one among them, from a full half hour on.

        Near midnight they are two windows, since none crosses it.
        """
        local = self.now.astimezone(BEIJING)
        begin = (local - HOURS_BEFORE).replace(second=0, microsecond=0)
        begin -= timedelta(minutes=begin.minute % 30)
        end = begin + HOURS_IN_ALL
        if begin.date() == end.date() or end.time() == MIDNIGHT:
            return (Window(begin.time(), end.time()),)
        return (Window(MIDNIGHT, end.time()), Window(begin.time(), MIDNIGHT))

    def next_slot(self, grid: Grid) -> int:
        """The number of the first slot of a grid that begins in a little while."""
        return next(
            number
            for number, slot in enumerate(slots_of_windows(grid))
            if slot.starts_at > self.now + TOO_NEAR
        )
