"""The meetings of a plan as the instance names them, each with its room."""

from __future__ import annotations

from portal.timetabling.problem import Meeting, Problem
from portal.timetabling.solver.board import Plan
from portal.timetabling.solver.facts import numbers_of


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
