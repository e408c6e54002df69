"""The days of a session as pages show them: dates in words, slots by day, days off marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from flask import Flask, request
from markupsafe import Markup

from portal.bookings import queries as bookings
from portal.bookings.states import BookingState
from portal.consultations import queries, rules
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.kernel.timespan import TimeSpan
from portal.web.languages import current_language
from portal.web.pages import date_words


class Timed(Protocol):
    """A slot, or the span that will be one."""

    @property
    def starts_at(self) -> Any: ...
    @property
    def ends_at(self) -> Any: ...


@dataclass
class PlannedDay:
    """One day of Beijing's calendar with its slots, and who does not work then."""

    date: date
    slots: list[Any] = field(default_factory=list)
    days_off: list[rules.DayOff] = field(default_factory=list)

    @property
    def holidays(self) -> list[rules.DayOff]:
        """The public holidays among the days off."""
        return [off for off in self.days_off if off.holiday is not None]

    @property
    def weekends(self) -> list[Side]:
        """The sides for which it is a weekend and no holiday."""
        return [off.side for off in self.days_off if off.holiday is None]


def planned_days(slots: Iterable[Timed]) -> list[PlannedDay]:
    """Slots in order of time, gathered by day, each day with its flags in either country."""
    days: dict[date, PlannedDay] = {}
    today = clock.today(BEIJING)
    for slot in slots:
        on = slot.starts_at.astimezone(BEIJING).date()
        day = days.setdefault(on, PlannedDay(on))
        day.slots.append(slot)
        for off in rules.days_off_of(TimeSpan(slot.starts_at, slot.ends_at), today):
            if off not in day.days_off:
                day.days_off.append(off)
    return list(days.values())


def meetings_by_slot(consultation: Any, company: Any) -> dict[int, Any]:
    """The partner that a company meets in each slot of a session, by the slot's id."""
    wanted = bookings.BookingFilter(company=company, state=BookingState.CONFIRMED)
    return {
        booking.slot_id: booking.partner_of(company)
        for booking in bookings.bookings_of(consultation, wanted)
    }


def ticked_slots(consultation: Any) -> set[str]:
    """The public ids that a form of slots has ticked: single slots, and those of whole days."""
    ticked = set(request.form.getlist("slot"))
    whole = set(request.form.getlist("day"))
    for day in planned_days(queries.slots_of(consultation)) if whole else ():
        if day.date.isoformat() in whole:
            ticked |= {slot.public_id for slot in day.slots}
    return ticked


def provisional_years(days: Iterable[PlannedDay]) -> list[tuple[Side, int]]:
    """The years among these days whose holidays a country has not announced yet."""
    today = clock.today(BEIJING)
    years = sorted({day.date.year for day in days})
    return [
        (side, year) for year in years for side in Side if rules.is_provisional(year, side, today)
    ]


def dates_words(first: date, last: date) -> Markup:
    """One day or a stretch of days, each unbroken; the month once, the year unless it is this one.

    "Mon 23 – Thu 26 November", "11월 23일(월)~26일(목)", "11月23日 周一至26日 周四".
    """
    language = current_language()
    with_year = last.year != clock.today(BEIJING).year
    begins, ends = date_words(first, year=with_year), date_words(last, year=with_year)
    if first == last:
        return Markup('<span class="nw">{}</span>').format(begins)
    if (first.year, first.month) == (last.year, last.month):
        if language is Language.EN:
            begins = " ".join(begins.split(" ")[:2])
        else:
            ends = date_words(last).split("월 " if language is Language.KO else "月")[1]
    whole = {
        Language.EN: Markup('<span class="nw">{} –</span> <span class="nw">{}</span>'),
        Language.KO: Markup('<span class="nw">{}~</span><wbr><span class="nw">{}</span>'),
        Language.ZH: Markup('<span class="nw">{}至</span><wbr><span class="nw">{}</span>'),
    }
    return whole[language].format(begins, ends)


def session_dates(consultation: Any) -> Markup:
    """From a session's first day to its last, by Beijing's calendar."""
    return dates_words(_day(consultation.starts_at), _day(consultation.ends_at))


def _day(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()


def init(app: Flask) -> None:
    app.jinja_env.globals.update(session_dates=session_dates)
