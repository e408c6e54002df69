"""How long an attendee list is, and who is not on it, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.companies.models import Company
from portal.infra.db import session
from portal.kernel.languages import Text
from portal.reports.attendees import meetings as of
from portal.reports.attendees.choice import Choice, Rows
from portal.reports.attendees.meetings import Scope
from portal.reports.attendees.places import place_people, places


@dataclass(frozen=True)
class Counts:
    """How long a list is, and what is not on it.

    `rows` are on it. `people` were named but did not agree to stand on attendee lists; `unnamed`
    is how often a company has named nobody at all for a meeting.
    """

    rows: int
    people: int
    unnamed: int


def counts(scope: Scope, choice: Choice) -> Counts:
    """How many rows a list has, and who is not on it: three statements."""
    at = of.meetings(scope, choice)
    silent = sa.func.count(Person.id.distinct())
    if choice.rows is Rows.COMPANY:
        rows = _number(places(scope, choice))
        people = _one(place_people(scope, choice, silent).where(~of.agreed()))
    elif choice.rows is Rows.MEETING:
        rows = _number(of.whole(at, choice))
        people = _one(
            of.named(at, choice, silent, every=True).where(~of.agreed(), *of.about(choice, at))
        )
    else:
        rows = _one(of.named(at, choice, sa.func.count()).where(of.agreed()))
        people = _one(of.named(at, choice, silent).where(~of.agreed()))
    return Counts(rows, people, _one(_unnamed(at, choice)))


def _unnamed(at: Any, choice: Choice) -> sa.Select[Any]:
    return (
        sa.select(sa.func.count())
        .select_from(at)
        .join(Company, Company.id.in_([at.c.korean_company_id, at.c.chinese_company_id]))
        .where(of.has_nobody(at), *of.of_company(choice))
    )


def _number(query: sa.Select[Any]) -> int:
    return _one(sa.select(sa.func.count()).select_from(query.subquery()))


def _one(query: sa.Select[Any]) -> int:
    return session.scalar(query) or 0


def left_out(counts: Counts) -> Iterator[Text]:
    """How many are not on the list, and why."""
    if counts.people:
        yield Text(
            "Left out, because they have not agreed to stand on attendee lists: %(count)d.",
            count=counts.people,
        )
    if counts.unnamed:
        yield Text(
            "Meetings for which a company has not named anybody yet: %(count)d.",
            count=counts.unnamed,
        )
    if not counts.people and not counts.unnamed:
        yield Text("Nobody is left out.")
