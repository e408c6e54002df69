"""My meetings: what an interpreter interprets, by day, with the way in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import g, request

from portal.bookings import queries
from portal.consultations import queries as consultations
from portal.kernel import clock
from portal.web.calendar_files import saved
from portal.web.doorways import doorway
from portal.web.forms import ActionForm
from portal.web.interpreter.desk import desk
from portal.web.languages import reader_side
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for


@dataclass(frozen=True)
class Assignment:
    """One meeting, who comes to it from either side, and the way into it."""

    booking: Any
    korean: list[Any]
    chinese: list[Any]
    way: Any


@dataclass
class Day:
    """The meetings of one day on the reader's own clock."""

    date: date
    assignments: list[Assignment] = field(default_factory=list)


@desk.get("/")
def overview() -> Any:
    """The meetings to come by day, the next first; or the past ones."""
    past = request.args.get("show") == "past"
    found = Page(queries.bookings_of_interpreter(g.interpreter, page_asked_for(), past=past))
    days = _by_day(found.items)
    now = clock.now()
    following = next(
        (each for day in days for each in day.assignments if each.booking.span.ends_at > now), None
    )
    return page(
        "interpreter/overview.html",
        found=found,
        days=days,
        past=past,
        hours=_hours(),
        wanted=(wanted := [] if past else queries.meetings_wanting(g.interpreter)),
        offered=queries.offered_by(g.interpreter, wanted),
        action_form=ActionForm(),
        late=defaultdict(int, queries.running_late(found.items)),
        following=None if past else following,
        minutes_left=int((following.booking.span.starts_at - now).total_seconds() // 60)
        if following
        else 0,
    )


@desk.get("/meetings.ics")
def meetings_calendar() -> Any:
    """One's assignments, those of `?day=` or of all days, for one's own calendar."""
    return saved("interpreter", queries.calendar_of_interpreter(g.interpreter), "meetings")


def _hours() -> list[tuple[Any, Any, Any]]:
    """The sessions to come, with the hours that the coordinator knows of, and what was answered."""
    to_come = [each for each in g.interpreter.consultations if each.ends_at > clock.now()]
    known = consultations.hours_of(g.interpreter, to_come)
    said = consultations.invitations_of(g.interpreter, to_come)
    return [
        (each, known[each.id], said.get(each.id))
        for each in sorted(to_come, key=lambda one: one.starts_at)
    ]


def _by_day(bookings: Any) -> list[Day]:
    """Meetings gathered by day, in the order in which they come."""
    days: dict[date, Day] = {}
    people = queries.people_at(bookings)
    for booking in bookings:
        on = booking.slot.starts_at.astimezone(reader_side().zone).date()
        days.setdefault(on, Day(on)).assignments.append(
            Assignment(
                booking,
                people[booking.id, booking.korean_company_id],
                people[booking.id, booking.chinese_company_id],
                doorway(booking),
            )
        )
    return list(days.values())
