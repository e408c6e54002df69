"""Checks a timetable against every hard rule; shares nothing with the solver.

Written from the rules alone and slowly on purpose: each rule is one function that lists, in
plain English, where the timetable breaks it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from portal.timetabling.problem import Company, Interpreter, Meeting, Problem


def violations(problem: Problem, meetings: Iterable[Meeting]) -> list[str]:
    """Every hard rule that these meetings break; empty if the timetable is valid."""
    held = list(meetings)
    found = [f"request {m.request!r} does not exist" for m in held if not _known(problem, m)]
    found += [
        f"request {m.request!r}: slot {m.slot} does not exist"
        for m in held
        if not 0 <= m.slot < len(problem.days)
    ]
    if found:
        return found
    for rule in (
        _each_request_once,
        _forbidden_pairs_stay_apart,
        _companies_are_there_and_in_one_meeting,
        _rooms_exist_and_hold_one_meeting,
        _languages_are_met,
        _interpreters_are_there_and_in_one_meeting,
        _limits_are_kept,
        _interpreters_keep_to_their_days,
        _rests_are_kept,
        _locked_meetings_stand,
    ):
        found += rule(problem, held)
    return found


def _known(problem: Problem, meeting: Meeting) -> bool:
    return meeting.request in problem.request


def _each_request_once(problem: Problem, held: list[Meeting]) -> Iterator[str]:
    for request, number in Counter(m.request for m in held).items():
        if number > 1:
            yield f"request {request!r} is held {number} times"


def _forbidden_pairs_stay_apart(problem: Problem, held: list[Meeting]) -> Iterator[str]:
    for m in held:
        request = problem.request[m.request]
        if {request.a, request.b} in problem.forbidden:
            yield f"request {m.request!r}: the pair is forbidden"


def _companies_are_there_and_in_one_meeting(problem: Problem, held: list[Meeting]) -> Iterator[str]:
    seats: Counter[tuple[object, int]] = Counter()
    for m in held:
        request = problem.request[m.request]
        for identity in (request.a, request.b):
            seats[identity, m.slot] += 1
            if m.slot not in problem.company[identity].slots:
                yield f"request {m.request!r}: company {identity!r} is away in slot {m.slot}"
    for (who, slot), number in seats.items():
        if number > 1:
            yield f"company {who!r} has {number} meetings in slot {slot}"


def _rooms_exist_and_hold_one_meeting(problem: Problem, held: list[Meeting]) -> Iterator[str]:
    for m in held:
        if not 0 <= m.room < problem.rooms[m.slot]:
            yield f"request {m.request!r}: slot {m.slot} has no room {m.room}"
    for (slot, room), number in Counter((m.slot, m.room) for m in held).items():
        if number > 1:
            yield f"room {room} holds {number} meetings in slot {slot}"


def _languages_are_met(problem: Problem, held: list[Meeting]) -> Iterator[str]:
    for m in held:
        request = problem.request[m.request]
        one, other = problem.company[request.a].languages, problem.company[request.b].languages
        if m.interpreter is None:
            if one.isdisjoint(other):
                yield f"request {m.request!r}: no common language and no interpreter"
        elif m.interpreter not in problem.interpreter:
            yield f"request {m.request!r}: interpreter {m.interpreter!r} does not exist"
        elif not _understands(problem.interpreter[m.interpreter], one, other):
            yield f"request {m.request!r}: interpreter {m.interpreter!r} lacks a language"


def _understands(who: Interpreter, one: frozenset[str], other: frozenset[str]) -> bool:
    """Some pair of languages, one of each side, in which the interpreter works."""
    return any(
        {here, there} in who.pairs if who.pairs else {here, there} <= who.languages
        for here in one
        for there in other
    )


def _interpreters_are_there_and_in_one_meeting(
    problem: Problem, held: list[Meeting]
) -> Iterator[str]:
    helping = [m for m in held if m.interpreter in problem.interpreter]
    for m in helping:
        assert m.interpreter is not None
        if m.slot not in problem.interpreter[m.interpreter].slots:
            yield f"interpreter {m.interpreter!r} is away in slot {m.slot}"
    for (who, when), number in Counter((m.interpreter, m.slot) for m in helping).items():
        if number > 1:
            yield f"interpreter {who!r} has {number} meetings in slot {when}"


def _limits_are_kept(problem: Problem, held: list[Meeting]) -> Iterator[str]:
    of_company: Counter[object] = Counter()
    of_interpreter: Counter[object] = Counter(m.interpreter for m in held)
    for m in held:
        of_company.update((problem.request[m.request].a, problem.request[m.request].b))
    for company in problem.companies:
        if of_company[company.id] > company.max_meetings:
            yield f"company {company.id!r} has {of_company[company.id]} meetings, above its limit"
    for interpreter in problem.interpreters:
        number = of_interpreter[interpreter.id]
        if number > interpreter.max_meetings:
            yield f"interpreter {interpreter.id!r} has {number} meetings, above the limit"


def _interpreters_keep_to_their_days(problem: Problem, held: list[Meeting]) -> Iterator[str]:
    for who in problem.interpreters:
        for day in set(problem.days):
            mine = [m.slot for m in held if m.interpreter == who.id and problem.days[m.slot] == day]
            if who.max_per_day is not None and len(mine) > who.max_per_day:
                yield f"interpreter {who.id!r} has {len(mine)} meetings on day {day}"
            for slot in mine:
                if any(slot < other <= slot + who.rest_slots for other in mine):
                    yield f"interpreter {who.id!r} has no rest after slot {slot}"


def _rests_are_kept(problem: Problem, held: list[Meeting]) -> Iterator[str]:
    busy: defaultdict[object, set[int]] = defaultdict(set)
    for m in held:
        busy[problem.request[m.request].a].add(m.slot)
        busy[problem.request[m.request].b].add(m.slot)
    for company in problem.companies:
        if company.rest_after:
            yield from _missing_rests(problem, company, busy[company.id])


def _missing_rests(problem: Problem, company: Company, busy: set[int]) -> Iterator[str]:
    for begin in sorted(busy):
        run = range(begin, begin + company.rest_after)
        after = range(run.stop, run.stop + min(company.rest_slots, len(problem.days)))
        if busy.issuperset(run) and problem.days[run[-1]] == problem.days[begin]:
            for slot in after:
                if slot in busy and problem.days[slot] == problem.days[begin]:
                    yield f"company {company.id!r} has no rest before slot {slot}"


def _locked_meetings_stand(problem: Problem, held: list[Meeting]) -> Iterator[str]:
    for lock in problem.locked:
        if lock not in held:
            yield f"request {lock.request!r}: its locked meeting was moved or dropped"


@dataclass(frozen=True)
class Measures:
    """What a timetable achieves. `served` are the meetings of each company and what it could have:
    its requests that could be held, its limit, or the most that its rest rule allows, whichever is
    least; its share is the one by the other. An idle slot is free and unused between a company's
    first and last meeting of a day."""

    weight: int
    meetings: int
    unserved: int
    served: Mapping[object, tuple[int, int]]
    idle: int
    changes: int

    @property
    def shares(self) -> dict[object, float]:
        """The share of each company that could have a meeting, from 0 to 1."""
        return {who: met / most for who, (met, most) in self.served.items()}

    @property
    def smallest_share(self) -> float:
        return min(self.shares.values(), default=1.0)


def measures(problem: Problem, meetings: Iterable[Meeting]) -> Measures:
    """What a valid timetable achieves, counted from the meetings alone."""
    held = list(meetings)
    busy: defaultdict[object, set[int]] = defaultdict(set)
    for m in held:
        busy[problem.request[m.request].a].add(m.slot)
        busy[problem.request[m.request].b].add(m.slot)
    could = _could_have(problem)
    where = {m.request: m.slot for m in held}
    return Measures(
        weight=sum(problem.request[m.request].weight for m in held),
        meetings=len(held),
        unserved=sum(not busy[identity] for identity in could),
        served={who: (len(busy[who]), most) for who, most in could.items()},
        idle=sum(_idle(problem, company, busy[company.id]) for company in problem.companies),
        changes=sum(where.get(m.request) != m.slot for m in problem.published),
    )


def _could_have(problem: Problem) -> dict[object, int]:
    """The most meetings of each company that could have one, if all others made way."""
    asked: Counter[object] = Counter()
    for request in problem.requests:
        if possible_slots(problem, request.id):
            asked.update((request.a, request.b))
    found = {
        company.id: min(asked[company.id], company.max_meetings, _most_with_rests(problem, company))
        for company in problem.companies
    }
    return {who: most for who, most in found.items() if most}


def _most_with_rests(problem: Problem, company: Company) -> int:
    """The most slots of a company that keep its rests: meetings so far by the run and the rest
    owed before each slot."""
    if not company.rest_after:
        return len(company.slots)
    best = {(0, 0): 0}
    for slot, day in enumerate(problem.days):
        if slot and day != problem.days[slot - 1]:
            best = {(0, 0): max(best.values())}
        after: dict[tuple[int, int], int] = {}
        for (run, owed), number in best.items():
            idle = (0, max(0, owed - 1))
            after[idle] = max(after.get(idle, 0), number)
            if slot in company.slots and not owed:
                is_tired = run + 1 >= company.rest_after
                met = (0, company.rest_slots) if is_tired else (run + 1, 0)
                after[met] = max(after.get(met, 0), number + 1)
        best = after
    return max(best.values())


def possible_slots(problem: Problem, identity: int | str) -> list[int]:
    """The slots in which a request could be held if nothing else were."""
    request = problem.request[identity]
    if {request.a, request.b} in problem.forbidden:
        return []
    one, other = problem.company[request.a], problem.company[request.b]
    slots = {s for s in set(one.slots) & set(other.slots) if problem.rooms[s]}
    if one.languages.isdisjoint(other.languages):
        slots &= {
            slot
            for interpreter in problem.interpreters
            if _understands(interpreter, one.languages, other.languages)
            for slot in interpreter.slots
        }
    return sorted(slots)


def _idle(problem: Problem, company: Company, busy: set[int]) -> int:
    idle = 0
    for day in {problem.days[slot] for slot in busy}:
        mine = [slot for slot in busy if problem.days[slot] == day]
        idle += sum(min(mine) < slot < max(mine) and slot not in busy for slot in company.slots)
    return idle
