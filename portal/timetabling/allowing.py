"""Eases the rules of a problem as far as its locked meetings break them already.

A coordinator may go beyond a session's limits; what they did so must not make it unsolvable.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from portal.timetabling.names import pair_of
from portal.timetabling.problem import Company, Interpreter, Meeting, Problem
from portal.timetabling.problem.duties import is_too_much
from portal.timetabling.problem.locks import slot_without_rest
from portal.timetabling.problem.model import Id, can_interpret, share_a_language


def allowing(
    problem: Problem, locked: tuple[Meeting, ...], published: tuple[Meeting, ...]
) -> Problem:
    """The problem with its locks, and with every rule that they break eased as far as they do."""
    companies = {company.id: company for company in problem.companies}
    helpers = {helper.id: helper for helper in problem.interpreters}
    known = {request.id for request in problem.requests}
    locked = tuple(lock for lock in locked if lock.request in known)
    busy: dict[Id, set[int]] = defaultdict(set)
    for lock in locked:
        for party in pair_of(lock.request):
            busy[party].add(lock.slot)
        _understand_each_other(companies, helpers, lock)
    for id, slots in busy.items():
        companies[id] = _eased(problem, companies[id], slots)
    helping: dict[Id, set[int]] = defaultdict(set)
    for lock in locked:
        if lock.interpreter is not None:
            helping[lock.interpreter].add(lock.slot)
    return replace(
        problem,
        companies=tuple(companies.values()),
        interpreters=tuple(
            _eased_helper(problem, helper, helping[helper.id]) for helper in helpers.values()
        ),
        locked=locked,
        published=tuple(each for each in published if each.request in known),
    )


def _understand_each_other(
    companies: dict[Id, Company], helpers: dict[Id, Interpreter], lock: Meeting
) -> None:
    """Give the two of a locked meeting, and who helps them, a word of their own if they need it."""
    one, other = pair_of(lock.request)
    word = frozenset([f"={lock.request}"])
    helper = helpers.get(lock.interpreter) if lock.interpreter is not None else None
    if helper is None and share_a_language(companies[one], companies[other]):
        return
    if helper is not None:
        can = can_interpret(helper, companies[one], companies[other])
        helpers[helper.id] = replace(
            helper,
            languages=helper.languages if can else helper.languages | word,
            pairs=helper.pairs | {word} if helper.pairs and not can else helper.pairs,
            slots=tuple(sorted({*helper.slots, lock.slot})),
        )
        if can:
            return
    for each in (one, other):
        companies[each] = replace(companies[each], languages=companies[each].languages | word)


def _eased_helper(problem: Problem, helper: Interpreter, slots: set[int]) -> Interpreter:
    helper = replace(helper, max_meetings=max(helper.max_meetings, len(slots)))
    if is_too_much(problem, replace(helper, rest_slots=0), slots):
        helper = replace(helper, max_per_day=None)
    return replace(helper, rest_slots=0) if is_too_much(problem, helper, slots) else helper


def _eased(problem: Problem, company: Company, slots: set[int]) -> Company:
    company = replace(
        company,
        slots=tuple(sorted({*company.slots, *slots})),
        max_meetings=max(company.max_meetings, len(slots)),
    )
    tired = slot_without_rest(problem, company, slots) is not None
    return replace(company, rest_after=0) if tired else company
