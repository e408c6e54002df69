"""Reads `meeting-instance/1` and `meeting-schedule/1`, and refuses what cannot be right."""

from __future__ import annotations

from typing import Any, TypeVar

from portal.kernel.interpreting import pairs_named
from portal.timetabling.problem import fields
from portal.timetabling.problem.locks import refuse_contradictory_locks
from portal.timetabling.problem.model import (
    HEAVIEST,
    LONGEST_DAY,
    BadInstance,
    Company,
    Id,
    Interpreter,
    Meeting,
    Problem,
    Request,
)

Named = TypeVar("Named", Company, Interpreter, Request)


def read_instance(text: str | bytes) -> Problem:
    """The problem in a `meeting-instance/1` text; BadInstance says what is wrong with it."""
    content = fields.parsed(text, "meeting-instance/1")
    days, starts = _slots(content)
    rooms = _rooms(content, len(days))
    companies = _unique(
        "companies", [_company(*row, len(days)) for row in _numbered(content, "companies")]
    )
    interpreters = _unique(
        "interpreters",
        [_interpreter(*row, len(days)) for row in _numbered(content, "interpreters")],
    )
    known = {company.id for company in companies}
    requests = _unique(
        "requests", [_request(*row, known) for row in _numbered(content, "requests")]
    )
    _refuse_repeated_pairs(requests)
    problem = Problem(
        days=days,
        rooms=rooms,
        companies=companies,
        interpreters=interpreters,
        requests=requests,
        forbidden=_forbidden(content, known),
        locked=tuple(_meeting(*row) for row in _numbered(content, "locked")),
        published=tuple(_meeting(*row) for row in _numbered(content, "published")),
        name=str(content.get("name", "")),
        starts=starts,
    )
    _refuse_unknown_published(problem)
    refuse_contradictory_locks(problem)
    return problem


def read_timetable(text: str | bytes) -> tuple[Meeting, ...]:
    """The meetings in a `meeting-schedule/1` text; whether they obey rules is not asked here."""
    content = fields.parsed(text, "meeting-schedule/1")
    return tuple(_meeting(*row) for row in _numbered(content, "meetings"))


def _numbered(content: dict[str, Any], name: str) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{name}[{number}]", row) for number, row in enumerate(fields.rows(content, name))]


def _slots(content: dict[str, Any]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    days: list[int] = []
    for number, (place, row) in enumerate(_numbered(content, "slots")):
        if fields.whole_number(row, "id", place) != number:
            raise BadInstance(f"{place}.id: {row['id']} is not {number}; ids count from 0 in order")
        day = fields.whole_number(row, "day", place, low=-(10**9))
        if days and day != days[-1] and day in days:
            raise BadInstance(f"{place}.day: day {day} goes on after another day has begun")
        days.append(day)
    for day in set(days):
        if days.count(day) > LONGEST_DAY:
            raise BadInstance(f"slots: day {day} has more than {LONGEST_DAY} slots")
    return tuple(days), tuple(str(row.get("start", "")) for row in content["slots"])


def _rooms(content: dict[str, Any], number_of_slots: int) -> tuple[int, ...]:
    found = fields.plain_list(content, "rooms_per_slot")
    if len(found) != number_of_slots:
        raise BadInstance(f"rooms_per_slot has {len(found)} numbers for {number_of_slots} slots")
    return tuple(
        fields.as_whole_number(rooms, f"rooms_per_slot[{slot}]") for slot, rooms in enumerate(found)
    )


def _company(place: str, row: dict[str, Any], number_of_slots: int) -> Company:
    return Company(
        id=fields.identity(row, "id", place),
        languages=fields.texts(row, "languages", place),
        slots=fields.slots(row, place, number_of_slots),
        max_meetings=fields.whole_number(row, "max_meetings", place),
        rest_after=fields.whole_number(row, "rest_after", place),
        rest_slots=fields.whole_number(row, "rest_slots", place),
        country=str(row.get("country", "")),
    )


def _interpreter(place: str, row: dict[str, Any], number_of_slots: int) -> Interpreter:
    return Interpreter(
        id=fields.identity(row, "id", place),
        languages=fields.texts(row, "languages", place),
        slots=fields.slots(row, place, number_of_slots),
        max_meetings=fields.whole_number(row, "max_meetings", place),
        max_per_day=fields.whole_number(row, "max_per_day", place)
        if "max_per_day" in row
        else None,
        rest_slots=fields.whole_number(row, "rest_slots", place) if "rest_slots" in row else 0,
        pairs=pairs_named(fields.texts(row, "pairs", place)) if "pairs" in row else frozenset(),
    )


def _request(place: str, row: dict[str, Any], known: set[Id]) -> Request:
    a, b = fields.identity(row, "a", place), fields.identity(row, "b", place)
    for name, company in (("a", a), ("b", b)):
        if company not in known:
            raise BadInstance(f"{place}.{name}: company {company!r} does not exist")
    if a == b:
        raise BadInstance(f"{place}: company {a!r} cannot meet itself")
    weight = fields.whole_number(row, "weight", place, low=1)
    if weight > HEAVIEST:
        raise BadInstance(f"{place}.weight: {weight} is above {HEAVIEST}")
    priority, score = row.get("priority", 0), row.get("score", 0)
    mutual = row.get("mutual", False)
    if not isinstance(mutual, bool):
        raise BadInstance(f"{place}.mutual is neither true nor false")
    return Request(
        id=fields.identity(row, "id", place),
        a=a,
        b=b,
        weight=weight,
        priority=fields.as_whole_number(priority, f"{place}.priority"),
        mutual=mutual,
        score=fields.as_whole_number(score, f"{place}.score"),
    )


def _meeting(place: str, row: dict[str, Any]) -> Meeting:
    if "interpreter" not in row:
        raise BadInstance(f"{place}.interpreter is missing")
    who = row["interpreter"]
    return Meeting(
        request=fields.identity(row, "request", place),
        slot=fields.whole_number(row, "slot", place),
        room=fields.whole_number(row, "room", place),
        interpreter=None if who is None else fields.as_identity(who, f"{place}.interpreter"),
    )


def _unique(name: str, found: list[Named]) -> tuple[Named, ...]:
    seen: set[Id] = set()
    for number, one in enumerate(found):
        if one.id in seen:
            raise BadInstance(f"{name}[{number}].id: {one.id!r} is taken")
        seen.add(one.id)
    return tuple(found)


def _refuse_repeated_pairs(requests: tuple[Request, ...]) -> None:
    seen: dict[frozenset[Id], Id] = {}
    for number, request in enumerate(requests):
        other = seen.setdefault(frozenset((request.a, request.b)), request.id)
        if other != request.id:
            raise BadInstance(
                f"requests[{number}]: companies {request.a!r} and {request.b!r} "
                f"ask for each other in request {other!r} already"
            )


def _forbidden(content: dict[str, Any], known: set[Id]) -> frozenset[frozenset[Id]]:
    pairs = set()
    for number, pair in enumerate(fields.plain_list(content, "forbidden_pairs")):
        place = f"forbidden_pairs[{number}]"
        if not isinstance(pair, list) or len(pair) != 2:
            raise BadInstance(f"{place} is not a list of two companies")
        one, other = (fields.as_identity(company, place) for company in pair)
        for company in (one, other):
            if company not in known:
                raise BadInstance(f"{place}: company {company!r} does not exist")
        if one == other:
            raise BadInstance(f"{place}: company {one!r} stands there twice")
        pairs.add(frozenset((one, other)))
    return frozenset(pairs)


def _refuse_unknown_published(problem: Problem) -> None:
    """A published meeting may have become impossible, but it speaks of a request and a slot."""
    seen: set[Id] = set()
    for number, meeting in enumerate(problem.published):
        place = f"published[{number}]"
        if meeting.request not in problem.request:
            raise BadInstance(f"{place}.request: request {meeting.request!r} does not exist")
        if meeting.slot >= len(problem.days):
            raise BadInstance(f"{place}.slot: slot {meeting.slot} does not exist")
        if meeting.request in seen:
            raise BadInstance(f"{place}.request: request {meeting.request!r} is published twice")
        seen.add(meeting.request)
