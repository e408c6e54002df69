"""A repair disturbs as few people as possible: as few as every timetable tried, on tiny sessions.

Somebody is disturbed who has to be somewhere at another time than was published, or not at all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from portal.consultations.rules import Hours, Terms
from portal.kernel.clock import BEIJING
from portal.kernel.timespan import TimeSpan
from portal.timetabling.giving_way import with_seats_exchanged
from portal.timetabling.parties import broken_in
from portal.timetabling.posing import Posed, pose
from portal.timetabling.score import Said
from portal.timetabling.services import Order
from portal.timetabling.situation import (
    Firm,
    Helper,
    Keep,
    Pair,
    Place,
    Planned,
    Situation,
    Time,
)
from portal.timetabling.solver import Options, solve
from portal.timetabling.states import Rank
from portal.timetabling.verify import violations

BEGIN = datetime(2026, 9, 14, 5, tzinfo=UTC)
SLOT = timedelta(minutes=30)
KOREAN, CHINESE = (1, 2, 3), (11, 12, 13)
HELPERS = (5, 6)
ROOMS = (7, 8)
LOSSES = ("interpreter", "room", "company", "slot")


def session_by_chance(seed: int) -> Situation:
    """Three companies a side, three or four slots, two rooms and two interpreters."""
    chance = random.Random(seed)
    number = chance.choice((3, 4))
    spans = [TimeSpan(BEGIN + n * SLOT, BEGIN + n * SLOT + SLOT) for n in range(number)]
    return Situation(
        times=tuple(Time(100 + n, span) for n, span in enumerate(spans)),
        rooms=tuple(Place(id, n) for n, id in enumerate(ROOMS, 1)),
        firms=tuple(
            Firm(
                id,
                frozenset({"ko" if id in KOREAN else "zh"} | _perhaps(chance, "en")),
                away=frozenset(100 + n for n in range(number) if chance.random() < 0.15),
            )
            for id in (*KOREAN, *CHINESE)
        ),
        helpers=tuple(Helper(id, frozenset({"ko", "zh"})) for id in HELPERS),
        terms=Terms(),
        now=BEGIN - timedelta(days=1),
        needs_interpreter=True,
        wishes={
            pair: (Said(chance.choice((Rank.MUST, Rank.WOULD)), 1),)
            for pair in chance.sample(list(product(KOREAN, CHINESE)), 5)
        },
    )


def _perhaps(chance: random.Random, language: str) -> set[str]:
    return {language} if chance.random() < 0.3 else set()


def published(situation: Situation, seed: int) -> Situation:
    """The session with the timetable that its wishes make."""
    standing = planned(pose(situation, Keep.NOTHING), seed)
    return replace(situation, standing=standing)


def planned(posed: Posed, seed: int, changes: int | None = None) -> tuple[Planned, ...]:
    options = Options(time_limit=None, effort=2, seed=seed, changes=changes)
    meetings = solve(posed.problem, options).meetings
    assert violations(posed.problem, meetings) == []
    return posed.planned(meetings)


def after_a_loss(situation: Situation, loss: str, seed: int) -> Situation:
    """The same session once somebody or something of a meeting that stands is lost."""
    chance = random.Random(seed)
    struck = chance.choice(situation.standing)
    match loss:
        case "interpreter":
            day = BEGIN.astimezone(BEIJING).date()
            sick = struck.interpreter or HELPERS[0]
            return replace(
                situation,
                helpers=tuple(
                    replace(each, hours=(Hours(day, None),)) if each.id == sick else each
                    for each in situation.helpers
                ),
            )
        case "room":
            rooms = tuple(each for each in situation.rooms or () if each.id != struck.room)
            return replace(situation, rooms=rooms)
        case "company":
            firms = tuple(each for each in situation.firms if each.id != struck.korean)
            return replace(situation, firms=firms)
        case _:
            return replace(
                situation,
                firms=tuple(
                    replace(each, away=each.away | {struck.slot})
                    if each.id == struck.chinese
                    else each
                    for each in situation.firms
                ),
            )


def disturbed(before: Situation, after: tuple[Planned, ...]) -> set[int]:
    """The companies one of whose meetings is at another time, or is no more."""
    now = {each.pair: each.slot for each in after}
    return {
        company
        for each in before.standing
        if now.get(each.pair) != each.slot
        for company in each.pair
    }


def fewest_disturbed(situation: Situation) -> int:
    """The fewest companies that any valid timetable of the published pairs disturbs.

    Each published meeting is tried in every slot and with every interpreter, and left out.
    """
    everything = pose(replace(situation, standing=()), Keep.NOTHING)
    return min(len(disturbed(situation, each)) for each in _timetables(situation, everything))


def _timetables(situation: Situation, posed: Posed) -> Iterator[tuple[Planned, ...]]:
    pairs = [each.pair for each in situation.standing]

    def go_on(number: int, held: tuple[Planned, ...]) -> Iterator[tuple[Planned, ...]]:
        if number == len(pairs):
            yield held
            return
        yield from go_on(number + 1, held)
        for choice in _choices(situation, pairs[number], held):
            if _is_valid(situation, posed, (*held, choice)):
                yield from go_on(number + 1, (*held, choice))

    return go_on(0, ())


def _choices(situation: Situation, pair: Pair, held: tuple[Planned, ...]) -> Iterator[Planned]:
    for time in situation.times:
        taken = {each.room for each in held if each.slot == time.id}
        room = next((each.id for each in situation.rooms or () if each.id not in taken), None)
        if room is not None:
            for helper in (None, *(each.id for each in situation.helpers)):
                yield Planned(*pair, time.id, room, helper)


def _is_valid(situation: Situation, posed: Posed, held: tuple[Planned, ...]) -> bool:
    firms = {each.id for each in situation.firms}
    if any(not firms.issuperset(each.pair) for each in held):
        return False
    return violations(posed.problem, posed.meetings(held)) == []


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("seed", range(20))
def test_a_repair_disturbs_as_few_as_can_be_and_never_more_than_building_anew(
    seed: int, loss: str
) -> None:
    before = published(session_by_chance(seed), seed)
    lost = after_a_loss(before, loss, seed)

    mended = planned(pose(lost, Keep.REPAIR), seed, Order(keep=Keep.REPAIR).budget)
    anew = planned(pose(lost, Keep.NOTHING), seed)

    few = len(disturbed(before, mended))
    assert few == fewest_disturbed(lost)
    assert few <= len(disturbed(before, anew))
    assert broken_in(replace(lost, standing=mended)) == frozenset()


def a_room_lost(*, locked: bool = False) -> Situation:
    """Room 7 is lost, which two of the meetings had; the third one's seat can be locked."""
    standing = (
        Planned(3, 13, 102, 7),
        Planned(2, 12, 101, 7),
        Planned(3, 11, 101, 8, None, locked),
    )
    return replace(
        session_by_chance(0),
        rooms=(Place(8, 2),),
        firms=tuple(Firm(id, frozenset({"ko", "zh"})) for id in (*KOREAN, *CHINESE)),
        wishes={each.pair: (Said(Rank.MUST, 1),) for each in standing},
        standing=(*standing, Planned(1, 12, 102, 8, locked=True)),
    )


def test_who_is_disturbed_anyway_gives_way_to_whoever_lost_a_room():
    """The third company has to be told of its meeting at 102 in any case, so it rather gives up
    its room at 101 than that the second one is told something, too."""
    lost = a_room_lost()
    assert broken_in(lost) == {(3, 13), (2, 12)}
    exchanged = with_seats_exchanged(lost)
    assert broken_in(exchanged) == {(3, 13), (3, 11)}
    assert {each.pair: each.room for each in exchanged.standing}[2, 12] == 8


def test_what_somebody_locked_gives_way_to_nobody():
    lost = a_room_lost(locked=True)
    assert with_seats_exchanged(lost) == lost
