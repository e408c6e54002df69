"""The columns that an attendee list can have, for each kind of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.infra.spreadsheets.tables import Kind
from portal.kernel.languages import Text
from portal.reports.attendees.choice import Choice, Rows

PERSON, MEETING, COMPANY = Rows.PERSON, Rows.MEETING, Rows.COMPANY


@dataclass(frozen=True)
class ListColumn:
    """One column: its name in forms and in the trail, its head, and on which lists it stands.

    `usual` ones are there until somebody chooses; contact data never are. `weight` is the share of
    a printed line.
    """

    key: str
    head: Text
    rows: frozenset[Rows]
    kind: Kind = Kind.TEXT
    weight: float = 1.0
    usual: bool = True
    is_contact: bool = False


def _on(key: str, head: Text, *rows: Rows, **more: Any) -> ListColumn:
    return ListColumn(key, head, frozenset(rows), **more)


COLUMNS = (
    _on("session", Text("Session"), PERSON, MEETING, COMPANY, weight=0.9),
    _on("meeting", Text("Meeting"), PERSON, MEETING, weight=0.8),
    _on("date", Text("Date"), PERSON, MEETING, kind=Kind.DATE, weight=0.95),
    _on("seoul", Text("Seoul time"), PERSON, MEETING, kind=Kind.TIME, weight=0.65),
    _on("beijing", Text("Beijing time"), PERSON, MEETING, kind=Kind.TIME, weight=0.65),
    _on("where", Text("Room or link"), PERSON, MEETING, weight=1.4),
    _on("company", Text("Company"), PERSON, COMPANY, weight=1.5),
    _on("company_en", Text("Company in English"), PERSON, COMPANY, weight=1.5),
    _on("number", Text("Registration number"), COMPANY, weight=1.2, usual=False),
    _on("region", Text("Region"), PERSON, COMPANY, weight=0.7),
    _on("side", Text("Side"), PERSON, COMPANY, weight=0.8),
    _on("korean", Text("Korean company"), MEETING, weight=1.5),
    _on("korean_en", Text("Korean company in English"), MEETING, weight=1.5),
    _on("korean_region", Text("Region in Korea"), MEETING, weight=0.7, usual=False),
    _on("korean_people", Text("People of the Korean side"), MEETING, weight=1.5),
    _on("chinese", Text("Chinese company"), MEETING, weight=1.5),
    _on("chinese_en", Text("Chinese company in English"), MEETING, weight=1.5),
    _on("chinese_region", Text("Region in China"), MEETING, weight=0.7),
    _on("chinese_people", Text("People of the Chinese side"), MEETING, weight=1.5),
    _on("subject", Text("Subject"), MEETING, weight=1.6, usual=False),
    _on("name", Text("Name"), PERSON, weight=0.8),
    _on("name_latin", Text("Name in Latin letters"), PERSON, weight=1.1),
    _on("post", Text("Post"), PERSON, weight=0.9),
    _on("languages", Text("Languages"), PERSON, weight=0.9),
    _on("email", Text("E-mail"), PERSON, weight=1.6, usual=False, is_contact=True),
    _on("phone", Text("Telephone"), PERSON, weight=1.2, usual=False, is_contact=True),
    _on("people", Text("People"), COMPANY, weight=2.0),
    _on("meetings", Text("Meetings"), COMPANY, kind=Kind.NUMBER, weight=0.7),
    _on("interpreter", Text("Interpreter"), PERSON, MEETING, weight=0.9),
    _on("place", Text("Joins from"), PERSON, COMPANY, weight=1.0),
    _on("state", Text("State"), PERSON, MEETING, COMPANY, weight=0.8),
)


def columns_for(rows: Rows) -> list[ListColumn]:
    """The columns that a list of such rows can have, in their order."""
    return [column for column in COLUMNS if rows in column.rows]


def chosen(choice: Choice) -> Sequence[ListColumn]:
    """The columns of a list: those that were chosen, in the list's order.

    Contact data come with a purpose alone. Who chose none that there is gets the usual ones.
    """
    possible = [
        column
        for column in columns_for(choice.rows)
        if not column.is_contact or choice.purpose is not None
    ]
    wanted = [
        column
        for column in possible
        if column.key in choice.columns or (column.is_contact and choice.purpose is not None)
    ]
    if any(not column.is_contact for column in wanted):
        return wanted
    return [column for column in possible if column.usual or column.is_contact]
