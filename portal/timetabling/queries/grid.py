"""A whole timetable as a grid: every company, room and interpreter by every slot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.consultations import queries as consultations
from portal.consultations.models import Slot
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.timetabling.models import Timetable, TimetableMeeting
from portal.timetabling.queries.board import Met
from portal.timetabling.queries.rows import View
from portal.timetabling.queries.timetables import names_by_id


@dataclass(frozen=True)
class Grid:
    """The slots of a session, and for each view its rows: whose, and their meetings by slot."""

    slots: Sequence[Slot]
    subjects: Mapping[View, Sequence[Any]]
    met: Mapping[tuple[View, int], Mapping[int, Met]]

    def rows(self, view: View) -> Iterator[tuple[Any, Mapping[int, Met]]]:
        for subject in self.subjects[view]:
            yield subject, self.met.get((view, subject.id), {})


def grid_of(timetable: Timetable) -> Grid:
    """A timetable as a grid, read in as many statements whatever its size."""
    consultation = timetable.consultation
    rooms = consultations.rooms_of(consultation)
    helpers = consultations.interpreters_of(consultation)
    places = consultations.accepted_participations(consultation)
    companies = {place.company.id: place.company for place in places}
    meetings = session.scalars(
        sa.select(TimetableMeeting).where(TimetableMeeting.timetable_id == timetable.id)
    ).all()
    here = {id for each in meetings for id in (each.korean_company_id, each.chinese_company_id)}
    known = companies | names_by_id(here - companies.keys())
    room_of = {room.id: room for room in rooms}
    helper_of = {helper.id: helper for helper in helpers}
    met: dict[tuple[View, int], dict[int, Met]] = {}
    for each in meetings:
        one = Met(
            known[each.korean_company_id],
            known[each.chinese_company_id],
            room_of.get(each.room_id or 0),
            helper_of.get(each.interpreter_id or 0),
            each.locked,
        )
        for view, id in (
            (View.KR, each.korean_company_id),
            (View.CN, each.chinese_company_id),
            (View.ROOMS, each.room_id),
            (View.INTERPRETERS, each.interpreter_id),
        ):
            if id is not None:
                met.setdefault((view, id), {})[each.slot_id] = one
    by_name = sorted(companies.values(), key=lambda company: (company.name_key, company.id))
    return Grid(
        consultations.slots_of(consultation),
        {
            View.KR: [each for each in by_name if each.side is Side.KR],
            View.CN: [each for each in by_name if each.side is Side.CN],
            View.ROOMS: rooms,
            View.INTERPRETERS: helpers,
        },
        met,
    )
