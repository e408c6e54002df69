"""How much of what a company could have it has, and what a small share costs the plan.

A company's share is its meetings by what it could have: its requests that could be held, its
limit, or the most that its rest rule allows, whichever is least.
"""

from __future__ import annotations

import numpy as np

from portal.timetabling.solver.board import SHORT, Facts, Ints, Plan, Reals
from portal.timetabling.solver.compiled import compiled

STEEPNESS = 8
"""The least served weighs by far the most: a company of half its share costs the plan a 256th of
what one without any meeting costs."""
WHOLE = 10_000
"""What a company without any meeting costs."""


def could_have(facts: Facts) -> Ints:
    """The most meetings that each company could have if all others made way."""
    number = np.bincount(
        np.concatenate([facts.a, facts.b])[np.tile(np.diff(facts.first) > 0, 2)],
        minlength=len(facts.limit),
    )
    most = np.minimum(facts.limit, most_each_day(facts).sum(1))
    return np.asarray(np.minimum(number, most), np.int64)


def most_each_day(facts: Facts) -> Ints:
    """The most meetings that each company's free slots and rest rule allow on each day."""
    companies, days = len(facts.limit), int(facts.day.max(initial=-1)) + 1
    most = np.zeros((companies, days), np.int64)
    for d in range(days):
        free = facts.free[:, facts.day == d]
        for c in range(companies):
            most[c, d] = most_meetings(free[c], facts.rest_after[c], facts.rest_slots[c])
    return most


@compiled
def most_meetings(free: np.ndarray, after: int, rest: int) -> int:
    """The most meetings of one day that a rest rule allows, by dynamic programming over the run
    of meetings just held and the rest still owed."""
    if after == 0:
        return int(free.sum())
    none = -1000
    best = np.full((after + 1, rest + 1), none)
    best[0, 0] = 0
    for is_free in free:
        then = np.full((after + 1, rest + 1), none)
        for run in range(after + 1):
            for owed in range(rest + 1):
                meetings = best[run, owed]
                if meetings < 0:
                    continue
                then[0, max(0, owed - 1)] = max(then[0, max(0, owed - 1)], meetings)
                if is_free and owed == 0:
                    if run + 1 == after:
                        then[0, rest] = max(then[0, rest], meetings + 1)
                    else:
                        then[run + 1, 0] = max(then[run + 1, 0], meetings + 1)
        best = then
    return int(best.max())


def smallest_share(could: Ints, plan: Plan) -> float:
    """The share of the company that is served least, from 0 to 1; 1 where nobody could meet."""
    some = could > 0
    return float((plan.number[some] / could[some]).min(initial=1.0))


def pricing_shares(facts: Facts, plan: Plan, could: Ints) -> Facts:
    """The facts with a cost for whoever is served little, the least served by far the most."""
    left = 1.0 - _shares(facts, could)
    return _with_costs(facts, plan, np.rint(WHOLE * left**STEEPNESS))


def keeping_share(facts: Facts, plan: Plan, could: Ints, share: float) -> Facts:
    """The facts with a cost of `WHOLE` for each meeting that a company lacks of this share."""
    lacking = np.ceil(share * could[:, None] - 1e-9) - _numbers(facts)[None, :]
    return _with_costs(facts, plan, WHOLE * np.maximum(0.0, lacking))


def _shares(facts: Facts, could: Ints) -> Reals:
    """The share of each company with each number of meetings."""
    return np.minimum(1.0, _numbers(facts)[None, :] / np.maximum(1, could)[:, None])


def _numbers(facts: Facts) -> Ints:
    return np.arange(facts.short.shape[1], dtype=np.int64)


def _with_costs(facts: Facts, plan: Plan, costs: Reals) -> Facts:
    """The facts with these costs, and the plan counted anew by them."""
    facts = facts._replace(short=costs.astype(np.int64))
    plan.tally[SHORT] = facts.short[np.arange(len(plan.number)), plan.number].sum()
    return facts
