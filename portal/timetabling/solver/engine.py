"""Builds a timetable: prices, a first plan, annealing on both cores, then the lesser aims."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from portal.timetabling.problem import NO_SPARE, Problem
from portal.timetabling.solver.annealing import Aims, anneal, fill
from portal.timetabling.solver.board import (
    CHANGES,
    IDLE,
    UNSERVED,
    WEIGHT,
    Facts,
    Plan,
    empty_plan,
)
from portal.timetabling.solver.bound import Bound
from portal.timetabling.solver.clock import Clock
from portal.timetabling.solver.facts import facts_of, numbers_of
from portal.timetabling.solver.focus import FEW, FEWEST, FEWEST_IF_FAIR, LOSS, focused, movable
from portal.timetabling.solver.halves import copy_of, cut, joined
from portal.timetabling.solver.holding import hold
from portal.timetabling.solver.market import values
from portal.timetabling.solver.moves import put
from portal.timetabling.solver.options import Options, Progress, Solution, Teamwork
from portal.timetabling.solver.outcome import meetings_of
from portal.timetabling.solver.ranking import Best
from portal.timetabling.solver.shares import (
    could_have,
    keeping_share,
    pricing_shares,
    smallest_share,
)

HOT, COLD = 4.0, 0.4
HOT_IF_FEW_AND_FAIR = 60.0
"""From which heat to which, if the mean weight is 35; measured, 3 to 6 and 0.3 to 0.6 do equally
well. Where there are few candidates and nobody may be left out, only chance leads from one plan
that serves all to the next."""
WARM, COOL = 1.5, 0.03
"""The same for the lesser aims, in idle slots: a change counts a tenth of one."""
FEWEST_STEPS = 5
"""Without prices there is nothing to search by, so these are taken however late it is."""
SEARCH, SEARCH_IF_FEW_GAPS, SHARES = 0.88, 0.7, 0.03
"""Up to which part of the work the search is for weight, and how much goes to small shares then;
what is left closes gaps."""
GAP = 7.0
"""What an idle slot may cost in weight where few gaps are wished, if the mean weight is 35."""
MANY = 40_000
"""From so many candidates on, both cores work on halves of one plan; below, on a plan each."""


def solve(problem: Problem, options: Options | None = None) -> Solution:
    """The best timetable found within the options' time or effort."""
    return _Search(problem, options or Options()).run()


class _Search:
    """One call of `solve`."""

    def __init__(self, problem: Problem, options: Options) -> None:
        self.problem, self.options = problem, options
        self.clock = Clock(options.time_limit, options.effort, options.spent, options.stop)
        whole = self.all_facts = facts_of(problem)
        if options.spare != NO_SPARE:
            # Who could be served is asked of all there is: what stays free is no excuse.
            part = facts_of(options.spare.kept_free(problem))
            self.all_facts = part._replace(servable=whole.servable)
        self.bound = Bound(self.all_facts)
        mean = float(self.all_facts.weight.mean()) if len(problem.requests) else 1.0
        self.unit = mean / 35.0
        self.chance = np.random.Generator(np.random.PCG64(options.seed))
        self.could = could_have(whole)
        self.gap_price = GAP * self.unit if options.few_gaps else 0.0
        self.best = Best(self.could, options.fair, self.gap_price)

    def run(self) -> Solution:
        self._find_prices()
        value = values(self.all_facts, self.bound.prices)
        self.facts = focused(
            self.all_facts,
            value,
            LOSS * self.unit,
            FEWEST_IF_FAIR if self.options.fair else FEWEST,
        )
        self.movable = movable(self.facts)
        plan = self._first_plan(value)
        self.best.keep(plan)
        if len(self.movable):
            self._search_for_weight(plan)
            if self.options.close_gaps:
                self._pursue_the_lesser_aims()
        best = self.best.plan
        assert best is not None
        return Solution(
            meetings=meetings_of(self.problem, best),
            weight=int(best.tally[WEIGHT]),
            bound=self.bound.value,
            unserved=int(best.tally[UNSERVED]),
            smallest_share=smallest_share(self.could, best),
            idle=int(best.tally[IDLE]),
            changes=int(best.tally[CHANGES]),
            seconds=self.clock.seconds,
        )

    def aims(self, part: float = 1.0) -> Aims:
        """Weight first, or service first if that is wished, at this part of the search: a
        company left without a meeting weighs little more than some meetings until half of it is
        over, so that the search can pass through plans that leave one out for a while."""
        budget = self.options.changes
        if_fair = 1000.0 if part > 0.5 else 200.0
        return Aims(
            weight=1.0,
            unserved=self.unit * (if_fair if self.options.fair else 0.3),
            idle=0.0,
            changes=0.0,
            budget=1 << 60 if budget is None else budget,
        )

    def _find_prices(self) -> None:
        for step in range(40):
            late = not self.clock.is_counted and self.clock.done > 0.25
            if self.bound.settled or (late and step >= FEWEST_STEPS):
                break
            self.bound.step()
            self._tell()

    def _first_plan(self, value: np.ndarray) -> Plan:
        """Locked meetings, what is published as far as it still can be, then the most valuable."""
        facts = self.facts
        plan = empty_plan(facts, value, self.options.seed)
        numbers = numbers_of(self.problem)
        for lock in self.problem.locked:
            staff = -1 if lock.interpreter is None else numbers.interpreter[lock.interpreter]
            put(facts, plan, numbers.request[lock.request], lock.slot, staff)
        if self.options.changes is not None:
            for meeting in self.problem.published:
                r = numbers.request[meeting.request]
                if plan.slot[r] < 0 and not self.problem.is_forbidden(self.problem.requests[r]):
                    who = numbers.interpreter.get(meeting.interpreter, -1)
                    plan.journal_size[0] = 0
                    hold(facts, plan, r, meeting.slot, who)
        best = np.full(len(facts.a), -1e9, np.float32)
        request = np.repeat(np.arange(len(facts.a)), np.diff(facts.first))
        np.maximum.at(best, request, value[request, facts.slot_of_candidate])
        fill(facts, plan, np.argsort(-best, kind="stable"))
        return plan

    @property
    def _end_of_search(self) -> float:
        if not self.options.close_gaps:
            return 1.0
        return SEARCH_IF_FEW_GAPS if self.options.few_gaps else SEARCH

    def _search_for_weight(self, plan: Plan) -> None:
        end = self._end_of_search
        hot, cold = self._heats()
        begin = self.clock.done
        together = self._teamwork() is Teamwork.HALVES
        plans = [plan] if together else [plan, self._twin(plan)]
        with ThreadPoolExecutor(2) as pool:
            while (done := self.clock.done) < end and not self._weighs_the_most:
                part = (done - begin) / (end - begin)
                heat = self.unit * hot * (cold / hot) ** part
                aims = self.aims(part)
                moves = self.clock.portion(end, 2_000, 60)
                since = time.perf_counter()
                if together:
                    plans = [self._anneal_halves(pool, plans[0], aims, moves // 2, heat)]
                else:
                    jobs = [
                        pool.submit(
                            anneal, self.facts, one, self.movable, aims, moves // 2, heat, heat
                        )
                        for one in plans
                    ]
                    for job in jobs:
                        job.result()
                self.clock.count(moves, time.perf_counter() - since)
                for one in plans:
                    self.best.keep(one)
                self._tell()

    @property
    def _weighs_the_most(self) -> bool:
        """Whether no timetable is better in weight, or in service before it if that is wished, nor
        changes fewer published meetings, which the search finds beside it."""
        best = self.best.plan
        if best is None or best.tally[CHANGES] or self.options.few_gaps:
            return False
        if best.tally[WEIGHT] < self.bound.value:
            return False
        return not (self.options.fair and best.tally[UNSERVED])

    def _heats(self) -> tuple[float, float]:
        few = len(self.all_facts.slot_of_candidate) <= FEW
        return HOT_IF_FEW_AND_FAIR if few and self.options.fair else HOT, COLD

    def _teamwork(self) -> Teamwork:
        if self.options.teamwork is not None:
            return self.options.teamwork
        can_be_cut = self.facts.day.max() > 0 and self.options.changes is None
        many = len(self.facts.slot_of_candidate) > MANY
        return Teamwork.HALVES if many and can_be_cut else Teamwork.TWINS

    def _twin(self, plan: Plan) -> Plan:
        twin = copy_of(plan)
        twin.chance[0] ^= np.uint64(0x5DEECE66D)
        return twin

    def _anneal_halves(
        self, pool: ThreadPoolExecutor, plan: Plan, aims: Aims, moves: int, heat: float
    ) -> Plan:
        halves = cut(self.facts, plan, self.chance)
        jobs = [
            pool.submit(anneal, facts, half, free, aims, moves, heat, heat)
            for facts, half, free in halves
            if len(free)
        ]
        for job in jobs:
            job.result()
        return joined(self.facts, [half for _, half, _ in halves])

    def _pursue_the_lesser_aims(self) -> None:
        """As long as is planned for them, also where the search for weight ended early."""
        begin = min(self.clock.done, self._end_of_search)
        self._raise_the_smallest_share(until=begin + SHARES)
        self._close_gaps(until=begin + 1.0 - self._end_of_search)

    def _raise_the_smallest_share(self, until: float) -> None:
        """At equal weight and service, more for whoever has least of what they could have."""
        plan = self._copy_of_best()
        facts = pricing_shares(self.facts, plan, self.could)
        aims = self._finishing()._replace(short=0.1, idle=0.1)
        self._anneal_until(until, facts, plan, aims)

    def _close_gaps(self, until: float) -> None:
        """Fewer idle slots, at equal weight unless few gaps are wished; nobody falls below the
        share that the least served has."""
        plan = self._copy_of_best()
        facts = keeping_share(self.facts, plan, self.could, smallest_share(self.could, plan))
        weight = 1.0 / self.gap_price if self.options.few_gaps else 1000.0
        aims = self._finishing()._replace(weight=weight, short=0.1)
        self._anneal_until(until, facts, plan, aims)

    def _finishing(self) -> Aims:
        """What counts once the weight is found, in idle slots."""
        service = 1e6 if self.options.fair else 1000.0
        return self.aims()._replace(weight=1000.0, unserved=service, idle=1.0, changes=0.1)

    def _anneal_until(self, end: float, facts: Facts, plan: Plan, aims: Aims) -> None:
        begin = self.clock.done
        while (done := self.clock.done) < end:
            part = (done - begin) / max(1e-9, end - begin)
            heat = WARM * (COOL / WARM) ** part
            moves = self.clock.portion(end, 100, 200)
            since = time.perf_counter()
            anneal(facts, plan, self.movable, aims, moves, heat, heat)
            self.clock.count(moves, time.perf_counter() - since)
            self.best.keep(plan)

    def _copy_of_best(self) -> Plan:
        assert self.best.plan is not None
        return copy_of(self.best.plan)

    def _tell(self) -> None:
        weight = 0 if self.best.plan is None else int(self.best.plan.tally[WEIGHT])
        self.options.progress(
            Progress(self.clock.seconds, self.clock.done, weight, self.bound.value)
        )
