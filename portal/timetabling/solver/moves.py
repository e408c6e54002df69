"""Puts a meeting into a plan, takes it out, and takes an attempt back.

All loops here are compiled. `put` and `take` do not judge: whoever calls them has asked
`exchange` whether the rules hold.
"""

from __future__ import annotations

import numpy as np

from portal.timetabling.solver.board import CHANGES, IDLE, UNSERVED, WEIGHT, Facts, Plan
from portal.timetabling.solver.compiled import compiled

PUT, TAKE, RESTAFF = 0, 1, 2


@compiled
def below(plan: Plan, bound: int) -> int:
    """A number from 0 to bound - 1 by chance (xorshift64, Marsaglia 2003)."""
    word = plan.chance[0]
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    plan.chance[0] = word
    return int((word >> np.uint64(11)) % np.uint64(bound))


@compiled
def fraction(plan: Plan) -> float:
    """A number above 0 and not above 1 by chance."""
    return (below(plan, 1 << 40) + 1) / float(1 << 40)


@compiled
def idle_slots(facts: Facts, plan: Plan, c: int, s: int) -> int:
    """Free slots without a meeting between the company's first and last of the day of s."""
    busy = plan.busy[c, facts.day[s]]
    if busy & (busy - 1) == 0:
        return 0
    begin = s - facts.place[s]
    gap = idle = 0
    started = False
    place = 0
    while busy >> place:
        if (busy >> place) & 1:
            if started:
                idle += gap
            started, gap = True, 0
        elif facts.free[c, begin + place]:
            gap += 1
        place += 1
    return idle


@compiled
def put(facts: Facts, plan: Plan, r: int, s: int, staff: int) -> None:
    """Request r is held in slot s with this interpreter (-1: none)."""
    day, bit = facts.day[s], np.int64(1) << np.int64(facts.place[s])
    for c in (facts.a[r], facts.b[r]):
        plan.tally[IDLE] -= idle_slots(facts, plan, c, s)
        plan.at[c, s] = r
        if plan.number[c] == 0 and facts.servable[c]:
            plan.tally[UNSERVED] -= 1
        plan.number[c] += 1
        plan.busy[c, day] |= bit
        plan.tally[IDLE] += idle_slots(facts, plan, c, s)
    plan.slot[r], plan.staff[r] = s, staff
    plan.held[s, plan.used[s]] = r
    plan.rank[r] = plan.used[s]
    plan.used[s] += 1
    plan.tally[WEIGHT] += facts.weight[r]
    if facts.wanted[r] == s:
        plan.tally[CHANGES] -= 1
    if staff >= 0:
        plan.who[s, staff] = r
        plan.load[staff] += 1


@compiled
def take(facts: Facts, plan: Plan, r: int) -> None:
    """Request r is not held any more."""
    s, staff = plan.slot[r], plan.staff[r]
    day, bit = facts.day[s], np.int64(1) << np.int64(facts.place[s])
    for c in (facts.a[r], facts.b[r]):
        plan.tally[IDLE] -= idle_slots(facts, plan, c, s)
        plan.at[c, s] = -1
        plan.number[c] -= 1
        if plan.number[c] == 0 and facts.servable[c]:
            plan.tally[UNSERVED] += 1
        plan.busy[c, day] ^= bit
        plan.tally[IDLE] += idle_slots(facts, plan, c, s)
    plan.slot[r], plan.staff[r] = -1, -1
    plan.used[s] -= 1
    last = plan.held[s, plan.used[s]]
    plan.held[s, plan.rank[r]] = last
    plan.rank[last] = plan.rank[r]
    plan.tally[WEIGHT] -= facts.weight[r]
    if facts.wanted[r] == s:
        plan.tally[CHANGES] += 1
    if staff >= 0:
        plan.who[s, staff] = -1
        plan.load[staff] -= 1


@compiled
def restaff(plan: Plan, r: int, staff: int) -> None:
    """Another interpreter helps at request r, in the same slot."""
    s, before = plan.slot[r], plan.staff[r]
    plan.who[s, before] = -1
    plan.load[before] -= 1
    plan.who[s, staff] = r
    plan.load[staff] += 1
    plan.staff[r] = staff


@compiled
def write_down(plan: Plan, what: int, r: int, s: int, staff: int) -> None:
    n = plan.journal_size[0]
    plan.journal[n, 0], plan.journal[n, 1] = what, r
    plan.journal[n, 2], plan.journal[n, 3] = s, staff
    plan.journal_size[0] = n + 1


@compiled
def try_put(facts: Facts, plan: Plan, r: int, s: int, staff: int) -> None:
    write_down(plan, PUT, r, s, staff)
    put(facts, plan, r, s, staff)


@compiled
def try_take(facts: Facts, plan: Plan, r: int) -> None:
    write_down(plan, TAKE, r, plan.slot[r], plan.staff[r])
    take(facts, plan, r)


@compiled
def try_restaff(plan: Plan, r: int, staff: int) -> None:
    write_down(plan, RESTAFF, r, plan.slot[r], plan.staff[r])
    restaff(plan, r, staff)


@compiled
def take_back(facts: Facts, plan: Plan) -> None:
    """Undo all that the journal holds, latest first."""
    for n in range(plan.journal_size[0] - 1, -1, -1):
        what, r = plan.journal[n, 0], plan.journal[n, 1]
        if what == PUT:
            take(facts, plan, r)
        elif what == TAKE:
            put(facts, plan, r, plan.journal[n, 2], plan.journal[n, 3])
        else:
            restaff(plan, r, plan.journal[n, 3])
    plan.journal_size[0] = 0
