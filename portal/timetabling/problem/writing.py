"""Writes instances and timetables as `meeting-instance/1` and `meeting-schedule/1`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from portal.timetabling.problem.model import Id, Interpreter, Meeting, Problem


def write_timetable(meetings: Iterable[Meeting]) -> str:
    """The `meeting-schedule/1` text of these meetings, in order of slot and room."""
    rows = [_row(meeting) for meeting in sorted(meetings, key=lambda m: (m.slot, m.room))]
    return _text({"format": "meeting-schedule/1", "meetings": rows})


def write_instance(problem: Problem) -> str:
    """The `meeting-instance/1` text of a problem; what only informs may be empty."""
    starts = problem.starts or ("",) * len(problem.days)
    return _text(
        {
            "format": "meeting-instance/1",
            "name": problem.name,
            "slots": [
                {"id": slot, "day": day, "start": start}
                for slot, (day, start) in enumerate(zip(problem.days, starts, strict=True))
            ],
            "rooms_per_slot": list(problem.rooms),
            "companies": [
                {
                    "id": company.id,
                    "country": company.country,
                    "languages": sorted(company.languages),
                    "slots": list(company.slots),
                    "max_meetings": company.max_meetings,
                    "rest_after": company.rest_after,
                    "rest_slots": company.rest_slots,
                }
                for company in problem.companies
            ],
            "interpreters": [_interpreter(each) for each in problem.interpreters],
            "requests": [
                {
                    "id": request.id,
                    "a": request.a,
                    "b": request.b,
                    "priority": request.priority,
                    "mutual": request.mutual,
                    "score": request.score,
                    "weight": request.weight,
                }
                for request in problem.requests
            ],
            "forbidden_pairs": sorted((_in_order(pair) for pair in problem.forbidden), key=str),
            "locked": [_row(meeting) for meeting in problem.locked],
            "published": [_row(meeting) for meeting in problem.published],
        }
    )


def _interpreter(interpreter: Interpreter) -> dict[str, Any]:
    """What every interpreter has, and the rules that only some have."""
    row: dict[str, Any] = {
        "id": interpreter.id,
        "languages": sorted(interpreter.languages),
        "slots": list(interpreter.slots),
        "max_meetings": interpreter.max_meetings,
    }
    if interpreter.max_per_day is not None:
        row["max_per_day"] = interpreter.max_per_day
    if interpreter.rest_slots:
        row["rest_slots"] = interpreter.rest_slots
    if interpreter.pairs:
        row["pairs"] = sorted("-".join(sorted(pair)) for pair in interpreter.pairs)
    return row


def _row(meeting: Meeting) -> dict[str, Id | None]:
    return {
        "request": meeting.request,
        "slot": meeting.slot,
        "room": meeting.room,
        "interpreter": meeting.interpreter,
    }


def _in_order(pair: frozenset[Id]) -> list[Id]:
    return sorted(pair, key=str)


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
