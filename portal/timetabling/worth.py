"""What one more room, interpreter, slot, free hour or meeting of a limit is worth to a session.

Everything follows from the prices of the linear relaxation. What does not exist yet has no price:
it is worth at most what it could hold at the prices of all else, beyond what the same requests
are worth already (its reduced cost; Dantzig 1963).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from portal.timetabling.problem import Problem
from portal.timetabling.problem.model import Id
from portal.timetabling.solver.board import Facts, Reals
from portal.timetabling.solver.bound import Bound
from portal.timetabling.solver.facts import facts_of
from portal.timetabling.solver.market import values
from portal.timetabling.solver.morehours import freed_slots, one_more_slot

STEPS = 40


class Scarce(Enum):
    """What there could be one more of."""

    ROOM = "a room"
    INTERPRETER = "an interpreter"
    LONGER_DUTY = "one more meeting of an interpreter"
    LIMIT = "one more meeting of a company"
    FREE_SLOT = "a slot in which a company is away so far"
    LONGER_DAY = "one more slot at the end of a day"


OF_COMPANIES = frozenset({Scarce.LIMIT, Scarce.FREE_SLOT})
"""Where `who` is a company."""


@dataclass(frozen=True)
class Worth:
    """One more of something raises the weight of the best timetable by at most `weight` (the
    price of the linear relaxation), which is `meetings` meetings of usual weight. `slot` and
    `who` say where; for a longer day it is the day's last slot so far, for an interpreter
    `languages` are those of the two companies."""

    what: Scarce
    weight: float
    meetings: float
    slot: int | None = None
    who: Id | None = None
    languages: tuple[str, ...] = ()


def worth(problem: Problem, most: int = 10) -> tuple[Worth, ...]:
    """What is worth most to have one more of, the best first; of one kind a third at most."""
    if not problem.requests:
        return ()
    facts = facts_of(problem)
    bound = Bound(facts)
    for _ in range(STEPS):
        if bound.settled:
            break
        bound.step()
    return _ranked([*_priced(problem, facts, bound), *_missing(problem, facts, bound)], most)


def _priced(problem: Problem, facts: Facts, bound: Bound) -> Iterator[Worth]:
    """What there is some of already."""
    usual = float(np.mean(facts.weight))
    prices = bound.prices
    for slot, price in enumerate(prices.room.tolist()):
        yield Worth(Scarce.ROOM, price, price / usual, slot=slot)
    languages = _languages_of_groups(problem, facts.group)
    for (slot, group), price in np.ndenumerate(prices.help):
        if group in languages:
            gain = float(price)
            spoken = languages[group]
            yield Worth(Scarce.INTERPRETER, gain, gain / usual, slot=slot, languages=spoken)
    for interpreter, price in zip(problem.interpreters, prices.duty.tolist(), strict=True):
        yield Worth(Scarce.LONGER_DUTY, price, price / usual, who=interpreter.id)
    for company, price in zip(problem.companies, prices.event.tolist(), strict=True):
        yield Worth(Scarce.LIMIT, price, price / usual, who=company.id)


def _missing(problem: Problem, facts: Facts, bound: Bound) -> Iterator[Worth]:
    """What there is none of yet."""
    usual = float(np.mean(facts.weight))
    left = values(facts, bound.prices)
    already = _worth_already(facts, left)
    supply, prices = bound.supply, bound.prices
    for company, slot, gain in freed_slots(facts, supply, prices, left, already):
        who = problem.companies[company].id
        yield Worth(Scarce.FREE_SLOT, gain, gain / usual, slot=slot, who=who)
    for slot, gain in one_more_slot(facts, supply, prices, already):
        yield Worth(Scarce.LONGER_DAY, gain, gain / usual, slot=slot)


def _worth_already(facts: Facts, left: np.ndarray) -> Reals:
    """What the prices leave of each request in the best of its slots; nothing without one."""
    best = np.zeros(len(facts.a))
    request = np.repeat(np.arange(len(facts.a)), np.diff(facts.first))
    np.maximum.at(best, request, left[request, facts.slot_of_candidate])
    return best


def _languages_of_groups(problem: Problem, groups: np.ndarray) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for request, group in zip(problem.requests, groups.tolist(), strict=True):
        if group >= 0 and group not in found:
            one, other = problem.parties(request)
            found[group] = tuple(sorted(one.languages | other.languages))
    return found


def _ranked(found: list[Worth], most: int) -> tuple[Worth, ...]:
    number: Counter[Scarce] = Counter()
    chosen = []
    for one in sorted(found, key=lambda one: -one.weight):
        if one.weight > 0.5 and number[one.what] < max(1, most // 3):
            number[one.what] += 1
            chosen.append(one)
    return tuple(chosen[:most])
