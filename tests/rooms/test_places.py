"""Where the people of a meeting are, and where the meeting stands, from stays and a clock alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from portal.bookings.states import BookingState
from portal.rooms.rules import place_of, stage_of
from portal.rooms.states import Role, Stage, Where

pytestmark = pytest.mark.any_engine

START = datetime(2026, 9, 14, 5, 0, tzinfo=UTC)
END = START + timedelta(minutes=25)


@dataclass
class Stayed:
    """A stay from minute to minute of a meeting; `lost` is when it was last heard of."""

    role: Role
    joined: int
    left: int | None = None
    lost: int | None = None
    name: str = "Kim"
    unreached: int = 0

    @property
    def joined_at(self) -> datetime:
        return START + timedelta(minutes=self.joined)

    @property
    def left_at(self) -> datetime | None:
        return None if self.left is None else START + timedelta(minutes=self.left)

    @property
    def until(self) -> datetime | None:
        return self.left_at if self.lost is None else START + timedelta(minutes=self.lost)


def korean(*stays: Stayed, minute: int, is_seen: bool = True):
    now = START + timedelta(minutes=minute)
    return place_of(Role.KOREAN, stays, starts_at=START, ends_at=END, now=now, is_seen=is_seen)


@pytest.mark.parametrize(
    ("stays", "minute", "where", "late"),
    [
        ((), -5, Where.EXPECTED, 0),
        ((), 0, Where.EXPECTED, 0),
        ((), 7, Where.MISSING, 7),
        ((), 30, Where.STAYED_AWAY, 0),
        ((Stayed(Role.CHINESE, -3),), 7, Where.MISSING, 7),
        ((Stayed(Role.KOREAN, -3),), 7, Where.IN, 0),
        ((Stayed(Role.KOREAN, 4),), 7, Where.IN, 4),
        ((Stayed(Role.KOREAN, -3, unreached=1),), 7, Where.APART, 0),
        ((Stayed(Role.KOREAN, 0, unreached=1), Stayed(Role.KOREAN, 1)), 7, Where.IN, 0),
        ((Stayed(Role.KOREAN, 4, left=6),), 7, Where.LEFT, 4),
        ((Stayed(Role.KOREAN, 4, lost=6),), 7, Where.LOST, 4),
        ((Stayed(Role.KOREAN, 2, left=3), Stayed(Role.KOREAN, 4)), 7, Where.IN, 2),
        ((Stayed(Role.KOREAN, 2, left=26),), 30, Where.CAME, 2),
    ],
)
def test_where_somebody_is_and_how_late_they_are(stays, minute, where, late):
    place = korean(*stays, minute=minute)
    assert (place.where, place.minutes) == (where, late)


def test_nobody_is_missing_from_a_room_that_the_portal_does_not_see():
    assert korean(minute=7, is_seen=False).where is Where.UNSEEN
    assert korean(Stayed(Role.KOREAN, 1), minute=7, is_seen=False).where is Where.IN


def stage(minute: int, *places, state: BookingState = BookingState.CONFIRMED) -> Stage:
    now = START + timedelta(minutes=minute)
    return stage_of(state, places, starts_at=START, ends_at=END, now=now)


def test_a_meeting_is_later_then_next_then_late_or_on_then_over():
    assert stage(-61) is Stage.LATER
    assert stage(-60) is Stage.NEXT
    assert stage(7, korean(minute=7)) is Stage.LATE
    here = korean(Stayed(Role.KOREAN, 0), minute=7)
    assert stage(7, here) is Stage.NOW
    apart = korean(Stayed(Role.KOREAN, 0, unreached=1), minute=7)
    assert stage(7, apart, here) is Stage.LATE
    assert stage(26, here) is Stage.OVER
    assert stage(26, here, here) is Stage.NOW
    assert stage(55, here, here) is Stage.OVER
    assert stage(7, here, state=BookingState.MET) is Stage.OVER
