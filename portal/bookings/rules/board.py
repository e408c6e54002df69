"""What is given to those who look for places for meetings, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.kernel.timespan import TimeSpan


@dataclass(frozen=True)
class Uprooted:
    """A meeting that loses its time or its room. Who takes part is named by parties.

    `stand_ins` are other interpreters who could do it, the best first; `must_have_interpreter`
    says that it does not take place without one.
    """

    id: int
    span: TimeSpan
    companies: tuple[int, int]
    room: int | None = None
    interpreter: int | None = None
    stand_ins: tuple[int, ...] = ()
    must_have_interpreter: bool = False


@dataclass(frozen=True)
class Place:
    """Where a meeting goes: its time, room and interpreter, as far as it has them."""

    span: TimeSpan
    room: int | None = None
    interpreter: int | None = None


@dataclass(frozen=True)
class Board:
    """What there is to go to, and who is not free when.

    `rooms` are the parties of the rooms in order, None where there is no limit. `busy` are the
    times that a party has elsewhere and keeps, `away` those that it cannot use. `notice` is how
    long before a meeting everybody knows of it. `strains` says whether a further meeting would be
    too much for a company that has these already.
    """

    slots: Sequence[TimeSpan]
    rooms: Sequence[int] | None
    now: datetime
    notice: timedelta = timedelta(0)
    busy: Mapping[int, Collection[TimeSpan]] = field(default_factory=dict)
    away: Mapping[int, Collection[TimeSpan]] = field(default_factory=dict)
    strains: Callable[[Collection[TimeSpan], TimeSpan], bool] = lambda _taken, _span: False


@dataclass(frozen=True)
class Outcome:
    """Where each meeting goes, by its id; None where it cannot go on.

    `unmet` are those for which another time was chosen that is not free. `elsewhere` are the
    nearest other times that each could have, with everybody else where they go.
    """

    places: Mapping[int, Place | None]
    unmet: frozenset[int]
    elsewhere: Mapping[int, tuple[TimeSpan, ...]]
