"""A meeting keeps its time and gets another room or interpreter: which it can have, and why not
others. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, StrEnum

from portal.timetabling.drafting import Draft
from portal.timetabling.problem import Company
from portal.timetabling.problem.model import can_interpret, share_a_language
from portal.timetabling.situation import Pair, Planned


class Seat(StrEnum):
    """What a meeting has beside its time, and can have another of."""

    ROOM = "room"
    INTERPRETER = "interpreter"


class Hindrance(Enum):
    """Why a meeting cannot have a room or an interpreter at its time."""

    TAKEN = "another meeting has it"
    LOCKED = "another meeting has it, and is locked"
    IN_USE = "something else is in the room"
    SPEAKS_NOT = "the interpreter does not speak both languages"
    NOT_THERE = "the interpreter is not there"
    TOO_MUCH = "the interpreter has enough meetings, or would have no rest"


@dataclass(frozen=True)
class Seating:
    """A room or an interpreter by its id, None for nobody: free, to be had in exchange, or not.

    `other` is the pair that has it at that time; without a hindrance the two exchange.
    """

    id: int | None
    hindrance: Hindrance | None = None
    other: Pair | None = None


def beside(now: Planned, planned: Iterable[Planned]) -> tuple[list[Planned], list[Planned]]:
    """The meetings with which this one could exchange its interpreter, and all others."""
    near: list[Planned] = []
    further: list[Planned] = []
    for each in planned:
        is_near = each.slot == now.slot and (each.interpreter is not None or each.pair == now.pair)
        (near if is_near else further).append(each)
    return near, further


def rooms_for(
    draft: Draft, now: Planned, at_once: Iterable[Planned], rooms: Iterable[int]
) -> list[Seating]:
    """Each of these rooms but its own for a meeting; `at_once` is what takes place at its time."""
    holders = {each.room: each for each in at_once if each.pair != now.pair}
    number = draft.posed.number.get(now.slot)
    open_ones = draft.posed.rooms[number] if number is not None else ()
    found = []
    for room in rooms:
        if room == now.room:
            continue
        if (other := holders.get(room)) is not None:
            found.append(Seating(room, _exchange(now.room, other), other.pair))
        else:
            found.append(Seating(room, None if room in open_ones else Hindrance.IN_USE))
    return found


def interpreters_for(draft: Draft, now: Planned, helpers: Iterable[int]) -> list[Seating]:
    """Each of these interpreters but its own for a meeting, and nobody at the end."""
    found = [_interpreter(draft, now, each) for each in helpers if each != now.interpreter]
    return found + ([Seating(None)] if now.interpreter is not None else [])


def seated(now: Planned, seat: Seat, seating: Seating, other: Planned | None) -> Sequence[Planned]:
    """A meeting with what it gets, and the other one with what it gives for that."""
    moved = [_with(now, seat, seating.id)]
    return moved if other is None else [*moved, _with(other, seat, held_by(now, seat))]


def held_by(planned: Planned, seat: Seat) -> int | None:
    """The room or the interpreter of a meeting."""
    return planned.room if seat is Seat.ROOM else planned.interpreter


def _with(planned: Planned, seat: Seat, id: int | None) -> Planned:
    return replace(planned, room=id) if seat is Seat.ROOM else replace(planned, interpreter=id)


def _exchange(own: int | None, other: Planned) -> Hindrance | None:
    """Why two meetings cannot exchange, as far as only the two matter."""
    if other.locked:
        return Hindrance.LOCKED
    return None if own is not None else Hindrance.TAKEN


def _interpreter(draft: Draft, now: Planned, who: int) -> Seating:
    helper = draft.posed.problem.interpreter.get(who)
    number = draft.posed.number.get(now.slot)
    if helper is None or number is None:
        return Seating(who, Hindrance.NOT_THERE)
    if not can_interpret(helper, *_two(draft, now.pair)):
        return Seating(who, Hindrance.SPEAKS_NOT)
    other = _helped_by(draft, now, who)
    if other is not None:
        hindrance = _exchange(now.interpreter, other)
        if hindrance is None and not _can_help(draft, now.interpreter, other.pair):
            hindrance = Hindrance.TAKEN
        return Seating(who, hindrance, other.pair)
    if number not in helper.slots:
        return Seating(who, Hindrance.NOT_THERE)
    return Seating(who, None if draft.held.may_help(helper, number) else Hindrance.TOO_MUCH)


def _helped_by(draft: Draft, now: Planned, who: int) -> Planned | None:
    return next(
        (
            each
            for each in draft.planned.values()
            if each.interpreter == who and each.slot == now.slot and each.pair != now.pair
        ),
        None,
    )


def _can_help(draft: Draft, who: int | None, pair: Pair) -> bool:
    helper = draft.posed.problem.interpreter.get(who) if who is not None else None
    two = _two(draft, pair)
    return helper is not None and (share_a_language(*two) or can_interpret(helper, *two))


def _two(draft: Draft, pair: Pair) -> tuple[Company, Company]:
    """Two companies with what they really speak."""
    one, other = (draft.posed.problem.company[id] for id in pair)
    spoken = draft.posed.spoken
    return (
        replace(one, languages=spoken[pair[0]]),
        replace(other, languages=spoken[pair[1]]),
    )
