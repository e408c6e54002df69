"""One attempt to hold a request in a slot: what stands in its way is taken out and, if there is
another free place for it, put back there. All loops here are compiled."""

from __future__ import annotations

import numpy as np

from portal.timetabling.solver.board import Facts, Plan, Small
from portal.timetabling.solver.compiled import compiled
from portal.timetabling.solver.helping import find_interpreter, may_help
from portal.timetabling.solver.moves import below, fraction, try_put, try_take


@compiled
def breaks_rest(busy: int, after: int, rest: int) -> bool:
    """Whether a day's meetings (bits) break a rest rule: a run of `after` ones, then a one among
    the next `rest` bits."""
    if after == 0:
        return False
    runs = busy
    for n in range(1, after):
        runs &= busy >> n
    if runs == 0:
        return False
    for n in range(after, min(after + rest, 63)):  # noqa: SIM110 - compiled
        if runs & (busy >> n):
            return True
    return False


@compiled
def would_tire(facts: Facts, plan: Plan, c: int, s: int) -> bool:
    """Whether company c, meeting in slot s as well, would break its rest rule."""
    if facts.rest_after[c] == 0:
        return False
    busy = plan.busy[c, facts.day[s]] | (np.int64(1) << np.int64(facts.place[s]))
    return breaks_rest(busy, facts.rest_after[c], facts.rest_slots[c])


@compiled
def find_place(facts: Facts, plan: Plan, r: int) -> bool:
    """Hold request r in some slot where nothing stands in its way, if there is one."""
    a, b, g = facts.a[r], facts.b[r], facts.group[r]
    if plan.number[a] >= facts.limit[a] or plan.number[b] >= facts.limit[b]:
        return False
    begin, size = facts.first[r], facts.first[r + 1] - facts.first[r]
    if size == 0:
        return False
    turn = below(plan, size)
    for n in range(size):
        s = facts.slot_of_candidate[begin + (turn + n) % size]
        if plan.at[a, s] >= 0 or plan.at[b, s] >= 0 or plan.used[s] >= facts.rooms[s]:
            continue
        if would_tire(facts, plan, a, s) or would_tire(facts, plan, b, s):
            continue
        staff = -1
        if g >= 0:
            staff = find_interpreter(facts, plan, s, g)
            if staff < 0:
                continue
        try_put(facts, plan, r, s, staff)
        return True
    return False


@compiled
def hold_if_free(facts: Facts, plan: Plan, r: int, s: int, preferred: int) -> bool:
    """Hold request r in slot s, with this interpreter if possible, if nothing stands in its way."""
    a, b, g = facts.a[r], facts.b[r], facts.group[r]
    if not (facts.free[a, s] and facts.free[b, s]) or plan.used[s] >= facts.rooms[s]:
        return False
    if plan.slot[r] >= 0 or plan.at[a, s] >= 0 or plan.at[b, s] >= 0:
        return False
    if plan.number[a] >= facts.limit[a] or plan.number[b] >= facts.limit[b]:
        return False
    if would_tire(facts, plan, a, s) or would_tire(facts, plan, b, s):
        return False
    staff = -1
    plan.journal_size[0] = 0
    if g >= 0:
        if (
            preferred >= 0
            and facts.on_duty[preferred, s]
            and facts.serves[preferred, g]
            and may_help(facts, plan, preferred, s)
        ):
            staff = preferred
        else:
            staff = find_interpreter(facts, plan, s, g)
        if staff < 0:
            return False
    try_put(facts, plan, r, s, staff)
    return True


@compiled
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


@compiled
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


@compiled
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


@compiled
def clear_the_way(  # noqa: PLR0912 - one branch a rule
    facts: Facts, plan: Plan, r: int, s: int, noise: float, out: Small
) -> tuple[int, int]:
    """Take out what keeps request r from slot s: (how many into `out`, interpreter), or -1."""
    n = 0
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


@compiled
def exchange(facts: Facts, plan: Plan, r: int, s: int, noise: float, out: Small) -> bool:
    """Hold request r in slot s and find new places for what had to go; the journal holds it all.
    False, and the caller takes it back, if something locked stands in the way."""
    plan.journal_size[0] = 0
    if plan.slot[r] >= 0:
        try_take(facts, plan, r)
    n, staff = clear_the_way(facts, plan, r, s, noise, out)
    if n < 0:
        return False
    try_put(facts, plan, r, s, staff)
    for m in range(1, n):  # the heaviest looks for its new place first
        other = out[m]
        k = m - 1
        while k >= 0 and facts.weight[out[k]] < facts.weight[other]:
            out[k + 1] = out[k]
            k -= 1
        out[k + 1] = other
    for m in range(n):
        find_place(facts, plan, out[m])
    return True
