"""Whose turn it is at a venue, where several companies meet one after another: pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from portal.rooms.rules.room import closes_at

LONGEST_VENUE = 60
MOST_VENUES = 20


class Timed(Protocol):
    """A meeting, as far as turns go."""

    @property
    def id(self) -> int: ...
    @property
    def ends_at(self) -> datetime: ...


T = TypeVar("T", bound=Timed)


def turn_of(meetings: Sequence[T], at: int | None, now: datetime) -> T | None:
    """Whose turn it is of meetings in their order: the one at which the venue is, unless its room
    is closed for good; else the first that is not over. None when all are over."""
    for each in meetings:
        if each.id == at and now < closes_at(each.ends_at):
            return each
    return next((each for each in meetings if now < each.ends_at), None)


def after(meetings: Sequence[T], at: int) -> T | None:
    """The meeting that follows one in their order; None after the last."""
    ids = [each.id for each in meetings]
    place = ids.index(at) + 1 if at in ids else 0
    return meetings[place] if place < len(meetings) else None
