"""The problem and a timetable under construction as flat arrays, as the compiled loops want them.

Companies, interpreters and requests are numbered in the order of the instance. A *candidate* is a
request with a slot in which it could be held if nothing else were; the candidates of request r
are `slot_of_candidate[first[r]:first[r + 1]]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.timetabling.problem import Company, Interpreter, Meeting, Problem
from portal.timetabling.problem.duties import most_a_day, most_possible
from portal.timetabling.problem.model import can_interpret, share_a_language

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Flags = NDArray[np.bool_]
Reals = NDArray[np.float64]


class Facts(NamedTuple):
    """What does not change while solving."""

    a: Small  # company of request
    b: Small
    weight: Ints
    group: Small  # languages of the two, if they need an interpreter; else -1
    first: Small
    slot_of_candidate: Small
    limit: Small  # meetings of company
    rest_after: Small
    rest_slots: Small
    free: Flags  # company, slot
    day: Small  # of slot, from 0
    place: Small  # of slot in its day, from 0
    rooms: Small  # of slot
    serves: Flags  # interpreter, group
    on_duty: Flags  # interpreter, slot
    quota: Small  # meetings of interpreter
    daily: Small  # the same of one day
    pause: Small  # slots in which an interpreter rests after each meeting
    team_first: Small  # who serves a group in a slot: team[team_first[s, g]:team_first[s, g] + …]
    team_size: Small
    team: Small
    fixed: Flags  # request: locked, never moved
    wanted: Small  # slot in which the request is published, else -1
    servable: Flags  # company: some request of it could be held


class Plan(NamedTuple):
    """A timetable: which request is where. Kept in step by `moves.put` and `moves.take`."""

    slot: Small  # of request, else -1
    staff: Small  # interpreter of request, else -1
    at: Small  # request of company in slot, else -1
    number: Small  # meetings of company
    busy: Ints  # company, day: one bit a slot
    held: Small  # slot, n: request
    rank: Small  # of request in `held`
    used: Small  # meetings in slot
    who: Small  # slot, interpreter: request, else -1
    load: Small  # meetings of interpreter
    tally: Ints  # weight, unserved companies, idle slots, changes
    value: NDArray[np.float32]  # request, slot: what prices leave of the weight
    journal: Small  # what the present attempt did, to take it back
    journal_size: Small
    chance: NDArray[np.uint64]  # state of the generator


WEIGHT, UNSERVED, IDLE, CHANGES = range(4)


class Numbers(NamedTuple):
    """From the instance's ids to the arrays' numbers."""

    request: dict[Any, int]
    interpreter: dict[Any, int]


def numbers_of(problem: Problem) -> Numbers:
    return Numbers(
        {request.id: n for n, request in enumerate(problem.requests)},
        {interpreter.id: n for n, interpreter in enumerate(problem.interpreters)},
    )


def facts_of(problem: Problem) -> Facts:
    """The arrays of a problem."""
    slots = len(problem.days)
    index = {company.id: n for n, company in enumerate(problem.companies)}
    a = np.array([index[request.a] for request in problem.requests], np.int32)
    b = np.array([index[request.b] for request in problem.requests], np.int32)
    free = _attendance(problem.companies, slots)
    rooms = np.array([min(rooms, len(problem.companies)) for rooms in problem.rooms], np.int32)
    group, examples = _language_groups(problem)
    serves = _who_serves(problem, examples)
    on_duty = _attendance(problem.interpreters, slots)
    team_first, team_size, team = _teams(serves, on_duty)
    possible = free[a] & free[b] & (rooms > 0)[None, :] if len(a) else np.zeros((0, slots), bool)
    needing = group >= 0
    possible[needing] &= (team_size > 0).T[group[needing]]
    forbidden = [n for n, request in enumerate(problem.requests) if problem.is_forbidden(request)]
    possible[forbidden] = False
    first = np.concatenate([[0], np.cumsum(possible.sum(1))]).astype(np.int32)
    fixed, wanted = _fixed_and_wanted(problem)
    limit = np.array([min(c.max_meetings, slots) for c in problem.companies], np.int32)
    servable = np.zeros(len(limit), np.bool_)
    some = np.flatnonzero(possible.any(1)) if len(a) else np.zeros(0, np.int64)
    servable[a[some]] = servable[b[some]] = True
    servable &= limit > 0
    return Facts(
        a=a,
        b=b,
        weight=np.array([request.weight for request in problem.requests], np.int64),
        group=group,
        first=first,
        slot_of_candidate=np.nonzero(possible)[1].astype(np.int32),
        limit=limit,
        rest_after=np.array([_rule(c)[0] for c in problem.companies], np.int32),
        rest_slots=np.array([_rule(c)[1] for c in problem.companies], np.int32),
        free=free,
        day=_days(problem),
        place=_places(problem),
        rooms=rooms,
        serves=serves,
        on_duty=on_duty,
        quota=np.array([most_possible(problem, i) for i in problem.interpreters], np.int32),
        daily=np.array([most_a_day(i, slots) for i in problem.interpreters], np.int32),
        pause=np.array([min(i.rest_slots, slots) for i in problem.interpreters], np.int32),
        team_first=team_first,
        team_size=team_size,
        team=team,
        fixed=fixed,
        wanted=wanted,
        servable=servable,
    )


def _who_serves(problem: Problem, examples: Sequence[tuple[Company, Company]]) -> NDArray[np.bool_]:
    """Which interpreter can serve which language group, by an example pair of each group."""
    serves = np.zeros((len(problem.interpreters), max(1, len(examples))), np.bool_)
    for i, interpreter in enumerate(problem.interpreters):
        for g, pair in enumerate(examples):
            serves[i, g] = can_interpret(interpreter, *pair)
    return serves


def _fixed_and_wanted(problem: Problem) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Which requests are locked in place, and the published slot of each, or -1."""
    numbers = numbers_of(problem)
    count = len(problem.requests)
    fixed, wanted = np.zeros(count, np.bool_), np.full(count, -1, np.int32)
    for lock in problem.locked:
        fixed[numbers.request[lock.request]] = True
    for meeting in problem.published:
        wanted[numbers.request[meeting.request]] = meeting.slot
    return fixed, wanted


def _rule(company: Company) -> tuple[int, int]:
    """The rest rule, or (0, 0) if it can never bind: shifts of a word stay below its width."""
    after, rest = company.rest_after, min(company.rest_slots, 63)
    return (after, rest) if 0 < after <= 62 and rest else (0, 0)


def _attendance(people: Sequence[Company | Interpreter], slots: int) -> Flags:
    there = np.zeros((len(people), slots), np.bool_)
    for n, person in enumerate(people):
        there[n, list(person.slots)] = True
    return there


def _days(problem: Problem) -> Small:
    names = list(dict.fromkeys(problem.days))
    return np.array([names.index(day) for day in problem.days], np.int32)


def _places(problem: Problem) -> Small:
    places: list[int] = []
    for slot, day in enumerate(problem.days):
        places.append(places[-1] + 1 if slot and problem.days[slot - 1] == day else 0)
    return np.array(places, np.int32)


def _language_groups(problem: Problem) -> tuple[Small, list[tuple[Company, Company]]]:
    """The group of each request, and two companies that stand for each group."""
    group = np.full(len(problem.requests), -1, np.int32)
    known: dict[frozenset[frozenset[str]], int] = {}
    examples = []
    for n, request in enumerate(problem.requests):
        pair = problem.parties(request)
        if not share_a_language(*pair):
            key = frozenset((pair[0].languages, pair[1].languages))
            if key not in known:
                known[key] = len(known)
                examples.append(pair)
            group[n] = known[key]
    return group, examples


def _teams(serves: Flags, on_duty: Flags) -> tuple[Small, Small, Small]:
    """Who serves a group in a slot; who serves the fewest groups comes first."""
    order = np.argsort(serves.sum(1), kind="stable")
    slots, groups = on_duty.shape[1], serves.shape[1]
    first, size = np.zeros((slots, groups), np.int32), np.zeros((slots, groups), np.int32)
    teams = [np.zeros(0, np.int32)]
    total = 0
    for s in range(slots):
        for g in range(groups):
            team = order[serves[order, g] & on_duty[order, s]].astype(np.int32)
            first[s, g], size[s, g] = total, len(team)
            total += len(team)
            teams.append(team)
    return first, size, np.concatenate(teams)


def empty_plan(facts: Facts, value: NDArray[np.float32], seed: int) -> Plan:
    """A plan without a meeting."""
    requests, companies, slots = len(facts.a), len(facts.limit), len(facts.day)
    interpreters, days = len(facts.quota), int(facts.day.max(initial=-1)) + 1
    seats = min(companies // 2, int(facts.rooms.max(initial=0))) + 1

    def none(*shape: int) -> Small:
        return np.full(shape, -1, np.int32)

    def zeros(*shape: int) -> Small:
        return np.zeros(shape, np.int32)

    tally = np.array(
        [0, facts.servable.sum(), 0, (facts.wanted >= 0).sum()],
        np.int64,
    )
    return Plan(
        slot=none(requests),
        staff=none(requests),
        at=none(companies, slots),
        number=zeros(companies),
        busy=np.zeros((companies, days), np.int64),
        held=none(slots, seats),
        rank=none(requests),
        used=zeros(slots),
        who=none(slots, interpreters),
        load=zeros(interpreters),
        tally=tally,
        value=value,
        journal=zeros(512, 4),
        journal_size=zeros(1),
        chance=first_chance(seed),
    )


def first_chance(seed: int) -> NDArray[np.uint64]:
    """The state of the generator for a seed: splitmix64 of it (Steele, Lea, Flood 2014)."""
    word = (seed + 1) * 0x9E3779B97F4A7C15 & (2**64 - 1)
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & (2**64 - 1)
    word = (word ^ word >> 27) * 0x94D049BB133111EB & (2**64 - 1)
    return np.array([word ^ word >> 31 or 1], np.uint64)


def meetings_of(problem: Problem, plan: Plan) -> tuple[Meeting, ...]:
    """The plan's meetings with room numbers; locked meetings keep theirs, published ones if
    they can, the others take the lowest free number of their slot."""
    rooms_taken: list[set[int]] = [set() for _ in problem.days]
    room: dict[int, int] = {}
    numbers = numbers_of(problem)
    for wish in (*problem.locked, *problem.published):
        r = numbers.request[wish.request]
        if (
            r not in room
            and plan.slot[r] == wish.slot
            and wish.room < problem.rooms[wish.slot]
            and wish.room not in rooms_taken[wish.slot]
        ):
            room[r] = wish.room
            rooms_taken[wish.slot].add(wish.room)
    locked_help = {numbers.request[lock.request]: lock.interpreter for lock in problem.locked}
    meetings = []
    for r, request in enumerate(problem.requests):
        slot = int(plan.slot[r])
        if slot < 0:
            continue
        if r not in room:
            number = 0
            while number in rooms_taken[slot]:
                number += 1
            room[r] = number
            rooms_taken[slot].add(number)
        who = int(plan.staff[r])
        helper = problem.interpreters[who].id if who >= 0 else None
        meetings.append(Meeting(request.id, slot, room[r], locked_help.get(r, helper)))
    return tuple(meetings)
