"""The slot sheet of a pair: a session's times side by side, a day at a time, for every desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _

from portal.bookings import queries
from portal.bookings.queries import SlotForPair
from portal.consultations import queries as consultations
from portal.kernel.errors import Invalid, Missing
from portal.kernel.languages import Text
from portal.web.languages import reader_side, say
from portal.web.pages import date_words


@dataclass(frozen=True)
class Row:
    """One slot, with what each page of the sheet says of it."""

    start: datetime
    end: datetime
    value: str
    chosen: bool
    own_words: str
    other_words: str
    own_free: bool
    other_free: bool
    blocked: bool

    @property
    def choosable(self) -> bool:
        return self.own_free and self.other_free and not self.blocked


@dataclass(frozen=True)
class DayTab:
    """One day of the session: its words, its address, and how much there is to choose."""

    words: str
    url: str
    note: str
    current: bool


@dataclass(frozen=True)
class Sheet:
    """The rows of the day that is shown, and the tabs of all days; `free` counts every day."""

    days: Sequence[DayTab]
    rows: Sequence[Row]
    free: int
    chosen: SlotForPair | None


def sheet_of(
    consultation: Any,
    own: Any,
    other: Any,
    *,
    chosen: str | None = None,
    both_known: bool = False,
    moving: Any = None,
    endpoint: str,
) -> Sheet:
    """The sheet of two companies: days by the reader's clock, the first free slot chosen.

    `chosen` is the public id of a slot that the reader took before. What keeps the other company
    busy is told to coordinators alone (`both_known`).
    `endpoint` is the page that the days' tabs lead to, with the arguments of this one.
    """
    slots = queries.slots_for_pair(consultation, own, other, moving=moving)
    by_day = _by_day(slots)
    free = [each for each in slots if each.is_free]
    taken = next((each for each in slots if each.slot.public_id == chosen), None)
    day = _day_asked_for(by_day) or (_day_of(taken or (free or slots)[0]) if slots else None)
    of_day = by_day.get(day, []) if day else []
    first_free = next((each for each in of_day if each.is_free), None)
    marked = taken if taken in of_day and taken.is_free else first_free
    return Sheet(
        days=[_tab(each, of_it, each == day, endpoint) for each, of_it in by_day.items()],
        rows=_rows(of_day, marked, both_known=both_known),
        free=len(free),
        chosen=marked,
    )


def _rows(
    slots: Sequence[SlotForPair], marked: SlotForPair | None, *, both_known: bool
) -> list[Row]:
    """The rows of a day; what most of them say is looked up once."""
    own_free = _("Free") if both_known else _("You are free")
    other_free = _("Free") if both_known else _("They are free")
    busy = None if both_known else _("They are busy")
    return [_row(each, each is marked, own_free, other_free, busy) for each in slots]


def _row(each: SlotForPair, chosen: bool, own_free: str, other_free: str, busy: str | None) -> Row:
    own = say(each.one) if each.one else own_free
    other = (busy or say(each.other)) if each.other else other_free
    blocked = each.one is None and each.other is None and each.neither is not None
    return Row(
        start=each.slot.starts_at,
        end=each.slot.ends_at,
        value=each.slot.public_id,
        chosen=chosen and each.is_free,
        own_words=own,
        other_words=say(each.neither) if blocked and each.neither else other,
        own_free=each.one is None,
        other_free=each.other is None,
        blocked=blocked,
    )


def _tab(day: date, slots: list[SlotForPair], current: bool, endpoint: str) -> DayTab:
    free = sum(each.is_free for each in slots)
    note = _("%(num)d to choose from", num=free) if free else _("nothing free")
    return DayTab(date_words(day), _url_of(day, endpoint), note, current)


def _url_of(day: date, endpoint: str) -> str:
    arguments = request.args.to_dict()
    arguments.pop("lang", None)
    arguments["day"] = day.isoformat()
    return f"{url_for(endpoint, **(request.view_args or {}))}?{urlencode(arguments)}"


def _day_of(each: SlotForPair) -> date:
    return each.slot.starts_at.astimezone(reader_side().zone).date()


def _by_day(slots: Sequence[SlotForPair]) -> dict[date, list[SlotForPair]]:
    days: dict[date, list[SlotForPair]] = {}
    for each in slots:
        days.setdefault(_day_of(each), []).append(each)
    return days


def _day_asked_for(by_day: Collection[date]) -> date | None:
    """The day in the address, if the session has slots on it."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return day if day in by_day else None


def slot_named(consultation: Any, public_id: str) -> Any:
    """The slot of this session that a form names. Raises Invalid when there is none."""
    try:
        return consultations.slot_of(consultation, public_id)
    except Missing:
        raise Invalid(Text("There is no such time. Please choose another."), field="slot") from None
