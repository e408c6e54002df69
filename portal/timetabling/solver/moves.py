"""Puts a meeting into a plan, takes it out, and takes an attempt back.

All loops here are compiled. `put` and `take` do not judge: whoever calls them has asked
`exchange` whether the rules hold.
"""

from __future__ import annotations

import numpy as np

from portal.timetabling.solver.board import CHANGES, IDLE, SHORT, UNSERVED, WEIGHT, Facts, Plan
from portal.timetabling.solver.compiled import compiled_in_place

PUT, TAKE, RESTAFF = 0, 1, 2
FINE = 1 << 31


@compiled_in_place
def below(plan: Plan, bound: int) -> int:
    """A number from 0 to bound - 1 by chance (xorshift64, Marsaglia 2003; bound below 2 ** 32)."""
    word = plan.chance[0]
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    plan.chance[0] = word
    return int(((word >> np.uint64(32)) * np.uint64(bound)) >> np.uint64(32))


@compiled_in_place
def fraction(plan: Plan) -> float:
    """A number above 0 and not above 1 by chance."""
    return (below(plan, FINE) + 1) / float(FINE)


@compiled_in_place
def ones(bits: int) -> int:
    """How many bits are set (Warren, Hacker's Delight, 5-1)."""
    word = np.uint64(bits)
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled_in_place
def idle_slots(facts: Facts, plan: Plan, c: int, day: int) -> int:
    """Free slots without a meeting between the company's first and last of a day."""
    busy = plan.busy[c, day]
    if busy & (busy - 1) == 0:
        return 0
    until_last = busy  # all bits up to the last meeting's
    for n in (1, 2, 4, 8, 16, 32):
        until_last |= until_last >> n
    before_first = (busy & -busy) - 1
    return ones(facts.hours[c, day] & until_last & ~before_first & ~busy)


@compiled_in_place
def put(facts: Facts, plan: Plan, r: int, s: int, staff: int) -> None:
    """Request r is held in slot s with this interpreter (-1: none)."""
    day, bit = facts.day[s], np.int64(1) << np.int64(facts.place[s])
    for c in (facts.a[r], facts.b[r]):
        plan.tally[IDLE] -= idle_slots(facts, plan, c, day)
        plan.at[c, s] = r
        if plan.number[c] == 0 and facts.servable[c]:
            plan.tally[UNSERVED] -= 1
        plan.tally[SHORT] += facts.short[c, plan.number[c] + 1] - facts.short[c, plan.number[c]]
        plan.number[c] += 1
        plan.busy[c, day] |= bit
        plan.tally[IDLE] += idle_slots(facts, plan, c, day)
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


@compiled_in_place
def take(facts: Facts, plan: Plan, r: int) -> None:
    """Request r is not held any more."""
    s, staff = plan.slot[r], plan.staff[r]
    day, bit = facts.day[s], np.int64(1) << np.int64(facts.place[s])
    for c in (facts.a[r], facts.b[r]):
        plan.tally[IDLE] -= idle_slots(facts, plan, c, day)
        plan.at[c, s] = -1
        plan.tally[SHORT] += facts.short[c, plan.number[c] - 1] - facts.short[c, plan.number[c]]
        plan.number[c] -= 1
        if plan.number[c] == 0 and facts.servable[c]:
            plan.tally[UNSERVED] += 1
        plan.busy[c, day] ^= bit
        plan.tally[IDLE] += idle_slots(facts, plan, c, day)
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


@compiled_in_place
def restaff(plan: Plan, r: int, staff: int) -> None:
    """Another interpreter helps at request r, in the same slot."""
    s, before = plan.slot[r], plan.staff[r]
    plan.who[s, before] = -1
    plan.load[before] -= 1
    plan.who[s, staff] = r
    plan.load[staff] += 1
    plan.staff[r] = staff


@compiled_in_place
def write_down(plan: Plan, what: int, r: int, s: int, staff: int) -> None:
    n = plan.journal_size[0]
    plan.journal[n, 0], plan.journal[n, 1] = what, r
    plan.journal[n, 2], plan.journal[n, 3] = s, staff
    plan.journal_size[0] = n + 1


@compiled_in_place
def try_put(facts: Facts, plan: Plan, r: int, s: int, staff: int) -> None:
    write_down(plan, PUT, r, s, staff)
    put(facts, plan, r, s, staff)


@compiled_in_place
def try_take(facts: Facts, plan: Plan, r: int) -> None:
    write_down(plan, TAKE, r, plan.slot[r], plan.staff[r])
    take(facts, plan, r)


@compiled_in_place
def try_restaff(plan: Plan, r: int, staff: int) -> None:
    write_down(plan, RESTAFF, r, plan.slot[r], plan.staff[r])
    restaff(plan, r, staff)


@compiled_in_place
def take_back(facts: Facts, plan: Plan, kept: int) -> None:
    """Undo what the journal holds beyond the first `kept` entries, latest first."""
    for n in range(plan.journal_size[0] - 1, kept - 1, -1):
        what, r = plan.journal[n, 0], plan.journal[n, 1]
        if what == PUT:
            take(facts, plan, r)
        elif what == TAKE:
            put(facts, plan, r, plan.journal[n, 2], plan.journal[n, 3])
        else:
            restaff(plan, r, plan.journal[n, 3])
    plan.journal_size[0] = kept
