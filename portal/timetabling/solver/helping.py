"""Who helps at a meeting: somebody idle, or somebody whose place a colleague takes (compiled)."""

from __future__ import annotations

from portal.timetabling.solver.board import Facts, Plan
from portal.timetabling.solver.compiled import compiled_in_place
from portal.timetabling.solver.moves import below, try_restaff

PATIENCE = 6
"""How many others are asked to take over before a search for an interpreter gives up."""


@compiled_in_place
def may_help(facts: Facts, plan: Plan, i: int, s: int) -> bool:
    """Whether interpreter i, who is on duty in slot s, is free, rested and below the limits."""
    if plan.who[s, i] >= 0 or plan.load[i] >= facts.quota[i]:
        return False
    if facts.pause[i] == 0 and facts.daily[i] >= facts.day.size:
        return True
    number = 0
    other = s - facts.place[s]
    while other < facts.day.size and facts.day[other] == facts.day[s]:
        if plan.who[other, i] >= 0:
            number += 1
            if abs(other - s) <= facts.pause[i]:
                return False
        other += 1
    return bool(number < facts.daily[i])


@compiled_in_place
def idle_interpreter(facts: Facts, plan: Plan, s: int, g: int) -> int:
    """An interpreter for group g who is free in slot s, rested and below the limits, or -1."""
    begin = facts.team_first[s, g]
    for n in range(begin, begin + facts.team_size[s, g]):
        i = facts.team[n]
        if may_help(facts, plan, i, s):
            return int(i)
    return -1


@compiled_in_place
def find_interpreter(facts: Facts, plan: Plan, s: int, g: int) -> int:
    """An interpreter for group g in slot s, or -1; one colleague may take over a meeting."""
    i = idle_interpreter(facts, plan, s, g)
    if i >= 0:
        return i
    begin, size = facts.team_first[s, g], facts.team_size[s, g]
    if size == 0:
        return -1
    asked = 0
    turn = below(plan, size)
    for n in range(size):
        i = facts.team[begin + (turn + n) % size]
        here = plan.who[s, i]
        if here >= 0:
            if facts.group[here] == g or facts.fixed[here]:
                continue
            other = (
                idle_interpreter(facts, plan, s, facts.group[here])
                if (facts.group[here] >= 0)
                else -1
            )
            asked += 1
            if other >= 0:
                try_restaff(plan, here, other)
                return int(i)
        elif give_away_a_meeting(facts, plan, i) and may_help(facts, plan, i, s):
            return int(i)
        else:
            asked += 3
        if asked > PATIENCE:
            return -1
    return -1


@compiled_in_place
def give_away_a_meeting(facts: Facts, plan: Plan, i: int) -> bool:
    """A colleague takes over one meeting of interpreter i, who is at a limit or rests."""
    slots = facts.day.size
    turn = below(plan, slots)
    asked = 0
    for n in range(slots):
        s = (turn + n) % slots
        r = plan.who[s, i]
        if r < 0 or facts.fixed[r] or facts.group[r] < 0:
            continue
        other = idle_interpreter(facts, plan, s, facts.group[r])
        if other >= 0:
            try_restaff(plan, r, other)
            return True
        asked += 1
        if asked >= PATIENCE:
            return False
    return False
