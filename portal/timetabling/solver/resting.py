"""The rest rule of companies, asked of the bits of a day (compiled)."""

from __future__ import annotations

import numpy as np

from portal.timetabling.solver.board import Facts, Plan
from portal.timetabling.solver.compiled import compiled_in_place


@compiled_in_place
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
    later = 0
    for n in range(after, min(after + rest, 63)):
        later |= busy >> n
    return (runs & later) != 0


@compiled_in_place
def would_tire(facts: Facts, plan: Plan, c: int, s: int) -> bool:
    """Whether company c, meeting in slot s as well, would break its rest rule."""
    if facts.rest_after[c] == 0:
        return False
    busy = plan.busy[c, facts.day[s]] | (np.int64(1) << np.int64(facts.place[s]))
    return breaks_rest(busy, facts.rest_after[c], facts.rest_slots[c])
