"""One attempt to hold a request in a slot: what stands in its way is taken out, finds another free
place, has one made for it, or is made up for by another request. All loops here are compiled."""

from __future__ import annotations

import numpy as np

from portal.timetabling.solver.board import Facts, Plan
from portal.timetabling.solver.compiled import compiled_in_place
from portal.timetabling.solver.helping import find_interpreter
from portal.timetabling.solver.moves import below, fraction, try_put, try_take
from portal.timetabling.solver.resting import breaks_rest, would_tire
from portal.timetabling.solver.settling import find_places, make_places, make_up


@compiled_in_place
def least_of_company(facts: Facts, plan: Plan, c: int, s: int, noise: float) -> int:
    """The meeting that company c can do without most easily; not one in slot s."""
    best, least = -1, 1e18
    for t in range(facts.day.size):
        r = plan.at[c, t]
        if r >= 0 and t != s and not facts.fixed[r]:
            value = plan.value[r, t] + noise * fraction(plan)
            if value < least:
                best, least = r, value
    return best


@compiled_in_place
def least_for_rest(facts: Facts, plan: Plan, c: int, s: int, noise: float) -> int:
    """The meeting of the day of s without which company c may meet in slot s."""
    after, rest = facts.rest_after[c], facts.rest_slots[c]
    day = facts.day[s]
    busy = plan.busy[c, day] | (np.int64(1) << np.int64(facts.place[s]))
    best, least = -1, 1e18
    t = s - facts.place[s]
    while t < facts.day.size and facts.day[t] == day:
        r = plan.at[c, t]
        if (
            r >= 0
            and t != s
            and not facts.fixed[r]
            and not breaks_rest(busy ^ (np.int64(1) << np.int64(facts.place[t])), after, rest)
        ):
            value = plan.value[r, t] + noise * fraction(plan)
            if value < least:
                best, least = r, value
        t += 1
    return best


@compiled_in_place
def least_in_slot(facts: Facts, plan: Plan, s: int, group: int, noise: float) -> int:
    """Among a few meetings of slot s, the one that is missed least; with a group, only those
    whose interpreter could help that group."""
    best, least = -1, 1e18
    if plan.used[s] == 0:
        return -1
    for _ in range(4 if group < 0 else 8):
        r = plan.held[s, below(plan, plan.used[s])]
        if facts.fixed[r]:
            continue
        if group >= 0 and (plan.staff[r] < 0 or not facts.serves[plan.staff[r], group]):
            continue
        value = plan.value[r, s] + noise * fraction(plan)
        if value < least:
            best, least = r, value
    return best


@compiled_in_place
def clear_the_way(  # noqa: PLR0912 - one branch a rule
    facts: Facts, plan: Plan, r: int, s: int, noise: float
) -> tuple[int, int]:
    """Take out what keeps request r from slot s: (how many into `removed`, interpreter), or -1."""
    n, out = 0, plan.removed
    for c in (facts.a[r], facts.b[r]):
        other = plan.at[c, s]
        if other >= 0:
            if facts.fixed[other]:
                return -1, -1
            try_take(facts, plan, other)
            out[n] = other
            n += 1
    for c in (facts.a[r], facts.b[r]):
        if would_tire(facts, plan, c, s):
            other = least_for_rest(facts, plan, c, s, noise)
            if other < 0:
                return -1, -1
            try_take(facts, plan, other)
            out[n] = other
            n += 1
        if plan.number[c] >= facts.limit[c]:
            other = least_of_company(facts, plan, c, s, noise)
            if other < 0:
                return -1, -1
            try_take(facts, plan, other)
            out[n] = other
            n += 1
    staff = -1
    g = facts.group[r]
    if g >= 0:
        staff = find_interpreter(facts, plan, s, g)
        if staff < 0:
            other = least_in_slot(facts, plan, s, g, noise)
            if other < 0:
                return -1, -1
            staff = plan.staff[other]
            try_take(facts, plan, other)
            out[n] = other
            n += 1
    if plan.used[s] >= facts.rooms[s]:
        other = least_in_slot(facts, plan, s, -1, noise)
        if other < 0:
            return -1, -1
        try_take(facts, plan, other)
        out[n] = other
        n += 1
    return n, staff


@compiled_in_place
def exchange(facts: Facts, plan: Plan, r: int, s: int, noise: float) -> bool:
    """Hold request r in slot s and find new places for what had to go; whoever still lost a
    meeting gets another one, if possible. The journal holds it all. False, and the caller takes
    it back, if something locked stands in the way."""
    plan.journal_size[0] = 0
    before = plan.slot[r]
    if before >= 0:
        try_take(facts, plan, r)
    n, staff = clear_the_way(facts, plan, r, s, noise)
    if n < 0:
        return False
    try_put(facts, plan, r, s, staff)
    find_places(facts, plan, n)
    if below(plan, 2):  # a plan that moves few, or leaves somebody out, is found only without
        make_places(facts, plan, n, s, before)
        make_up(facts, plan, n, r)
    return True
