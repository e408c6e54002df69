"""Where a meeting stands on its day, and where its people are: pure, from stays and a clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from portal.bookings.states import BookingState
from portal.rooms.rules.room import closes_at
from portal.rooms.states import Role, Stage, Where

# A meeting that begins within this time is one of the next.
NEXT_WITHIN = timedelta(hours=1)
# Whoever comes within a minute is not late.
GRACE = timedelta(minutes=1)
MINUTE = timedelta(minutes=1)


class Stay(Protocol):
    """One stay of one person in a room."""

    @property
    def role(self) -> Role: ...
    @property
    def name(self) -> str: ...
    @property
    def joined_at(self) -> datetime: ...
    @property
    def left_at(self) -> datetime | None: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def unreached(self) -> int: ...


@dataclass(frozen=True)
class Place:
    """One place at a meeting: who belongs there, where they are, since when, how late they are.

    `minutes` is how late somebody came, or is so far; 0 for who is in time.
    """

    role: Role
    where: Where
    since: datetime | None = None
    minutes: int = 0
    names: tuple[str, ...] = ()


def place_of(
    role: Role,
    stays: Sequence[Stay],
    *,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    is_seen: bool,
) -> Place:
    """Where those are who take one place at a meeting.

    `is_seen` says whether the meeting is in the portal's own room, so that absence means something.
    """
    own = [stay for stay in stays if stay.role is role]
    if not own:
        return Place(role, *_absent(starts_at, ends_at, now, is_seen=is_seen))
    came = min(stay.joined_at for stay in own)
    names = tuple(dict.fromkeys(stay.name for stay in own))
    late = _minutes_after(starts_at, came)
    if here := [stay for stay in own if stay.until is None]:
        where = Where.APART if all(stay.unreached for stay in here) else Where.IN
        return Place(role, where, came, late, tuple(dict.fromkeys(stay.name for stay in here)))
    gone = max(stay.until for stay in own if stay.until is not None)
    if now >= ends_at:
        return Place(role, Where.CAME, came, late, names)
    said_so = all(stay.left_at is not None for stay in own)
    return Place(role, Where.LEFT if said_so else Where.LOST, gone, late, names)


def _absent(
    starts_at: datetime, ends_at: datetime, now: datetime, *, is_seen: bool
) -> tuple[Where, None, int]:
    if not is_seen:
        return Where.UNSEEN, None, 0
    if now >= ends_at:
        return Where.STAYED_AWAY, None, 0
    if now < starts_at + GRACE:
        return Where.EXPECTED, None, 0
    return Where.MISSING, None, _minutes_after(starts_at, now)


def _minutes_after(starts_at: datetime, moment: datetime) -> int:
    """Whole minutes after the start; 0 before it and within the grace."""
    return max(0, (moment - starts_at) // MINUTE) if moment - starts_at >= GRACE else 0


def stage_of(
    state: BookingState,
    places: Sequence[Place],
    *,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> Stage:
    """Where a meeting stands; one that runs over is on as long as people are in its room."""
    if state is not BookingState.CONFIRMED:
        return Stage.OVER
    if now < starts_at:
        return Stage.NEXT if starts_at - now <= NEXT_WITHIN else Stage.LATER
    if now >= ends_at:
        runs_over = now < closes_at(ends_at) and _number_in(places) > 1
        return Stage.NOW if runs_over else Stage.OVER
    lacking = (Where.MISSING, Where.LEFT, Where.LOST, Where.APART)
    missing = any(place.where in lacking for place in places)
    return Stage.LATE if missing else Stage.NOW


def _number_in(places: Sequence[Place]) -> int:
    return sum(place.where in (Where.IN, Where.APART) for place in places)
