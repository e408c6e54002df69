"""Instances for the timetable's tests: small ones by chance, as real sessions are shaped."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.kernel.interpreting import pairs_named
from portal.timetabling.problem import Company, Interpreter, Meeting, Problem, Request
from portal.timetabling.verify import violations

Make = Callable[..., Problem]


def session_by_chance(
    seed: int,
    *,
    a_side: int = 3,
    days: tuple[int, ...] = (0, 0, 0, 1),
    requests: int = 6,
    most_rooms: int = 3,
    interpreters: int = 2,
    locked: bool = False,
    tired: bool = False,
    alike: bool = False,
    published: bool = False,
) -> Problem:
    """An instance by chance. With `alike` many requests weigh the same, so that the lesser aims
    decide; with `published` some meetings stand already, as far as they can."""
    chance = random.Random(seed)
    slots = range(len(days))

    def some(part: float) -> tuple[int, ...]:
        return tuple(slot for slot in slots if chance.random() < part)

    def company(name: str, language: str, other: str) -> Company:
        languages = {language} | ({"en"} if chance.random() < 0.4 else set())
        return Company(
            id=name,
            languages=frozenset(languages | ({other} if chance.random() < 0.1 else set())),
            slots=some(0.8),
            max_meetings=chance.randint(1, len(days)),
            rest_after=chance.choice([0, 1, 2, 2]),
            rest_slots=chance.choice([0, 1, 1, 2]),
        )

    korean = [company(f"K{n}", "ko", "zh") for n in range(a_side)]
    chinese = [company(f"C{n}", "zh", "ko") for n in range(a_side)]
    pairs = [(a.id, b.id) for a in korean for b in chinese]
    chosen = chance.sample(pairs, min(requests, len(pairs)))
    problem = Problem(
        days=days,
        rooms=tuple(chance.randint(0 if chance.random() < 0.2 else 1, most_rooms) for _ in slots),
        companies=(*korean, *chinese),
        interpreters=tuple(
            Interpreter(
                id=f"I{n}",
                languages=frozenset(chance.choice([("ko", "zh"), ("en", "zh"), ("ko", "en")])),
                slots=some(0.8),
                max_meetings=chance.randint(0, 3),
            )
            for n in range(interpreters)
        ),
        requests=tuple(Request(n, a, b, chance.randint(1, 60)) for n, (a, b) in enumerate(chosen)),
        forbidden=frozenset([frozenset(chance.choice(pairs))]),
    )
    if alike:
        problem = replace(
            problem,
            requests=tuple(replace(r, weight=10 + r.weight % 2) for r in problem.requests),
        )
    if tired:
        problem = _with_rules_of_interpreters(problem, chance)
    if published:
        problem = _with_a_version(problem, chance)
    return _with_a_lock(problem, chance) if locked else problem


def _with_rules_of_interpreters(problem: Problem, chance: random.Random) -> Problem:
    """Some interpreters rest after each meeting, have a limit of a day, or one pair alone."""
    return replace(
        problem,
        interpreters=tuple(
            replace(
                each,
                max_meetings=4,
                max_per_day=chance.choice([None, 1, 2]),
                rest_slots=chance.choice([0, 1, 1, 2]),
                pairs=chance.choice([frozenset(), pairs_named(["-".join(sorted(each.languages))])]),
            )
            for each in problem.interpreters
        ),
    )


def _possible_alone(problem: Problem) -> list[Meeting]:
    """Every meeting that could be held if no other were."""
    options = [
        Meeting(request.id, slot, 0, who)
        for request in problem.requests
        for slot in range(len(problem.days))
        for who in (None, *(interpreter.id for interpreter in problem.interpreters))
    ]
    return [meeting for meeting in options if not violations(problem, [meeting])]


def _with_a_lock(problem: Problem, chance: random.Random) -> Problem:
    possible = _possible_alone(problem)
    return replace(problem, locked=(chance.choice(possible),)) if possible else problem


def _with_a_version(problem: Problem, chance: random.Random) -> Problem:
    """What was published before: meetings one after the other, in rooms of their own."""
    held: list[Meeting] = []
    possible = _possible_alone(problem)
    for meeting in chance.sample(possible, len(possible)):
        taken = {each.room for each in held if each.slot == meeting.slot}
        rooms = set(range(problem.rooms[meeting.slot])) - taken
        more = [*held, replace(meeting, room=min(rooms))] if rooms else held
        if len(held) < 3 and not violations(problem, more):
            held = more
    return replace(problem, published=tuple(held))


@pytest.fixture
def session() -> Make:
    """Makes a small instance from a seed."""
    return session_by_chance
