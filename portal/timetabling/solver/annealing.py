"""Simulated annealing over exchanges: the search that finds the timetable (compiled).

Kirkpatrick, Gelatt, Vecchi (1983): an exchange that loses x is accepted with probability
exp(-x / temperature). What is lost is counted by `Aims`, so that the same loop searches for
weight, serves the unserved, closes gaps and keeps what is published.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from portal.timetabling.solver.board import CHANGES, IDLE, SHORT, UNSERVED, WEIGHT, Facts, Plan
from portal.timetabling.solver.compiled import compiled_in_place
from portal.timetabling.solver.exchange import exchange
from portal.timetabling.solver.holding import find_place
from portal.timetabling.solver.moves import below, fraction, take_back

NOISE = 2.0
"""How much chance, in temperatures, when the meeting that must go is chosen."""


class Aims(NamedTuple):
    """What one unit of each is worth, in weight, and how many changes are allowed."""

    weight: float = 1.0
    unserved: float = 0.0
    idle: float = 0.0
    changes: float = 0.0
    budget: int = 1 << 60
    short: float = 0.0


@compiled_in_place
def worth(plan: Plan, aims: Aims) -> float:
    """The value of a plan to these aims."""
    tally = plan.tally
    return float(
        aims.weight * tally[WEIGHT]
        - aims.unserved * tally[UNSERVED]
        - aims.idle * tally[IDLE]
        - aims.changes * tally[CHANGES]
        - aims.short * tally[SHORT]
    )


@compiled_in_place
def anneal(
    facts: Facts, plan: Plan, movable: np.ndarray, aims: Aims, moves: int, hot: float, cold: float
) -> int:
    """Try this many exchanges of movable requests, cooling from `hot` to `cold`; how many were
    accepted."""
    accepted = 0
    temperature = hot
    cooling = (cold / hot) ** (256.0 / max(moves, 1))
    now = worth(plan, aims)
    for n in range(moves):
        if n & 255 == 255:
            temperature *= cooling
        r = movable[below(plan, movable.size)]
        begin, size = facts.first[r], facts.first[r + 1] - facts.first[r]
        s = facts.slot_of_candidate[begin + below(plan, size)]
        if plan.slot[r] == s:
            continue
        least = now + temperature * math.log(fraction(plan))
        changes = plan.tally[CHANGES]
        done = exchange(facts, plan, r, s, NOISE * temperature)
        then = worth(plan, aims)
        if done and then >= least and plan.tally[CHANGES] <= max(aims.budget, changes):
            now = then
            accepted += 1
        else:
            take_back(facts, plan, 0)
    plan.journal_size[0] = 0
    return accepted


@compiled_in_place
def fill(facts: Facts, plan: Plan, order: np.ndarray) -> None:
    """Hold each request of `order` that is not held and has a free place."""
    for r in order:
        if plan.slot[r] < 0:
            plan.journal_size[0] = 0
            find_place(facts, plan, r)
    plan.journal_size[0] = 0
