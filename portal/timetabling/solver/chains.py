"""Makes room by moving chains of meetings between two slots, each to the other (compiled).

Two slots and the meetings in them are a graph: companies are its points, meetings its lines, and
since nobody meets twice at a time it falls into paths and circles. All meetings of a path can
change slots together, and only the companies at its two ends notice (Kempe 1879).
"""

from __future__ import annotations

from portal.timetabling.solver.board import Facts, Plan
from portal.timetabling.solver.compiled import compiled_in_place
from portal.timetabling.solver.holding import hold, is_full
from portal.timetabling.solver.moves import below, take_back, try_take

LONGEST = 24
"""Meetings in a chain."""
TRIES = 2
"""Slots with which a chain is tried."""


@compiled_in_place
def shift(facts: Facts, plan: Plan, r: int, s: int, preferred: int) -> bool:
    """Hold request r, which had to leave slot s, in another one where one of the two is free,
    by moving the meetings in the way of the other; `preferred` (-1: none) is tried first."""
    if is_full(facts, plan, r):
        return False
    a, b = facts.a[r], facts.b[r]
    stuck, other = a, b  # who can't be in slot s; whose meetings can go there
    if plan.at[a, s] < 0 and (plan.at[b, s] >= 0 or below(plan, 2) == 0):
        stuck, other = b, a
    begin, size = facts.first[r], facts.first[r + 1] - facts.first[r]
    tried = 0
    if preferred >= 0 and plan.at[stuck, preferred] < 0 and plan.at[other, preferred] >= 0:
        if move_chain(facts, plan, r, other, preferred, s):
            return True
        tried += 1
    turn = begin + below(plan, size)
    for n in range(turn, turn + size):
        t = facts.slot_of_candidate[n if n < begin + size else n - size]
        if t in (s, preferred) or plan.at[stuck, t] >= 0 or plan.at[other, t] < 0:
            continue
        if move_chain(facts, plan, r, other, t, s):
            return True
        tried += 1
        if tried >= TRIES:
            return False
    return False


@compiled_in_place
def move_chain(facts: Facts, plan: Plan, r: int, company: int, here: int, there: int) -> bool:
    """Hold request r `here`, move the meeting that its company has here to the other slot, what
    is in the way of that one's other company back here, and so on; all of it or nothing."""
    mark = plan.journal_size[0]
    for _ in range(LONGEST):
        following = plan.at[company, here]
        if following >= 0:
            if facts.fixed[following]:
                break
            try_take(facts, plan, following)
        if not hold(facts, plan, r, here, -1):
            break
        if following < 0:
            return True
        r = following
        company = facts.a[r] if facts.a[r] != company else facts.b[r]
        here, there = there, here
    take_back(facts, plan, mark)
    return False
