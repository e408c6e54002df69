"""The smallest change that would give a request its meeting, all other meetings untouched.

Two obstacles in one slot need two changes. A meeting of one of the two companies in the way is
given up only if no slot can be had otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from portal.timetabling.problem import Company, Interpreter, Problem, Request
from portal.timetabling.problem.model import Id
from portal.timetabling.reasons import Cause, Obstacle, Timetabled

_COST = {
    Cause.NO_ROOM: 10,
    Cause.AWAY: 11,
    Cause.NO_INTERPRETER: 12,
    Cause.AT_LIMIT: 13,
    Cause.NEEDS_REST: 14,
    Cause.NOBODY_SPEAKS: 15,
    Cause.FORBIDDEN: 16,
    Cause.MEETS_ANOTHER: 1_000,
}
"""How hard a change is: each more than ten, so that fewer changes always come first."""


@dataclass(frozen=True)
class Remedy:
    """What must change so that a request is held in `slot`: each obstacle names one change (one
    more room, the company frees the slot, may have one more meeting, …)."""

    request: Id
    slot: int
    changes: tuple[Obstacle, ...]

    @property
    def gives_up(self) -> tuple[Id, ...]:
        """Requests whose meetings would have to go."""
        given = (change.meeting for change in self.changes)
        return tuple(dict.fromkeys(meeting for meeting in given if meeting is not None))


def remedy(timetable: Timetabled, request: Request) -> Remedy | None:
    """The easiest change that places a request; None if only locked meetings stand in the way,
    or the request is held already."""
    if request.id in timetable.held:
        return None
    locked = {lock.request for lock in timetable.problem.locked}
    best: tuple[int, int] | None = None
    found = None
    for slot, obstacles in enumerate(timetable.reason(request).slots):
        if any(obstacle.meeting in locked for obstacle in obstacles):
            continue
        cost = sum(_COST[obstacle.cause] for obstacle in obstacles)
        if best is None or (cost, slot) < best:
            best, found = (cost, slot), Remedy(request.id, slot, obstacles)
    return found


def applied(timetable: Timetabled, cure: Remedy) -> Problem:
    """The problem with a remedy's changes made, in which nobody wants anything but this request
    and what is held already: solved again it places them all but for what gives way."""
    problem = timetable.problem
    request = problem.request[cure.request]
    for change in cure.changes:
        problem = _changed(problem, change, problem.parties(request))
    kept = tuple(m for m in timetable.meetings if m.request not in cure.gives_up)
    wanted = {request.id, *(meeting.request for meeting in timetable.meetings)}
    return replace(
        problem,
        requests=tuple(each for each in problem.requests if each.id in wanted),
        published=kept,
    )


def _changed(problem: Problem, change: Obstacle, pair: tuple[Company, Company]) -> Problem:
    match change.cause:
        case Cause.FORBIDDEN:
            return replace(
                problem, forbidden=problem.forbidden - {frozenset((pair[0].id, pair[1].id))}
            )
        case Cause.NO_ROOM:
            rooms = list(problem.rooms)
            rooms[change.slot] += 1
            return replace(problem, rooms=tuple(rooms))
        case Cause.NO_INTERPRETER | Cause.NOBODY_SPEAKS:
            languages = pair[0].languages | pair[1].languages
            extra = Interpreter("one more", languages, (change.slot,), 1)
            return replace(problem, interpreters=(*problem.interpreters, extra))
        case Cause.MEETS_ANOTHER:
            return problem
        case _:
            companies = tuple(
                _eased(company, change) if company.id == change.who else company
                for company in problem.companies
            )
            return replace(problem, companies=companies)


def _eased(company: Company, change: Obstacle) -> Company:
    match change.cause:
        case Cause.AWAY:
            return replace(company, slots=tuple(sorted({*company.slots, change.slot})))
        case Cause.AT_LIMIT:
            return replace(company, max_meetings=company.max_meetings + 1)
        case _:
            return replace(company, rest_after=0)
