"""How a timetable is to be built, what is known while it is, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from portal.timetabling.problem import NO_SPARE, Meeting, Spare


class Teamwork(Enum):
    """How two cores share the search."""

    HALVES = "each works on some days of one plan"
    TWINS = "each works on a plan of its own"


@dataclass(frozen=True)
class Progress:
    """What is known while solving; `done` runs from 0 to 1."""

    seconds: float
    done: float
    weight: int
    bound: int


@dataclass(frozen=True)
class Options:
    """How to solve. Of `time_limit` (seconds) and `effort` one is given; `spent` seconds of the
    limit are gone already. `changes` is how many published meetings may be dropped or moved
    (None: any number). Gaps are closed at equal weight; with `few_gaps` an idle slot is as bad
    as a fifth of a usual meeting. `spare` is what stays free in every slot."""

    time_limit: float | None = 10.0
    effort: int | None = None
    seed: int = 1
    fair: bool = False
    changes: int | None = None
    spent: float = 0.0
    few_gaps: bool = False
    spare: Spare = NO_SPARE
    teamwork: Teamwork | None = None
    close_gaps: bool = True
    stop: Callable[[], bool] = field(default=lambda: False)
    progress: Callable[[Progress], None] = field(default=lambda _: None)


@dataclass(frozen=True)
class Solution:
    """A timetable and what is proven of it: no timetable that leaves as much free weighs more
    than `bound`. `smallest_share` is that of the company served least, from 0 to 1."""

    meetings: tuple[Meeting, ...]
    weight: int
    bound: int
    unserved: int
    smallest_share: float
    idle: int
    changes: int
    seconds: float

    @property
    def share(self) -> float:
        """The part of what is possible that is reached at least."""
        return self.weight / self.bound if self.bound else 1.0
