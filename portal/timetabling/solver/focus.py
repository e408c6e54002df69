"""Which candidates are worth trying: those that the prices do not rule out."""

from __future__ import annotations

import numpy as np

from portal.timetabling.solver.board import Facts, Flags, Ints

LOSS = 6.0
"""Candidates that lose at most this much are tried, where the mean weight is 35. Measured at 200 a
side: 2.5 finds 98.90 % of the bound, 6 and 9 find 98.95 % in the same time."""
FEW = 3_000
"""So many candidates can all be tried."""
FEWEST, FEWEST_IF_FAIR = 6, 20
"""So many candidates of each company stay in any case."""


def focused(facts: Facts, value: np.ndarray, loss: float, fewest: int) -> Facts:
    """The facts with fewer candidates: of each request, those whose value at these prices is
    within `loss` of its best one, or of nothing; and the `fewest` best of each company."""
    if len(facts.slot_of_candidate) <= FEW:
        return facts
    request = np.repeat(np.arange(len(facts.a)), np.diff(facts.first))
    slot = facts.slot_of_candidate
    left = value[request, slot]
    best = np.zeros(len(facts.a), np.float32)
    np.maximum.at(best, request, left)
    lost = best[request] - left
    keep = lost <= loss
    for parties in (facts.a, facts.b):
        keep |= _best_of_each(parties[request], lost, fewest)
    return with_candidates(facts, keep)


def _best_of_each(company: np.ndarray, lost: np.ndarray, fewest: int) -> Flags:
    order = np.lexsort((lost, company))
    ranked = company[order]
    begins = np.searchsorted(ranked, ranked)
    chosen = np.zeros(len(company), np.bool_)
    chosen[order] = np.arange(len(order)) - begins < fewest
    return chosen


def with_candidates(facts: Facts, keep: Flags) -> Facts:
    """The facts with only these candidates."""
    request = np.repeat(np.arange(len(facts.a)), np.diff(facts.first))
    number = np.bincount(request[keep], minlength=len(facts.a))
    return facts._replace(
        first=np.concatenate([[0], np.cumsum(number)]).astype(np.int32),
        slot_of_candidate=facts.slot_of_candidate[keep],
    )


def movable(facts: Facts) -> Ints:
    """The requests that the search may move: not locked, and with a candidate."""
    return np.flatnonzero((np.diff(facts.first) > 0) & ~facts.fixed).astype(np.int64)
