"""Other rooms and interpreters for a meeting of a draft at its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession, Interpreter, Room, Slot
from portal.kernel.errors import Missing
from portal.kernel.languages import Text
from portal.timetabling.drafting import Draft
from portal.timetabling.models import Timetable
from portal.timetabling.posing import pose
from portal.timetabling.queries.situation import situation_of
from portal.timetabling.queries.timetables import names_by_id, planned_in
from portal.timetabling.seating import (
    Hindrance,
    Seat,
    Seating,
    beside,
    held_by,
    interpreters_for,
    rooms_for,
)
from portal.timetabling.situation import Keep, Pair, Planned

Holder = Room | Interpreter | None


@dataclass(frozen=True)
class Place:
    """A room or an interpreter, None for nobody: free, in exchange with a pair, or why not."""

    holder: Holder
    is_free: bool
    swap: tuple[Company, Company] | None
    why_not: Text | None


@dataclass(frozen=True)
class Places:
    """A meeting with what it has, and every other that there is for it at its time."""

    korean: Company
    chinese: Company
    now: Planned
    slot: Slot
    had: Holder
    places: Sequence[Place]


def name_of(holder: Holder) -> str:
    """What a page calls a room or an interpreter; the empty word is nobody."""
    if isinstance(holder, Room):
        return str(holder.number)
    return holder.public_id if holder is not None else ""


def holders_of(consultation: ConsultationSession, seat: Seat) -> dict[int | None, Holder]:
    """The rooms or interpreters of a session by their ids; None is nobody."""
    found: Sequence[Room] | Sequence[Interpreter] = (
        consultations.rooms_of(consultation)
        if seat is Seat.ROOM
        else consultations.interpreters_of(consultation)
    )
    return {each.id: each for each in found} | {None: None}


def seatings_of(
    timetable: Timetable, pair: Pair, seat: Seat
) -> tuple[dict[Pair, Planned], list[Seating]]:
    """What a meeting can have at its time, and all meetings of that time. Raises Missing."""
    planned = planned_in(timetable)
    now = next((each for each in planned if each.pair == pair), None)
    if now is None:
        raise Missing
    near, further = beside(now, planned)
    consultation = timetable.consultation
    pairs = [each.pair for each in near]
    here = {id for each in pairs for id in each}
    situation = situation_of(consultation, near, pairs=pairs, among=here)
    draft = Draft(pose(situation, Keep.NOTHING), near, further)
    if not draft.can_hold(pair):
        raise Missing
    at_once = {each.pair: each for each in planned if each.slot == now.slot}
    ids = [id for id in holders_of(consultation, seat) if id is not None]
    if seat is Seat.ROOM:
        return at_once, rooms_for(draft, now, at_once.values(), ids)
    return at_once, interpreters_for(draft, now, ids)


def places_for(timetable: Timetable, korean: Company, chinese: Company, seat: Seat) -> Places:
    """What else there is for a meeting at its time. Raises Missing where it has none."""
    at_once, found = seatings_of(timetable, (korean.id, chinese.id), seat)
    now = at_once[korean.id, chinese.id]
    holders = holders_of(timetable.consultation, seat)
    slots = {slot.id: slot for slot in consultations.slots_of(timetable.consultation)}
    names = names_by_id({id for each in found for id in each.other or ()})
    if now.slot not in slots:
        raise Missing
    return Places(
        korean,
        chinese,
        now,
        slots[now.slot],
        holders.get(held_by(now, seat)),
        [_place(each, holders, names) for each in found],
    )


def _place(seating: Seating, holders: dict[int | None, Holder], names: dict[int, Company]) -> Place:
    other = (names[seating.other[0]], names[seating.other[1]]) if seating.other else None
    if seating.hindrance is not None:
        return Place(holders[seating.id], False, None, hindrance_words(seating.hindrance, other))
    return Place(holders[seating.id], other is None, other, None)


def hindrance_words(hindrance: Hindrance, other: tuple[Company, Company] | None) -> Text:
    """Why a meeting cannot have a room or an interpreter."""
    match hindrance:
        case Hindrance.IN_USE:
            return Text("Something else is in this room then")
        case Hindrance.SPEAKS_NOT:
            return Text("does not speak the languages of both")
        case Hindrance.NOT_THERE:
            return Text("is not there then")
        case Hindrance.TOO_MUCH:
            return Text("has enough meetings, or would have no rest")
        case _:
            one, two = (each.name for each in other) if other else ("?", "?")
            if hindrance is Hindrance.LOCKED:
                return Text("%(one)s and %(other)s are locked there", one=one, other=two)
            return Text("taken by %(one)s and %(other)s", one=one, other=two)
