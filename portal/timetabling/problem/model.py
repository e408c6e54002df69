"""What a timetable is made from: companies, interpreters, rooms, slots and requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from portal.kernel.interpreting import LanguagePair, can_interpret_between

Id = int | str

LONGEST_DAY = 62
"""Slots of one day: a day's meetings of a company are one machine word."""

HEAVIEST = 1_000_000
"""The largest weight of a request."""


class BadInstance(ValueError):
    """The instance is malformed or contradicts itself; the message says where and how."""


@dataclass(frozen=True, slots=True)
class Company:
    """One party. `slots` are the slots it can attend, `max_meetings` its limit over the event;
    after `rest_after` consecutive meetings of a day it is free in the next `rest_slots` slots of
    that day (0: no such rule)."""

    id: Id
    languages: frozenset[str]
    slots: tuple[int, ...]
    max_meetings: int
    rest_after: int = 0
    rest_slots: int = 0
    country: str = ""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A person who helps two companies without a common language, one meeting a slot.

    `max_meetings` is the limit over the event, `max_per_day` that of a day (None: no such limit);
    after each meeting they are free in the next `rest_slots` slots of that day. With `pairs` they
    work between those languages alone, else between any of theirs.
    """

    id: Id
    languages: frozenset[str]
    slots: tuple[int, ...]
    max_meetings: int
    max_per_day: int | None = None
    rest_slots: int = 0
    pairs: frozenset[LanguagePair] = frozenset()


@dataclass(frozen=True, slots=True)
class Request:
    """A wish of two companies to meet; `weight` is what its meeting is worth."""

    id: Id
    a: Id
    b: Id
    weight: int
    priority: int = 0
    mutual: bool = False
    score: int = 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """A request that has its slot, room number and, where needed, interpreter."""

    request: Id
    slot: int
    room: int
    interpreter: Id | None = None


@dataclass(frozen=True)
class Problem:
    """An instance. `days[s]` is the day of slot s; slots of one day follow one another."""

    days: tuple[int, ...]
    rooms: tuple[int, ...]
    companies: tuple[Company, ...]
    interpreters: tuple[Interpreter, ...]
    requests: tuple[Request, ...]
    forbidden: frozenset[frozenset[Id]] = frozenset()
    locked: tuple[Meeting, ...] = ()
    published: tuple[Meeting, ...] = ()
    name: str = ""
    starts: tuple[str, ...] = field(default=())

    @cached_property
    def company(self) -> dict[Id, Company]:
        return {company.id: company for company in self.companies}

    @cached_property
    def interpreter(self) -> dict[Id, Interpreter]:
        return {interpreter.id: interpreter for interpreter in self.interpreters}

    @cached_property
    def request(self) -> dict[Id, Request]:
        return {request.id: request for request in self.requests}

    def parties(self, request: Request) -> tuple[Company, Company]:
        """The two companies of a request."""
        return self.company[request.a], self.company[request.b]

    def is_forbidden(self, request: Request) -> bool:
        return frozenset((request.a, request.b)) in self.forbidden


def share_a_language(one: Company, other: Company) -> bool:
    """Whether two companies can talk without an interpreter."""
    return bool(one.languages & other.languages)


def can_interpret(interpreter: Interpreter, one: Company, other: Company) -> bool:
    """Whether an interpreter works between a language of the one and a language of the other."""
    return can_interpret_between(
        interpreter.languages, interpreter.pairs, one.languages, other.languages
    )
