"""A session's slots and rooms, made to be as its plan says.

Whatever stays keeps its identity. What goes from a session that companies could see is only marked
as gone: meetings were in it, and their history stays true.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.companies.models import Party
from portal.companies.states import PartyKind
from portal.consultations import rules
from portal.consultations.models import ConsultationSession, Room, Slot, unavailable_slot
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.timespan import TimeSpan


def set_slots(consultation: ConsultationSession, wanted: Sequence[TimeSpan]) -> None:
    """Make a session's slots these, each known by its start.

    Whoever marked a time as unavailable has it marked in every slot that now touches it.
    """
    every = session.scalars(sa.select(Slot).where(Slot.consultation_id == consultation.id)).all()
    if {slot.span for slot in every if slot.gone_at is None} == set(wanted):
        return
    marked = _take_marks(consultation)
    by_start = {slot.starts_at: slot for slot in every}
    now_there = []
    for span in wanted:
        slot = by_start.pop(span.starts_at, None)
        if slot is None:
            slot = Slot(consultation_id=consultation.id, starts_at=span.starts_at)
            session.add(slot)
        slot.ends_at = span.ends_at
        slot.gone_at = None
        now_there.append(slot)
    _take_away(consultation, [slot for slot in by_start.values() if slot.gone_at is None])
    session.flush()
    _mark(now_there, marked)


def _take_away(consultation: ConsultationSession, slots: Sequence[Slot]) -> None:
    for slot in slots:
        if consultation.opened_at is None:
            session.delete(slot)
        else:
            slot.gone_at = clock.now()


def _take_marks(consultation: ConsultationSession) -> dict[int, set[TimeSpan]]:
    """The times that companies cannot use, by participation; they are marked nowhere any more."""
    found: dict[int, set[TimeSpan]] = {}
    ids = set()
    rows = session.execute(
        sa.select(unavailable_slot.c.participation_id, Slot.id, Slot.starts_at, Slot.ends_at)
        .join(Slot, Slot.id == unavailable_slot.c.slot_id)
        .where(Slot.consultation_id == consultation.id)
    )
    for participation_id, slot_id, starts_at, ends_at in rows:
        found.setdefault(participation_id, set()).add(TimeSpan(starts_at, ends_at))
        ids.add(slot_id)
    session.execute(sa.delete(unavailable_slot).where(unavailable_slot.c.slot_id.in_(ids)))
    return found


def _mark(slots: Sequence[Slot], marked: dict[int, set[TimeSpan]]) -> None:
    """Mark the slots that touch a time that cannot be used."""
    by_span = {slot.span: slot.id for slot in slots}
    rows = [
        {"participation_id": participation_id, "slot_id": by_span[span]}
        for participation_id, times in marked.items()
        for span in rules.marks_after(times, by_span)
    ]
    if rows:
        session.execute(sa.insert(unavailable_slot), rows)


def set_rooms(consultation: ConsultationSession, wanted: int | None) -> None:
    """Make a session's rooms so many, numbered from 1; None for no limit."""
    every = session.scalars(sa.select(Room).where(Room.consultation_id == consultation.id)).all()
    by_number = {room.number: room for room in every}
    for number in range(1, (wanted or 0) + 1):
        room = by_number.pop(number, None)
        if room is None:
            party = Party(kind=PartyKind.ROOM)
            session.add(Room(consultation_id=consultation.id, party=party, number=number))
        else:
            room.gone_at = None
    for room in by_number.values():
        if consultation.opened_at is None:
            session.delete(room)
            session.delete(room.party)
        else:
            room.gone_at = room.gone_at or clock.now()
    session.flush()
