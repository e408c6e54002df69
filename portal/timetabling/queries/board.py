"""The board of a timetable: companies, rooms or interpreters by the slots of one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import (
    Interpreter,
    Participation,
    Room,
    Slot,
    unavailable_slot,
)
from portal.consultations.rules import why_not_at
from portal.infra import paging
from portal.infra.db import session
from portal.kernel.clock import BEIJING
from portal.timetabling.models import Timetable, TimetableMeeting
from portal.timetabling.queries.rows import View, rows_of
from portal.timetabling.queries.timetables import names_by_id
from portal.timetabling.queries.wanting import Wanting, wanting_in
from portal.timetabling.situation import Pair

MOST_IN_A_PILE = 4


@dataclass(frozen=True)
class Met:
    """A meeting in a cell; `wanted` says that it still needs an interpreter."""

    korean: Company
    chinese: Company
    room: Room | None
    interpreter: Interpreter | None
    locked: bool
    wanted: bool = False


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
class Pile:
    """The first meetings of a slot for which nobody interprets yet, and how many more there are."""

    slot: Slot
    met: Sequence[Met]
    more: int


@dataclass(frozen=True)
class Board:
    """A page of rows, the slots that are its columns, and all days of the session.

    `wanting` is how many meetings of all days still need an interpreter, `wanting_on` how many of
    each day; in the interpreters' view `piles` are those of the day.
    """

    rows: paging.Chunk[Row]
    slots: Sequence[Slot]
    day: date | None
    days: Sequence[date]
    wanting: int
    wanting_on: Mapping[date, int]
    piles: Sequence[Pile] = ()


def board_of(
    timetable: Timetable,
    view: View,
    *,
    day: date | None = None,
    words: str = "",
    page: int = 1,
    only_wanting: bool = False,
) -> Board:
    """The board of one day, the session's first where none is meant; `words` are of names.

    With `only_wanting` it has the rows alone in which a meeting, of whatever day, still needs an
    interpreter.
    """
    slots = list(consultations.slots_of(timetable.consultation))
    by_day: dict[date, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_day[slot.starts_at.astimezone(BEIJING).date()].append(slot)
    chosen = day if day in by_day else next(iter(by_day), None)
    shown = by_day[chosen] if chosen else []
    wanting = wanting_in(timetable)
    subjects = rows_of(timetable, view, words, page, wanting if only_wanting else None)
    met = _meetings(timetable, view, [each.id for each in subjects.items], wanting)
    away = _away(timetable, view, subjects.items, shown)
    rows = [
        Row(
            each,
            [Cell(s, met.get((each.id, s.id)), (each.id, s.id) in away) for s in shown],
            sum(1 for owner, _slot in met if owner == each.id),
        )
        for each in subjects.items
    ]
    return Board(
        subjects.of(rows),
        shown,
        chosen,
        list(by_day),
        len(wanting.meetings),
        {day: wanting.in_slots({each.id for each in by_day[day]}) for day in by_day},
        _piles(timetable, wanting, shown) if view is View.INTERPRETERS else (),
    )


def _meetings(
    timetable: Timetable, view: View, ids: Collection[int], wanting: Wanting
) -> dict[tuple[int, int], Met]:
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
    met = _met(found, wanting.pairs)
    return {(getattr(each, column.key), each.slot_id): met[each] for each in found}


def _piles(timetable: Timetable, wanting: Wanting, slots: Sequence[Slot]) -> list[Pile]:
    """What still needs an interpreter in each of these slots, the first few of each."""
    in_slot: dict[int, list[Pair]] = defaultdict(list)
    for each in wanting.meetings:
        in_slot[each.slot].append(each.pair)
    first = {slot.id: in_slot[slot.id][:MOST_IN_A_PILE] for slot in slots}
    found = session.scalars(
        sa.select(TimetableMeeting)
        .where(
            TimetableMeeting.timetable_id == timetable.id,
            sa.tuple_(TimetableMeeting.korean_company_id, TimetableMeeting.chinese_company_id).in_(
                [pair for pairs in first.values() for pair in pairs]
            ),
        )
        .order_by(TimetableMeeting.id)
    ).all()
    met = _met(found, wanting.pairs)
    return [
        Pile(
            slot,
            [met[each] for each in found if each.slot_id == slot.id],
            len(in_slot[slot.id]) - len(first[slot.id]),
        )
        for slot in slots
    ]


def _met(
    meetings: Sequence[TimetableMeeting], wanting: Collection[Pair]
) -> dict[TimetableMeeting, Met]:
    """Meetings as they stand in cells."""
    companies = names_by_id(
        {id for each in meetings for id in (each.korean_company_id, each.chinese_company_id)}
    )
    rooms = _by_id(Room, {each.room_id for each in meetings})
    helpers = _by_id(Interpreter, {each.interpreter_id for each in meetings})
    return {
        each: Met(
            companies[each.korean_company_id],
            companies[each.chinese_company_id],
            rooms.get(each.room_id),
            helpers.get(each.interpreter_id),
            each.locked,
            each.planned.pair in wanting,
        )
        for each in meetings
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
