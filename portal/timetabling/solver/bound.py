"""Finds prices round by round, and with each round a proven upper bound that never rises."""

from __future__ import annotations

import numpy as np

from portal.timetabling.solver.board import Facts
from portal.timetabling.solver.market import Prices, bound_of, no_prices, supply_of
from portal.timetabling.solver.prices import Flow, haggle, open_market

SCALE = 10_000
ROUNDS = 100
MANY = 60_000
RESTART = 4
"""Steps between restarts from the average."""


class Bound:
    """The relaxation of one problem; `step` refines `value` and `prices`."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.supply = supply_of(facts)
        self.prices = no_prices(facts)
        self.value = self._proven(self.prices)
        self.history = [self.value]
        self._market = open_market(facts)
        self._scale = float(facts.weight.mean()) if len(facts.weight) else 1.0
        self._steps = 0
        self._close_enough = 5e-6 if len(facts.slot_of_candidate) < MANY else 5e-5

    @property
    def settled(self) -> bool:
        """Whether the last eight steps hardly moved it: by less than 0.0005 %, or 0.005 % where
        a step takes long."""
        if len(self.history) < 4 * RESTART:
            return self.value == 0
        return self.history[-2 * RESTART] - self.value <= self.value * self._close_enough

    def step(self) -> None:
        """A hundred rounds of haggling."""
        haggle(self.facts, self.supply, self._market, ROUNDS, self._scale)
        self._steps += 1
        now, sums = self._market.now, self._market.sums
        rounds = ROUNDS * ((self._steps - 1) % RESTART + 1)
        average = _scaled(sums.prices, self._scale / rounds)
        latest = _scaled(now.prices, self._scale)
        bounds = self._proven(average), self._proven(latest)
        for value, prices in zip(bounds, (average, latest), strict=True):
            if value < self.value:
                self.value, self.prices = value, prices
        self.history.append(self.value)
        if self._steps % RESTART == 0:
            if bounds[0] < bounds[1]:
                _restart_from_average(now, sums, rounds)
            _forget(sums)

    def _proven(self, prices: Prices) -> int:
        return int(bound_of(self.facts, self.supply, prices, SCALE))


def _scaled(prices: Prices, factor: float) -> Prices:
    return Prices(*(rows * factor for rows in prices))


def _restart_from_average(now: Flow, sums: Flow, rounds: int) -> None:
    for rows, total in zip(now.prices, sums.prices, strict=True):
        np.divide(total, rounds, out=rows)
    np.divide(sums.request, rounds, out=now.request)
    np.divide(sums.amount, rounds, out=now.amount)
    np.divide(sums.shifts, rounds, out=now.shifts)


def _forget(sums: Flow) -> None:
    for rows in sums.prices:
        rows[:] = 0.0
    for rows in (sums.request, sums.amount, sums.shifts):
        rows[:] = 0.0
