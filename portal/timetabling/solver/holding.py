"""Holds a request in a slot where nothing stands in its way (compiled)."""

from __future__ import annotations

from portal.timetabling.solver.board import Facts, Plan
from portal.timetabling.solver.compiled import compiled_in_place
from portal.timetabling.solver.helping import find_interpreter, may_help
from portal.timetabling.solver.moves import below, try_put
from portal.timetabling.solver.resting import would_tire


@compiled_in_place
def hold(facts: Facts, plan: Plan, r: int, s: int, preferred: int) -> bool:
    """Hold request r in slot s, with this interpreter (-1: any) if possible, if both companies
    are there, free, rested and below their limits, a room is free and somebody can help."""
    a, b, g = facts.a[r], facts.b[r], facts.group[r]
    if plan.at[a, s] >= 0 or plan.at[b, s] >= 0 or plan.used[s] >= facts.rooms[s]:
        return False
    if not (facts.free[a, s] and facts.free[b, s]) or is_full(facts, plan, r):
        return False
    if would_tire(facts, plan, a, s) or would_tire(facts, plan, b, s):
        return False
    staff = -1
    if g >= 0:
        if preferred >= 0 and facts.on_duty[preferred, s] and facts.serves[preferred, g]:
            staff = preferred if may_help(facts, plan, preferred, s) else -1
        if staff < 0:
            staff = find_interpreter(facts, plan, s, g)
        if staff < 0:
            return False
    try_put(facts, plan, r, s, staff)
    return True


@compiled_in_place
def is_full(facts: Facts, plan: Plan, r: int) -> bool:
    """Whether a company of request r has all the meetings that it may have."""
    a, b = facts.a[r], facts.b[r]
    return bool(plan.number[a] >= facts.limit[a] or plan.number[b] >= facts.limit[b])


@compiled_in_place
def find_place(facts: Facts, plan: Plan, r: int) -> bool:
    """Hold request r in some slot where nothing stands in its way, if there is one."""
    begin, size = facts.first[r], facts.first[r + 1] - facts.first[r]
    if size == 0 or is_full(facts, plan, r):
        return False
    turn = begin + below(plan, size)
    for n in range(turn, turn + size):
        if hold(facts, plan, r, facts.slot_of_candidate[n if n < begin + size else n - size], -1):
            return True
    return False
