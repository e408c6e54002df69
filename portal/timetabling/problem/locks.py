"""Refuses locked meetings that no timetable could hold, alone or together."""

from __future__ import annotations

from collections import defaultdict

from portal.timetabling.problem.duties import is_too_much
from portal.timetabling.problem.model import (
    BadInstance,
    Company,
    Id,
    Meeting,
    Problem,
    can_interpret,
    share_a_language,
)


def refuse_contradictory_locks(problem: Problem) -> None:
    """Raise BadInstance if a locked meeting breaks a rule or collides with another."""
    for number, lock in enumerate(problem.locked):
        _refuse_impossible(problem, lock, f"locked[{number}]")
    _refuse_collisions(problem)
    _refuse_beyond_limits(problem)


def _refuse_impossible(problem: Problem, lock: Meeting, place: str) -> None:
    request = problem.request.get(lock.request)
    if request is None:
        raise BadInstance(f"{place}.request: request {lock.request!r} does not exist")
    if lock.slot >= len(problem.days):
        raise BadInstance(f"{place}.slot: slot {lock.slot} does not exist")
    if lock.room >= problem.rooms[lock.slot]:
        raise BadInstance(f"{place}.room: slot {lock.slot} has no room {lock.room}")
    if problem.is_forbidden(request):
        raise BadInstance(f"{place}: companies {request.a!r} and {request.b!r} must not meet")
    parties = problem.parties(request)
    for company in parties:
        if lock.slot not in company.slots:
            raise BadInstance(f"{place}: company {company.id!r} is away in slot {lock.slot}")
    if lock.interpreter is None:
        if not share_a_language(*parties):
            raise BadInstance(
                f"{place}: companies {request.a!r} and {request.b!r} share no language "
                "and have no interpreter"
            )
        return
    interpreter = problem.interpreter.get(lock.interpreter)
    if interpreter is None:
        raise BadInstance(f"{place}.interpreter: {lock.interpreter!r} does not exist")
    if not can_interpret(interpreter, *parties):
        raise BadInstance(f"{place}: interpreter {interpreter.id!r} lacks the languages")
    if lock.slot not in interpreter.slots:
        raise BadInstance(f"{place}: interpreter {interpreter.id!r} is away in slot {lock.slot}")


def _refuse_collisions(problem: Problem) -> None:
    first: dict[tuple[str, object], int] = {}
    for number, lock in enumerate(problem.locked):
        request = problem.request[lock.request]
        claims: list[tuple[str, object]] = [
            (f"request {lock.request!r} is locked twice", ("request", lock.request)),
            *(
                (f"company {company!r} has two meetings in slot {lock.slot}", (company, lock.slot))
                for company in (request.a, request.b)
            ),
            (
                f"room {lock.room} has two meetings in slot {lock.slot}",
                ("room", lock.room, lock.slot),
            ),
        ]
        if lock.interpreter is not None:
            claims.append(
                (
                    f"interpreter {lock.interpreter!r} has two meetings in slot {lock.slot}",
                    ("interpreter", lock.interpreter, lock.slot),
                )
            )
        for claim in claims:
            other = first.setdefault(claim, number)
            if other != number:
                raise BadInstance(f"locked[{number}] collides with locked[{other}]: {claim[0]}")


def _refuse_beyond_limits(problem: Problem) -> None:
    slots: defaultdict[Id, set[int]] = defaultdict(set)
    helped: defaultdict[Id, set[int]] = defaultdict(set)
    for lock in problem.locked:
        request = problem.request[lock.request]
        slots[request.a].add(lock.slot)
        slots[request.b].add(lock.slot)
        if lock.interpreter is not None:
            helped[lock.interpreter].add(lock.slot)
    for identity, busy in slots.items():
        company = problem.company[identity]
        if len(busy) > company.max_meetings:
            raise BadInstance(
                f"locked: company {identity!r} has {len(busy)} meetings, "
                f"its limit is {company.max_meetings}"
            )
        tired = slot_without_rest(problem, company, busy)
        if tired is not None:
            raise BadInstance(f"locked: company {identity!r} has no rest before slot {tired}")
    for identity, busy in helped.items():
        interpreter = problem.interpreter[identity]
        if len(busy) > interpreter.max_meetings:
            raise BadInstance(
                f"locked: interpreter {identity!r} has {len(busy)} meetings, "
                f"the limit is {interpreter.max_meetings}"
            )
        if is_too_much(problem, interpreter, busy):
            raise BadInstance(
                f"locked: interpreter {identity!r} has too many meetings on a day, or no rest"
            )


def slot_without_rest(problem: Problem, company: Company, busy: set[int]) -> int | None:
    """The first slot in which these meetings would break the company's rest rule."""
    run = owed = 0
    for slot, day in enumerate(problem.days):
        if slot and day != problem.days[slot - 1]:
            run = owed = 0
        if slot in busy:
            if owed:
                return slot
            run += 1
            if company.rest_after and run >= company.rest_after:
                run, owed = 0, company.rest_slots
        else:
            run, owed = 0, max(0, owed - 1)
    return None
