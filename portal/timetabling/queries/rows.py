"""The rows of a board: companies of one side, rooms or interpreters, searched and paged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from portal.companies import queries as companies
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.consultations import queries as consultations
from portal.consultations.models import Interpreter, Participation, Room
from portal.consultations.states import ParticipationState
from portal.infra import paging
from portal.kernel.clocks import Side
from portal.kernel.languages import Text
from portal.timetabling.models import Timetable
from portal.timetabling.queries.wanting import Wanting

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


def rows_of(
    timetable: Timetable, view: View, words: str, page: int, wanting: Wanting | None
) -> paging.Chunk[Any]:
    """A page of what the rows are; where `wanting` is given only what it concerns."""
    consultation = timetable.consultation
    if view is View.ROOMS:
        rooms = _numbered(consultations.rooms_of(consultation), words)
        if wanting is not None:
            rooms = [room for room in rooms if room.id in wanting.rooms]
        return paging.part(rooms, page, ROWS)
    if view is View.INTERPRETERS:
        helpers = consultations.interpreters_of(consultation) if wanting is None else []
        return paging.part(_called(helpers, words), page, ROWS)
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
    if wanting is not None:
        query = query.where(Company.id.in_(wanting.companies))
    return paging.chunk(query, page, ROWS)


def _numbered(rooms: Sequence[Room], words: str) -> Sequence[Room]:
    """The rooms whose numbers are among these words; all where there are none."""
    numbers = re.findall(r"[0-9]+", words)
    return [room for room in rooms if not words.strip() or str(room.number) in numbers]


def _called(helpers: Sequence[Interpreter], words: str) -> Sequence[Interpreter]:
    """The interpreters who have every one of these words in their names."""
    asked = words.casefold().split()
    return [
        helper
        for helper in helpers
        if all(
            word in f"{helper.person.name} {helper.person.name_latin}".casefold() for word in asked
        )
    ]
