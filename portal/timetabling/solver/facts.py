"""Reads a problem into the flat arrays of the board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.timetabling.problem import Company, Interpreter, Problem
from portal.timetabling.problem.duties import most_a_day, most_possible
from portal.timetabling.problem.model import can_interpret, share_a_language
from portal.timetabling.solver.board import Facts, Flags, Ints, Small


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
    a, b = _parties(problem)
    free = _attendance(problem.companies, slots)
    rooms = np.array([min(rooms, len(problem.companies)) for rooms in problem.rooms], np.int32)
    group, examples = _language_groups(problem)
    serves = _who_serves(problem, examples)
    on_duty = _attendance(problem.interpreters, slots)
    team_first, team_size, team = _teams(serves, on_duty)
    allowed = np.array([not problem.is_forbidden(r) for r in problem.requests], np.bool_)
    possible = free[a] & free[b] & (rooms > 0)[None, :] if len(a) else np.zeros((0, slots), bool)
    possible &= allowed[:, None] & _helped(group, team_size)
    first = np.concatenate([[0], np.cumsum(possible.sum(1))]).astype(np.int32)
    fixed, wanted = _fixed_and_wanted(problem)
    day, place = _days(problem), _places(problem)
    limit = np.array([min(c.max_meetings, slots) for c in problem.companies], np.int32)
    wishes_first, wishes = _wishes(a, b, len(limit))
    return Facts(
        a=a,
        b=b,
        weight=np.array([request.weight for request in problem.requests], np.int64),
        group=group,
        first=first,
        slot_of_candidate=np.nonzero(possible)[1].astype(np.int32),
        wishes_first=wishes_first,
        wishes=wishes,
        limit=limit,
        rest_after=np.array([_rule(c)[0] for c in problem.companies], np.int32),
        rest_slots=np.array([_rule(c)[1] for c in problem.companies], np.int32),
        free=free,
        hours=_hours(free, day, place),
        day=day,
        place=place,
        rooms=rooms,
        serves=serves,
        on_duty=on_duty,
        quota=np.array([most_possible(problem, i) for i in problem.interpreters], np.int32),
        daily=np.array([most_a_day(i, slots) for i in problem.interpreters], np.int32),
        pause=np.array([min(i.rest_slots, slots) for i in problem.interpreters], np.int32),
        team_first=team_first,
        team_size=team_size,
        team=team,
        allowed=allowed,
        fixed=fixed,
        wanted=wanted,
        servable=_servable(a, b, possible, limit),
        short=np.zeros((len(limit), slots + 1), np.int64),
    )


def _who_serves(problem: Problem, examples: Sequence[tuple[Company, Company]]) -> NDArray[np.bool_]:
    """Which interpreter can serve which language group, by an example pair of each group."""
    serves = np.zeros((len(problem.interpreters), max(1, len(examples))), np.bool_)
    for i, interpreter in enumerate(problem.interpreters):
        for g, pair in enumerate(examples):
            serves[i, g] = can_interpret(interpreter, *pair)
    return serves


def _parties(problem: Problem) -> tuple[Small, Small]:
    """The numbers of the two companies of each request."""
    index = {company.id: n for n, company in enumerate(problem.companies)}
    return (
        np.array([index[request.a] for request in problem.requests], np.int32),
        np.array([index[request.b] for request in problem.requests], np.int32),
    )


def _helped(group: Small, team_size: Small) -> Flags:
    """Request, slot: whether it needs no interpreter, or one is there."""
    return np.asarray((group < 0)[:, None] | (team_size > 0).T[group])


def _wishes(a: Small, b: Small, companies: int) -> tuple[Small, Small]:
    """The requests of each company, one company after the other, and where each one's begin."""
    parties = np.concatenate([a, b])
    number = np.bincount(parties, minlength=companies)
    first = np.concatenate([[0], np.cumsum(number)]).astype(np.int32)
    return first, (np.argsort(parties, kind="stable") % max(1, len(a))).astype(np.int32)


def _servable(a: Small, b: Small, possible: Flags, limit: Small) -> Flags:
    """Which companies could have a meeting at all."""
    servable = np.zeros(len(limit), np.bool_)
    some = np.flatnonzero(possible.any(1)) if len(a) else np.zeros(0, np.int64)
    servable[a[some]] = servable[b[some]] = True
    return np.asarray(servable & (limit > 0))


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


def _hours(free: Flags, day: Small, place: Small) -> Ints:
    hours = np.zeros((len(free), int(day.max(initial=-1)) + 1), np.int64)
    for s, (d, p) in enumerate(zip(day, place, strict=True)):
        hours[:, d] |= free[:, s].astype(np.int64) << int(p)
    return hours


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
