"""How much of the allowed work is done: counted in seconds, or in exchanges tried.

Counted in exchanges nothing depends on how fast the machine is, so that the same instance, seed
and effort give the same timetable whatever the load."""

from __future__ import annotations

import time
from collections.abc import Callable

MOVES_PER_EFFORT = 10_000


class Clock:
    """Runs from 0 to 1. With `seconds`, `spent` of them count as gone already."""

    def __init__(
        self,
        seconds: float | None,
        effort: int | None,
        spent: float = 0.0,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._begin = time.perf_counter() - spent
        self._seconds = seconds if effort is None else None
        self._moves = 0
        self._all_moves = (effort or 1) * MOVES_PER_EFFORT
        self._speed = 200_000.0
        self._stop = stop

    @property
    def is_counted(self) -> bool:
        """Whether work is counted, not timed."""
        return self._seconds is None

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._begin

    @property
    def done(self) -> float:
        """The part of the work that is done, up to 1."""
        if self._stop():
            return 1.0
        if self._seconds is None:
            return min(1.0, self._moves / self._all_moves)
        return min(1.0, self.seconds / self._seconds)

    def portion(self, until: float, at_least: int, pieces: int) -> int:
        """How many exchanges to try next, if until `until` some `pieces` are to be done."""
        left = max(0.0, until - self.done)
        whole = self._all_moves if self._seconds is None else self._seconds * self._speed
        return max(at_least, int(whole * min(left, until / pieces)))

    def count(self, moves: int, seconds: float) -> None:
        """So many exchanges were tried in this time."""
        self._moves += moves
        if seconds > 0.001:
            self._speed = 0.5 * self._speed + 0.5 * moves / seconds

    def skip_to(self, part: float) -> None:
        """Count work as done that no exchanges measure."""
        self._moves = max(self._moves, int(self._all_moves * part))
