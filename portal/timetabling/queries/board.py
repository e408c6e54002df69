"""The board of a timetable: companies, rooms or interpreters by the slots of one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from portal.companies import queries as companies
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.consultations import queries as consultations
from portal.consultations.models import (
    Interpreter,
    Participation,
    Room,
    Slot,
    unavailable_slot,
)
from portal.consultations.rules import why_not_at
from portal.consultations.states import ParticipationState
from portal.infra import paging
from portal.infra.db import session
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from portal.kernel.languages import Text
from portal.timetabling.models import Timetable, TimetableMeeting
from portal.timetabling.queries.timetables import names_by_id

ROWS = 30


class View(StrEnum):
    """What the rows of the board are."""

    KR = "KR"
    CN = "CN"
    ROOMS = "ROOMS"
    INTERPRETERS = "INTERPRETERS"

    @property
    def words(self) -> Text:
        """What coordinators call it."""
        return {
            View.KR: Text("Korean companies"),
            View.CN: Text("Chinese companies"),
            View.ROOMS: Text("Rooms"),
            View.INTERPRETERS: Text("Interpreters"),
        }[self]


@dataclass(frozen=True)
class Met:
    """A meeting in a cell."""

    korean: Company
    chinese: Company
    room: Room | None
    interpreter: Interpreter | None
    locked: bool


@dataclass(frozen=True)
class Cell:
    """One slot of a row: its meeting, or why there can be none."""

    slot: Slot
    met: Met | None = None
    away: bool = False


@dataclass(frozen=True)
class Row:
    """A company, room or interpreter, with its slots of the day and its meetings of all days."""

    subject: Any
    cells: Sequence[Cell]
    number: int


@dataclass(frozen=True)
class Board:
    """A page of rows, the slots that are its columns, and all days of the session."""

    rows: paging.Chunk[Row]
    slots: Sequence[Slot]
    day: date | None
    days: Sequence[date]


def board_of(
    timetable: Timetable, view: View, *, day: date | None = None, words: str = "", page: int = 1
) -> Board:
    """The board of one day, the session's first where none is meant; `words` are of names."""
    slots = list(consultations.slots_of(timetable.consultation))
    by_day: dict[date, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_day[slot.starts_at.astimezone(BEIJING).date()].append(slot)
    chosen = day if day in by_day else next(iter(by_day), None)
    shown = by_day[chosen] if chosen else []
    subjects = _subjects(timetable, view, words, page)
    met = _meetings(timetable, view, [each.id for each in subjects.items])
    away = _away(timetable, view, subjects.items, shown)
    rows = [
        Row(
            each,
            [Cell(s, met.get((each.id, s.id)), (each.id, s.id) in away) for s in shown],
            sum(1 for owner, _slot in met if owner == each.id),
        )
        for each in subjects.items
    ]
    return Board(subjects.of(rows), shown, chosen, list(by_day))


def _subjects(timetable: Timetable, view: View, words: str, page: int) -> paging.Chunk[Any]:
    consultation = timetable.consultation
    if view is View.ROOMS:
        return paging.part(consultations.rooms_of(consultation), page, ROWS)
    if view is View.INTERPRETERS:
        return paging.part(consultations.interpreters_of(consultation), page, ROWS)
    query = (
        sa.select(Company)
        .join(Participation, Participation.company_id == Company.id)
        .where(
            Participation.consultation_id == consultation.id,
            Participation.state == ParticipationState.ACCEPTED,
            Company.state == CompanyState.APPROVED,
            Company.side == Side(view.value),
            *companies.called(words),
        )
        .order_by(Company.name_key, Company.id)
    )
    return paging.chunk(query, page, ROWS)


def _meetings(timetable: Timetable, view: View, ids: Collection[int]) -> dict[tuple[int, int], Met]:
    """The meetings of these rows on all days, by row and slot."""
    column = {
        View.KR: TimetableMeeting.korean_company_id,
        View.CN: TimetableMeeting.chinese_company_id,
        View.ROOMS: TimetableMeeting.room_id,
        View.INTERPRETERS: TimetableMeeting.interpreter_id,
    }[view]
    found = session.scalars(
        sa.select(TimetableMeeting).where(
            TimetableMeeting.timetable_id == timetable.id, column.in_(list(ids))
        )
    ).all()
    companies = names_by_id(
        {id for each in found for id in (each.korean_company_id, each.chinese_company_id)}
    )
    rooms = _by_id(Room, {each.room_id for each in found})
    helpers = _by_id(Interpreter, {each.interpreter_id for each in found})
    return {
        (getattr(each, column.key), each.slot_id): Met(
            companies[each.korean_company_id],
            companies[each.chinese_company_id],
            rooms.get(each.room_id),
            helpers.get(each.interpreter_id),
            each.locked,
        )
        for each in found
    }


def _by_id(model: Any, ids: Collection[int | None]) -> Mapping[int | None, Any]:
    found = session.scalars(sa.select(model).where(model.id.in_([id for id in ids if id])))
    return {each.id: each for each in found}


def _away(
    timetable: Timetable, view: View, subjects: Collection[Any], slots: Collection[Slot]
) -> set[tuple[int, int]]:
    """When the rows cannot be used, by row and slot: marks of companies, hours of interpreters."""
    consultation = timetable.consultation
    if view is View.INTERPRETERS:
        hours = consultations.hours_in(consultation)
        return {
            (each.id, slot.id)
            for each in subjects
            for slot in slots
            if why_not_at(hours.get(each.id, ()), slot.span) is not None
        }
    if view is View.ROOMS:
        return set()
    rows = session.execute(
        sa.select(Participation.company_id, unavailable_slot.c.slot_id)
        .join(unavailable_slot, unavailable_slot.c.participation_id == Participation.id)
        .where(
            Participation.consultation_id == consultation.id,
            Participation.company_id.in_([each.id for each in subjects]),
        )
    )
    return {(company, slot) for company, slot in rows}
