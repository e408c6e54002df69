"""Prices of scarce things, by the primal-dual hybrid gradient method (compiled).

Chambolle and Pock (2011) with their diagonal preconditioning, averaging and restarts (Applegate
et al. 2021). On instances of 1,000 companies a side it comes within 0.01 % of the linear
relaxation in a few seconds, where an interior point method takes minutes and a gigabyte.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from portal.timetabling.solver.board import Facts, Reals
from portal.timetabling.solver.compiled import compiled_in_place
from portal.timetabling.solver.market import Prices, Supply, no_prices

BALANCE = 3.0
"""The dual's steps against the primal's; measured, 1 to 4 do equally well."""


class Flow(NamedTuple):
    """Prices and amounts of one moment, or their sums since the last restart."""

    prices: Prices
    request: Reals  # price of holding a request once
    amount: Reals  # of candidate
    shifts: Reals  # interpreter, slot, group


class Market(NamedTuple):
    """The state of the method."""

    now: Flow
    sums: Flow
    load: Prices  # what the amounts use of each row
    degree: Prices  # candidates that use the row, at least 1
    request_load: Reals
    request_degree: Reals


def _flow(facts: Facts) -> Flow:
    return Flow(
        prices=no_prices(facts),
        request=np.zeros(len(facts.a)),
        amount=np.zeros(len(facts.slot_of_candidate)),
        shifts=np.zeros((*facts.on_duty.shape, facts.serves.shape[1])),
    )


def open_market(facts: Facts) -> Market:
    """The method's start: no prices, no amounts."""
    market = Market(
        now=_flow(facts),
        sums=_flow(facts),
        load=no_prices(facts),
        degree=no_prices(facts),
        request_load=np.zeros(len(facts.a)),
        request_degree=np.ones(len(facts.a)),
    )
    count_uses(facts, market)
    for rows in market.degree:
        np.maximum(rows, 1.0, out=rows)
    return market


@compiled_in_place
def count_uses(facts: Facts, market: Market) -> None:
    degree = market.degree
    for r in range(facts.a.size):
        a, b, g = facts.a[r], facts.b[r], facts.group[r]
        market.request_degree[r] = max(1, facts.first[r + 1] - facts.first[r])
        for n in range(facts.first[r], facts.first[r + 1]):
            s = facts.slot_of_candidate[n]
            for c in (a, b):
                degree.slot[c, s] += 1
                degree.day[c, facts.day[s]] += 1
                degree.event[c] += 1
            degree.room[s] += 1
            if g >= 0:
                degree.help[s, g] += 1
    for i in range(facts.quota.size):
        for s in range(facts.day.size):
            if facts.on_duty[i, s]:
                for g in range(facts.serves.shape[1]):
                    if facts.serves[i, g]:
                        degree.help[s, g] += 1
                        degree.shift[i, s] += 1
                        degree.duty[i] += 1


@compiled_in_place
def clear_loads(load: Prices) -> None:
    load.slot[:] = 0.0
    load.day[:] = 0.0
    load.event[:] = 0.0
    load.room[:] = 0.0
    load.help[:] = 0.0
    load.shift[:] = 0.0
    load.duty[:] = 0.0


@compiled_in_place
def meetings_answer(facts: Facts, market: Market, scale: float) -> None:
    """Amounts follow prices; loads are those of the extrapolated amounts."""
    prices, load = market.now.prices, market.load
    amount, total = market.now.amount, market.sums.amount
    for r in range(facts.a.size):
        a, b, g = facts.a[r], facts.b[r], facts.group[r]
        own = facts.weight[r] / scale - prices.event[a] - prices.event[b] - market.now.request[r]
        step = 1.0 / (BALANCE * (9.0 if g >= 0 else 8.0))
        used = 0.0
        for n in range(facts.first[r], facts.first[r + 1]):
            s = facts.slot_of_candidate[n]
            d = facts.day[s]
            gain = own - prices.slot[a, s] - prices.slot[b, s] - prices.room[s]
            gain -= prices.day[a, d] + prices.day[b, d]
            if g >= 0:
                gain -= prices.help[s, g]
            before = amount[n]
            after = before + step * gain
            if after <= 0.0:
                if before == 0.0:
                    continue
                after = 0.0
            amount[n] = after
            total[n] += after
            ahead = 2 * after - before
            used += ahead
            load.slot[a, s] += ahead
            load.slot[b, s] += ahead
            load.day[a, d] += ahead
            load.day[b, d] += ahead
            load.room[s] += ahead
            if g >= 0:
                load.help[s, g] += ahead
        load.event[a] += used
        load.event[b] += used
        market.request_load[r] = used


@compiled_in_place
def shifts_answer(facts: Facts, market: Market) -> None:
    """Interpreters' shifts follow prices."""
    prices, load = market.now.prices, market.load
    step = 1.0 / (BALANCE * 3.0)
    for i in range(facts.quota.size):
        for s in range(facts.day.size):
            if not facts.on_duty[i, s]:
                continue
            for g in range(facts.serves.shape[1]):
                if facts.serves[i, g]:
                    before = market.now.shifts[i, s, g]
                    gain = prices.help[s, g] - prices.duty[i] - prices.shift[i, s]
                    after = max(0.0, before + step * gain)
                    market.now.shifts[i, s, g] = after
                    market.sums.shifts[i, s, g] += after
                    ahead = 2 * after - before
                    load.help[s, g] -= ahead
                    load.duty[i] += ahead
                    load.shift[i, s] += ahead


@compiled_in_place
def prices_answer(facts: Facts, supply: Supply, market: Market) -> None:
    """Prices follow what is asked for beyond what there is."""
    now, sums, load, degree = market.now.prices, market.sums.prices, market.load, market.degree
    for c in range(supply.event.size):
        excess = load.event[c] - supply.event[c]
        now.event[c] = max(0.0, now.event[c] + BALANCE / degree.event[c] * excess)
        sums.event[c] += now.event[c]
        for d in range(supply.day.shape[1]):
            excess = load.day[c, d] - supply.day[c, d]
            now.day[c, d] = max(0.0, now.day[c, d] + BALANCE / degree.day[c, d] * excess)
            sums.day[c, d] += now.day[c, d]
        for s in range(facts.day.size):
            if facts.free[c, s]:
                excess = load.slot[c, s] - 1.0
                now.slot[c, s] = max(0.0, now.slot[c, s] + BALANCE / degree.slot[c, s] * excess)
                sums.slot[c, s] += now.slot[c, s]
    for s in range(facts.day.size):
        excess = load.room[s] - facts.rooms[s]
        now.room[s] = max(0.0, now.room[s] + BALANCE / degree.room[s] * excess)
        sums.room[s] += now.room[s]
        for g in range(facts.serves.shape[1]):
            excess = load.help[s, g]
            now.help[s, g] = max(
                0.0, now.help[s, g] + BALANCE / max(1.0, degree.help[s, g]) * excess
            )
            sums.help[s, g] += now.help[s, g]
    for i in range(facts.quota.size):
        excess = load.duty[i] - facts.quota[i]
        now.duty[i] = max(0.0, now.duty[i] + BALANCE / degree.duty[i] * excess)
        sums.duty[i] += now.duty[i]
        for s in range(facts.day.size):
            if facts.on_duty[i, s]:
                excess = load.shift[i, s] - 1.0
                now.shift[i, s] = max(0.0, now.shift[i, s] + BALANCE / degree.shift[i, s] * excess)
                sums.shift[i, s] += now.shift[i, s]
    for r in range(facts.a.size):
        excess = market.request_load[r] - 1.0
        price = market.now.request[r] + BALANCE / market.request_degree[r] * excess
        market.now.request[r] = max(0.0, price)
        market.sums.request[r] += market.now.request[r]


@compiled_in_place
def haggle(facts: Facts, supply: Supply, market: Market, rounds: int, scale: float) -> None:
    """Some rounds of the method; weights are divided by `scale`, so prices are about 1."""
    for _ in range(rounds):
        clear_loads(market.load)
        meetings_answer(facts, market, scale)
        shifts_answer(facts, market)
        prices_answer(facts, supply, market)
