"""What attendee lists are made of: a constant number of statements, rows taken as they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts.models import Person
from portal.companies.models import Company, Region
from portal.consultations.models import Delegate, Participation
from portal.consultations.states import ParticipationState, Whereabouts
from portal.infra import db
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.reports.attendees import meetings as of
from portal.reports.attendees.choice import Choice, Rows, Sheets
from portal.reports.attendees.meetings import Scope
from portal.reports.attendees.places import place_people, places

ROWS_AT_ONCE = 500


class PersonLine(NamedTuple):
    """One person at one meeting; `company` is the name of theirs. Without a time yet where it is
    only asked for."""

    session: str
    meeting: str | None
    starts_at: datetime | None
    state: str
    room: int | None
    link_url: str | None
    link_number: str | None
    interpreter: str | None
    interpreter_latin: str | None
    interpreter_side: Side | None
    interpreter_wanted: bool
    company: Wording
    side: Side
    region: Wording | None
    name: str
    name_latin: str
    post: str | None
    languages: Sequence[str]
    whereabouts: Whereabouts
    email: str | None
    phone: str | None


class MeetingLine(NamedTuple):
    """One meeting; the people of each side are added as they come."""

    key: str
    session: str
    meeting: str | None
    starts_at: datetime | None
    state: str
    room: int | None
    link_url: str | None
    link_number: str | None
    interpreter: str | None
    interpreter_latin: str | None
    interpreter_side: Side | None
    interpreter_wanted: bool
    subject: str
    korean: Wording
    korean_region: Wording | None
    chinese: Wording
    chinese_region: Wording | None


class CompanyLine(NamedTuple):
    """One company in one session, and at how many meetings it is."""

    key: int
    session: str
    company: Wording
    side: Side
    region: Wording | None
    state: ParticipationState
    whereabouts: Whereabouts
    number: str | None
    meetings: int


@dataclass(frozen=True)
class Someone:
    """A person as rows about meetings and companies name them."""

    side: Side
    name: str
    name_latin: str


@dataclass(frozen=True)
class Line:
    """One row of a list: what it is about, and the people named in it who agreed to be listed.

    `of` is a PersonLine, a MeetingLine or a CompanyLine, as the list's kind of rows says; columns
    are asked only of the lines that have them.
    """

    of: Any
    people: Sequence[Someone] = ()


def lines(scope: Scope, choice: Choice, limit: int | None = None) -> Iterator[Line]:
    """The rows of a list, in order of its sheets, then of time or name."""
    find = {Rows.PERSON: _people, Rows.MEETING: _meetings, Rows.COMPANY: _companies}
    with db.one_moment() as moment:
        yield from find[choice.rows](moment, scope, choice, limit)


def _people(moment: Connection, scope: Scope, choice: Choice, limit: int | None) -> Iterator[Line]:
    at = of.meetings(scope, choice)
    query = (
        of.named(
            at,
            choice,
            at.c.session,
            at.c.code,
            at.c.starts_at,
            at.c.state,
            at.c.room,
            at.c.link_url,
            at.c.link_number,
            *of.interpreting(),
            at.c.interpreter_wanted,
            Company.name,
            Company.side,
            Region.short_name,
            Person.name,
            Person.name_latin,
            Person.post,
            Person.languages,
            Participation.whereabouts,
            Person.email,
            Person.phone,
        )
        .where(of.agreed())
        .order_by(*_by_region(choice), *of.in_time(at), Company.side.desc(), Delegate.id)
        .limit(limit)
    )
    for row in _stream(moment, query):
        yield Line(PersonLine._make(row))


def _meetings(
    moment: Connection, scope: Scope, choice: Choice, limit: int | None
) -> Iterator[Line]:
    at = of.meetings(scope, choice)
    region = of.chinese_region
    order = (
        *((region.position, region.code) if choice.sheets is Sheets.REGION else ()),
        *of.in_time(at),
    )
    found = of.whole(at, choice).order_by(*order).limit(limit)
    people = (
        of.named(at, choice, at.c.key, Company.side, Person.name, Person.name_latin, every=True)
        .join(of.chinese, of.chinese.id == at.c.chinese_company_id)
        .join(region, region.code == of.chinese.region_code, isouter=True)
        .where(of.agreed(), *of.about(choice, at))
        .order_by(*order, Company.side.desc(), Delegate.id)
    )
    with_them = _Following(_stream(moment, people))
    for row in _stream(moment, found):
        line = MeetingLine._make(row)
        yield Line(line, with_them.of(line.key))


def _companies(
    moment: Connection, scope: Scope, choice: Choice, limit: int | None
) -> Iterator[Line]:
    order = (
        *_by_region(choice),
        Company.side.desc(),
        Company.name_key,
        Participation.id,
    )
    found = places(scope, choice).order_by(*order).limit(limit)
    people = (
        place_people(scope, choice, Participation.id, Company.side, Person.name, Person.name_latin)
        .where(of.agreed())
        .order_by(*order, Delegate.id)
    )
    with_them = _Following(_stream(moment, people))
    for row in _stream(moment, found):
        line = CompanyLine._make(row)
        yield Line(line, with_them.of(line.key))


def _by_region(choice: Choice) -> tuple[Any, ...]:
    return (Region.position, Region.code) if choice.sheets is Sheets.REGION else ()


def _stream(moment: Connection, query: sa.Select[Any]) -> Iterator[Any]:
    return iter(moment.execute(query.execution_options(yield_per=ROWS_AT_ONCE)))


class _Following:
    """People in the order of the rows that they belong to, handed out row by row."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, key: Any) -> list[Someone]:
        """Those of this row; rows without anybody are passed by."""
        found = []
        while self._next is not None and self._next[0] == key:
            _key, side, name, name_latin = self._next
            found.append(Someone(side, name, name_latin))
            self._next = next(self._rows, None)
        return found
