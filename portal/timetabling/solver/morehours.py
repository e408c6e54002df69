"""What hours that a session does not have yet could hold at the prices of all else."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portal.timetabling.solver.board import Facts, Flags, Reals
from portal.timetabling.solver.bound import Bound
from portal.timetabling.solver.focus import with_candidates
from portal.timetabling.solver.market import Prices, Supply

LEAST = 0.5
"""What is worth less, in weight, is not looked at."""
FINE = 100
"""Weights of an hour alone are counted in hundredths."""
STEPS = 20


def freed_slots(
    facts: Facts, supply: Supply, prices: Prices, left: np.ndarray, already: Reals
) -> Iterator[tuple[int, int, float]]:
    """Company, slot and weight gained at most, for the slots in which companies are away.

    `left` is what prices leave of each request in each slot, `already` what they leave of it in
    the best of its own slots. One more slot may also raise what the company can hold of a day or
    of the event, where nothing else limits it."""
    could = _could_hold(facts)
    gain = np.full(facts.free.shape, -np.inf)
    for mine, theirs in ((facts.a, facts.b), (facts.b, facts.a)):
        fits = could & ~facts.free[mine] & facts.free[theirs]
        request, slot = np.nonzero(fits)
        more = np.maximum(0.0, left[request, slot] - already[request])
        np.maximum.at(gain, (mine[request], slot), more)
    gain += prices.day[:, facts.day]
    gain += np.where(supply.event < facts.limit, prices.event, 0.0)[:, None]
    for company, slot in np.argwhere(gain > LEAST):
        yield int(company), int(slot), float(gain[company, slot])


def one_more_slot(
    facts: Facts, supply: Supply, prices: Prices, already: Reals
) -> Iterator[tuple[int, float]]:
    """The last slot of each day, and the weight gained at most by one more like it."""
    could = _could_hold(facts)
    # Where the slots alone limit a company, one more slot raises what it may hold, free of charge.
    event = np.where(supply.event < facts.limit, 0.0, prices.event)
    alone = facts.weight - event[facts.a] - event[facts.b] - already
    for day in range(int(facts.day.max(initial=-1)) + 1):
        last = int(np.flatnonzero(facts.day == day)[-1])
        fits = could[:, last] & facts.free[facts.a, last] & facts.free[facts.b, last]
        yield last, _most_held(facts, fits & (alone > LEAST), alone, last)


def _could_hold(facts: Facts) -> Flags:
    """Whether rooms and interpreters allow each request in each slot at all; those that must not
    be held, or that have no slot of their own to compare with, are left out."""
    could = np.repeat((facts.rooms > 0)[None, :], len(facts.a), axis=0)
    needing = facts.group >= 0
    could[needing] &= (facts.team_size > 0).T[facts.group[needing]]
    return np.asarray(could & facts.allowed[:, None])


def _most_held(facts: Facts, could: Flags, worth: Reals, slot: int) -> float:
    """The most that requests are worth together in a slot of its own, by the same relaxation."""
    here = np.arange(len(facts.day)) == slot
    request = np.repeat(np.arange(len(facts.a)), np.diff(facts.first))
    alone = with_candidates(facts, (facts.slot_of_candidate == slot) & could[request])
    alone = alone._replace(
        weight=np.rint(np.maximum(0.0, worth) * FINE).astype(np.int64),
        free=facts.free & here,
        on_duty=facts.on_duty & here,
        limit=np.ones_like(facts.limit),
        quota=np.ones_like(facts.quota),
    )
    bound = Bound(alone)
    for _ in range(STEPS):
        if bound.settled:
            break
        bound.step()
    return bound.value / FINE
