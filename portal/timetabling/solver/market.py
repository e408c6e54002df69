"""The rows of the linear relaxation: what may be priced, and how much of each there is.

A request's meeting in slot s uses: the slot of both companies, their meetings of that day and of
the event, a room, and help for its language group, which interpreters supply within their slots
and their limits. Days and events are capped by the best that a rest rule allows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from portal.timetabling.solver.board import Facts, Ints, Reals
from portal.timetabling.solver.compiled import compiled
from portal.timetabling.solver.shares import most_each_day


class Prices(NamedTuple):
    """A price, or anything else that there is one of for each row."""

    slot: Reals  # company, slot
    day: Reals  # company, day
    event: Reals  # company
    room: Reals  # slot
    help: Reals  # slot, group
    shift: Reals  # interpreter, slot
    duty: Reals  # interpreter


class Supply(NamedTuple):
    """How much there is of what is priced; a free slot, a shift and a request are one each."""

    day: Ints  # company, day
    event: Ints  # company


def supply_of(facts: Facts) -> Supply:
    """What companies can do at most in a day and in the event."""
    day = most_each_day(facts)
    return Supply(day=day, event=np.minimum(facts.limit, day.sum(1)).astype(np.int64))


def no_prices(facts: Facts) -> Prices:
    """All prices zero."""
    companies, slots = facts.free.shape
    interpreters, groups = facts.serves.shape
    days = int(facts.day.max(initial=-1)) + 1
    return Prices(
        slot=np.zeros((companies, slots)),
        day=np.zeros((companies, days)),
        event=np.zeros(companies),
        room=np.zeros(slots),
        help=np.zeros((slots, groups)),
        shift=np.zeros((interpreters, slots)),
        duty=np.zeros(interpreters),
    )


def values(facts: Facts, prices: Prices) -> np.ndarray:
    """What prices leave of the weight of each request in each slot (also where it cannot be)."""
    company = prices.slot + prices.event[:, None]
    if len(facts.day):
        company = company + prices.day[:, facts.day]
    left = facts.weight[:, None] - company[facts.a] - company[facts.b] - prices.room[None, :]
    needing = facts.group >= 0
    left[needing] -= prices.help.T[facts.group[needing]]
    return np.asarray(left.astype(np.float32))


@compiled
def bound_of(  # noqa: PLR0912 - one loop a kind of row
    facts: Facts, supply: Supply, prices: Prices, scale: int
) -> int:
    """A proven upper bound on the weight of any timetable, in exact integer arithmetic.

    By Lagrangian duality any prices that are not negative give one (Fisher 1981): all that there
    is, at its price, plus what the best slot of each request leaves of its weight. Prices are
    rounded to multiples of 1/scale first, so that no rounding error can enter."""
    slot_price = np.rint(prices.slot * scale).astype(np.int64)
    day_price = np.rint(prices.day * scale).astype(np.int64)
    event_price = np.rint(prices.event * scale).astype(np.int64)
    room_price = np.rint(prices.room * scale).astype(np.int64)
    help_price = np.rint(prices.help * scale).astype(np.int64)
    duty_price = np.rint(prices.duty * scale).astype(np.int64)
    total = np.int64(0)
    for c in range(supply.event.size):
        total += event_price[c] * supply.event[c]
        for d in range(supply.day.shape[1]):
            total += day_price[c, d] * supply.day[c, d]
        for s in range(facts.day.size):
            if facts.free[c, s]:
                total += slot_price[c, s]
    for s in range(facts.day.size):
        total += room_price[s] * facts.rooms[s]
    for i in range(facts.quota.size):
        total += duty_price[i] * facts.quota[i]
        for s in range(facts.day.size):
            if facts.on_duty[i, s]:
                dearest = np.int64(0)
                for g in range(facts.serves.shape[1]):
                    if facts.serves[i, g]:
                        dearest = max(dearest, help_price[s, g] - duty_price[i])
                total += dearest
    for r in range(facts.a.size):
        a, b, g = facts.a[r], facts.b[r], facts.group[r]
        best = np.int64(0)
        own = facts.weight[r] * scale - event_price[a] - event_price[b]
        for n in range(facts.first[r], facts.first[r + 1]):
            s = facts.slot_of_candidate[n]
            d = facts.day[s]
            left = own - slot_price[a, s] - slot_price[b, s] - day_price[a, d] - day_price[b, d]
            left -= room_price[s]
            if g >= 0:
                left -= help_price[s, g]
            best = max(best, left)
        total += best
    return int(total // scale)
