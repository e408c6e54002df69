"""Why a request has no meeting: for each slot, all that stands in its way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from portal.timetabling.problem import Company, Interpreter, Meeting, Problem, Request
from portal.timetabling.problem.duties import is_too_much
from portal.timetabling.problem.locks import slot_without_rest
from portal.timetabling.problem.model import Id, can_interpret, share_a_language


class Cause(Enum):
    """One thing that keeps a request from a slot, or from all."""

    FORBIDDEN = "the two must not meet"
    AWAY = "the company is away"
    MEETS_ANOTHER = "the company meets another"
    AT_LIMIT = "the company has all the meetings it may have"
    NEEDS_REST = "the company would have no rest"
    NO_ROOM = "all rooms are taken"
    NOBODY_SPEAKS = "no interpreter speaks their languages"
    NO_INTERPRETER = "no interpreter is free"


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way in one slot; `who` is the company it is about, and `meeting` the
    request held instead."""

    cause: Cause
    slot: int
    who: Id | None = None
    meeting: Id | None = None


@dataclass(frozen=True)
class Reason:
    """Why a request is not held. `slots` has the obstacles of every slot of the session;
    `causes` names, most frequent first, what keeps it from the slots that come nearest."""

    request: Id
    slots: tuple[tuple[Obstacle, ...], ...]

    @cached_property
    def nearest(self) -> tuple[tuple[Obstacle, ...], ...]:
        """The slots with the fewest obstacles."""
        if not self.slots:
            return ()
        fewest = min(len(obstacles) for obstacles in self.slots)
        return tuple(obstacles for obstacles in self.slots if len(obstacles) == fewest)

    @property
    def causes(self) -> tuple[Cause, ...]:
        counted = Counter(obstacle.cause for slot in self.nearest for obstacle in slot)
        order = list(Cause)
        return tuple(sorted(counted, key=lambda cause: (-counted[cause], order.index(cause))))

    @property
    def outweighed_by(self) -> tuple[Id, ...]:
        """The requests that are held in its place in the slots that come nearest."""
        held = [obstacle.meeting for slot in self.nearest for obstacle in slot]
        return tuple(dict.fromkeys(meeting for meeting in held if meeting is not None))


class Timetabled:
    """A timetable with what is needed to ask about it."""

    def __init__(self, problem: Problem, meetings: Iterable[Meeting]) -> None:
        self.problem = problem
        self.meetings = tuple(meetings)
        self.held: dict[Id, Meeting] = {}
        self.at: dict[tuple[Id, int], Id] = {}
        self.busy: defaultdict[Id, set[int]] = defaultdict(set)
        self.rooms_taken: defaultdict[int, set[int]] = defaultdict(set)
        self.helping: defaultdict[Id, set[int]] = defaultdict(set)
        for meeting in self.meetings:
            self.add(meeting)

    def add(self, meeting: Meeting) -> None:
        """Hold one more meeting."""
        self.held[meeting.request] = meeting
        for company in self._companies(meeting):
            self.at[company, meeting.slot] = meeting.request
            self.busy[company].add(meeting.slot)
        self.rooms_taken[meeting.slot].add(meeting.room)
        if meeting.interpreter is not None:
            self.helping[meeting.interpreter].add(meeting.slot)

    def take(self, meeting: Meeting) -> None:
        """Hold a meeting no longer."""
        del self.held[meeting.request]
        for company in self._companies(meeting):
            del self.at[company, meeting.slot]
            self.busy[company].discard(meeting.slot)
        self.rooms_taken[meeting.slot].discard(meeting.room)
        if meeting.interpreter is not None:
            self.helping[meeting.interpreter].discard(meeting.slot)

    def _companies(self, meeting: Meeting) -> tuple[Id, Id]:
        request = self.problem.request[meeting.request]
        return request.a, request.b

    def unplaced(self) -> tuple[Request, ...]:
        return tuple(r for r in self.problem.requests if r.id not in self.held)

    def reason(self, request: Request) -> Reason:
        """All that keeps a request, which is not held, from each slot."""
        slots = range(len(self.problem.days))
        return Reason(request.id, tuple(tuple(self.obstacles(request, slot)) for slot in slots))

    def free_room(self, slot: int) -> int | None:
        """The lowest free room number of a slot."""
        taken = self.rooms_taken[slot]
        return next((n for n in range(self.problem.rooms[slot]) if n not in taken), None)

    def free_interpreter(self, one: Company, other: Company, slot: int) -> Interpreter | None:
        """An interpreter for these two who is free in a slot and below the limit."""
        return next(
            (
                interpreter
                for interpreter in self.problem.interpreters
                if can_interpret(interpreter, one, other) and self.may_help(interpreter, slot)
            ),
            None,
        )

    def may_help(self, interpreter: Interpreter, slot: int) -> bool:
        """Whether an interpreter is there and free in a slot, rested and below the limits."""
        busy = self.helping[interpreter.id]
        return (
            slot in interpreter.slots
            and slot not in busy
            and len(busy) < interpreter.max_meetings
            and not is_too_much(self.problem, interpreter, busy | {slot})
        )

    def obstacles(self, request: Request, slot: int) -> list[Obstacle]:
        """All that keeps a request, which is not held, from one slot."""
        found = []
        one, other = self.problem.parties(request)
        if self.problem.is_forbidden(request):
            found.append(Obstacle(Cause.FORBIDDEN, slot))
        for company in (one, other):
            found += self._obstacles_of(company, slot)
        if self.free_room(slot) is None:
            found.append(Obstacle(Cause.NO_ROOM, slot))
        if not share_a_language(one, other) and not self.free_interpreter(one, other, slot):
            speaks = any(can_interpret(i, one, other) for i in self.problem.interpreters)
            found.append(Obstacle(Cause.NO_INTERPRETER if speaks else Cause.NOBODY_SPEAKS, slot))
        return found

    def _obstacles_of(self, company: Company, slot: int) -> list[Obstacle]:
        busy = self.busy[company.id]
        if (instead := self.at.get((company.id, slot))) is not None:
            return [Obstacle(Cause.MEETS_ANOTHER, slot, company.id, instead)]
        found = []
        if slot not in company.slots:
            found.append(Obstacle(Cause.AWAY, slot, company.id))
        if len(busy) >= company.max_meetings:
            found.append(Obstacle(Cause.AT_LIMIT, slot, company.id))
        if slot_without_rest(self.problem, company, busy | {slot}) is not None:
            found.append(Obstacle(Cause.NEEDS_REST, slot, company.id))
        return found


def reasons(problem: Problem, meetings: Iterable[Meeting]) -> tuple[Reason, ...]:
    """The reason of each request that a timetable does not hold."""
    timetable = Timetabled(problem, meetings)
    return tuple(timetable.reason(request) for request in timetable.unplaced())
