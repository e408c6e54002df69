"""What a session says to whoever builds its timetable, as plain facts: nothing is asked of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from portal.consultations.rules import Hours, Terms
from portal.consultations.states import Availability
from portal.kernel.interpreting import LanguagePair
from portal.kernel.languages import Text
from portal.kernel.timespan import TimeSpan
from portal.timetabling.score import Said, weight_of
from portal.timetabling.states import Rank

Pair = tuple[int, int]
"""The ids of a Korean and a Chinese company."""


class Keep(StrEnum):
    """What a new timetable does to meetings that stand."""

    ALL = "ALL"
    FEW_CHANGES = "FEW_CHANGES"
    NOTHING = "NOTHING"
    REPAIR = "REPAIR"

    @property
    def words(self) -> Text:
        """What coordinators call it."""
        return {
            Keep.ALL: Text("Leave them all where they are"),
            Keep.FEW_CHANGES: Text("Move or drop a few, where it helps most"),
            Keep.NOTHING: Text("Build from scratch"),
            Keep.REPAIR: Text("Only mend what cannot be held as it stands"),
        }[self]


@dataclass(frozen=True)
class Time:
    """A slot of the session."""

    id: int
    span: TimeSpan


@dataclass(frozen=True)
class Place:
    """A room of the session, and when something else is in it."""

    id: int
    number: int
    busy: tuple[TimeSpan, ...] = ()


@dataclass(frozen=True)
class Firm:
    """A company that takes part. `most` is its limit of meetings, `away` are the slots that it
    cannot use, `busy` what keeps it elsewhere, `outside` how many of its meetings in this very
    session stand outside the plan."""

    id: int
    languages: frozenset[str]
    most: int | None = None
    away: frozenset[int] = frozenset()
    busy: tuple[TimeSpan, ...] = ()
    outside: int = 0


@dataclass(frozen=True)
class Helper:
    """An interpreter of the session; `most` as a firm's. How many meetings of a day they take and
    how long they rest stands with them; `pairs` are the languages between which they work alone;
    `answer` is whether they come, of who was asked."""

    id: int
    languages: frozenset[str]
    hours: tuple[Hours, ...] = ()
    busy: tuple[TimeSpan, ...] = ()
    most: int | None = None
    most_per_day: int | None = None
    rest: timedelta = timedelta(0)
    pairs: frozenset[LanguagePair] = frozenset()
    answer: Availability | None = None


@dataclass(frozen=True)
class Planned:
    """A pair with its slot, and its room and interpreter where it has them; ids of the database.

    A locked one is left where it is.
    """

    korean: int
    chinese: int
    slot: int
    room: int | None = None
    interpreter: int | None = None
    locked: bool = False

    @property
    def pair(self) -> Pair:
        return self.korean, self.chinese


@dataclass(frozen=True)
class Situation:
    """All that a timetable depends on.

    `rooms` is None where they have no limit. `wishes` are what each pair says, Korean and Chinese;
    `fits` are how well their profiles match, of 100; `standing` are the meetings to begin with;
    `settled` are pairs that meet outside the plan, `called_off` those whose meeting was called off:
    nobody brings them together again unless a hand does.
    """

    times: tuple[Time, ...]
    rooms: tuple[Place, ...] | None
    firms: tuple[Firm, ...]
    helpers: tuple[Helper, ...]
    terms: Terms
    now: datetime
    pause: timedelta = timedelta(0)
    needs_interpreter: bool = False
    wishes: Mapping[Pair, Collection[Said]] = field(default_factory=dict)
    fits: Mapping[Pair, int] = field(default_factory=dict)
    standing: tuple[Planned, ...] = ()
    settled: frozenset[Pair] = frozenset()
    called_off: frozenset[Pair] = frozenset()

    def wants(self, pair: Pair) -> bool:
        """Whether somebody of a pair wants to meet, and nobody would rather not, then or now."""
        said = self.wishes.get(pair, ())
        willing = bool(said) and all(wish.rank is not Rank.NO for wish in said)
        return willing and pair not in self.called_off

    def weight_of(self, pair: Pair) -> int:
        """What the meeting of a pair is worth, by what it wishes and how well it matches."""
        said = (wish for wish in self.wishes.get(pair, ()) if wish.rank is not Rank.NO)
        return weight_of(said, self.fits.get(pair, 0))
