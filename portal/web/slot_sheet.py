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
from portal.bookings.queries import NO_CAUTION, STRAINS, SlotForPair
from portal.consultations import queries as consultations
from portal.infra.remembered import remembered_for_now
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.web.languages import current_language, reader_side, say
from portal.web.pages import date_words

# So many of the free slots are named when one was lost.
FIRST_SHOWN = 3


@dataclass(frozen=True)
class Row:
    """One slot, with what each page of the sheet says of it; `dated` where the day is not plain.

    The cautions are what the session's rules say against it, for coordinators.
    """

    start: datetime
    end: datetime
    value: str
    chosen: bool
    own_words: str
    other_words: str
    own_free: bool
    other_free: bool
    blocked: bool
    dated: bool
    own_caution: str = ""
    other_caution: str = ""

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


@dataclass(frozen=True, eq=False)
class Sheet:
    """The rows of the day that is shown, and the tabs of all days.

    `free` counts every day; `first` are the first of the free slots, whatever their day.
    """

    days: Sequence[DayTab]
    rows: Sequence[Row]
    free: int
    first: Sequence[Any]
    chosen: SlotForPair | None


def sheet_of(
    consultation: Any,
    own: Any,
    other: Any,
    *,
    chosen: str | None = None,
    both_known: bool = False,
    moving: Any = None,
    only: Collection[int] | None = None,
    endpoint: str,
) -> Sheet:
    """The sheet of two companies: days by the reader's clock, the first free slot chosen.

    `chosen` is the public id of a slot that the reader took before. What keeps the other company
    busy is told to coordinators alone (`both_known`); the session's rules only warn them.
    `only` are the ids of the few slots that were proposed: they stand on one page, whatever their
    days.
    `endpoint` is the page that the days' tabs lead to, with the arguments of this one.
    """
    slots = queries.slots_for_pair(consultation, own, other, moving=moving, bound=not both_known)
    if only is not None:
        slots = [each for each in slots if each.slot.id in only]
    return _sheet(
        slots, chosen, _days_of(endpoint), both_known=both_known, one_page=only is not None
    )


def sheet_shown(
    consultation: Any, own: Any, other: Any, chosen: str | None, endpoint: str
) -> Sheet:
    """The same of plain companies as they see it themselves, remembered for the second."""
    return _sheet_shown(
        consultation, own, other, chosen, _days_of(endpoint), current_language(), reader_side()
    )


@remembered_for_now
def _sheet_shown(
    consultation: Any, own: Any, other: Any, chosen: str | None, days: Days, *_whose: Any
) -> Sheet:
    return _sheet(queries.slots_for_pair(consultation, own, other), chosen, days)


@dataclass(frozen=True)
class Days:
    """Which day is asked for, where the other days are, and whether a time was lost just now."""

    asked_for: str
    address: str
    lost: bool

    def url_of(self, day: date) -> str:
        return f"{self.address}day={day.isoformat()}"


def _days_of(endpoint: str) -> Days:
    arguments = request.args.to_dict()
    arguments.pop("lang", None)
    asked_for = arguments.pop("day", "")
    more = f"{urlencode(arguments)}&" if arguments else ""
    address = f"{url_for(endpoint, **(request.view_args or {}))}?{more}"
    return Days(asked_for, address, request.method == "POST")


def _sheet(
    slots: Sequence[SlotForPair],
    chosen: str | None,
    days: Days,
    *,
    both_known: bool = False,
    one_page: bool = False,
) -> Sheet:
    by_day = _by_day(slots)
    free = [each for each in slots if each.is_free]
    taken = next((each for each in slots if each.slot.public_id == chosen), None)
    day = _day_to_show(by_day, taken, free, days)
    of_day = slots if one_page else by_day.get(day, []) if day else []
    # Whatever the rules warn of comes last.
    free_then = sorted((each for each in of_day if each.is_free), key=_is_warned_of)
    first_free = next(iter(free_then), None)
    marked = taken if taken and taken in of_day and taken.is_free else first_free
    tabs = () if one_page else by_day.items()
    return Sheet(
        days=[_tab(each, of_it, each == day, days) for each, of_it in tabs],
        rows=_rows(of_day, marked, both_known=both_known, dated=one_page),
        free=len(free),
        first=[each.slot for each in free[:FIRST_SHOWN]],
        chosen=marked,
    )


def _day_to_show(
    by_day: dict[date, list[SlotForPair]],
    taken: SlotForPair | None,
    free: Sequence[SlotForPair],
    days: Days,
) -> date | None:
    """The day in the address, or of what was taken; where nothing is left then, of the first free.

    So whoever lost a time sees at once which ones remain.
    """
    first = _day_of(free[0]) if free else next(iter(by_day), None)
    day = _day_asked_for(by_day, days) or (_day_of(taken) if taken else first)
    if days.lost and free and day is not None and not any(each.is_free for each in by_day[day]):
        return first
    return day


def _rows(
    slots: Sequence[SlotForPair], marked: SlotForPair | None, *, both_known: bool, dated: bool
) -> list[Row]:
    """The rows of a day; what most of them say is looked up once."""
    own_free = _("Free") if both_known else _("You are free")
    other_free = _("Free") if both_known else _("They are free")
    busy = None if both_known else _("They are busy")
    return [_row(each, each is marked, own_free, other_free, busy, dated) for each in slots]


def _row(
    each: SlotForPair, chosen: bool, own_free: str, other_free: str, busy: str | None, dated: bool
) -> Row:
    own = say(each.one) if each.one else own_free
    if each.other and each.other in STRAINS:
        other = _("They have a pause then") if busy else say(each.other)
    else:
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
        dated=dated,
        own_caution=_cautions(each, each.caution.one),
        other_caution=_cautions(each, each.caution.other),
    )


def _is_warned_of(each: SlotForPair) -> bool:
    return each.caution != NO_CAUTION


def _cautions(each: SlotForPair, of_company: Text | None) -> str:
    """What speaks against a free slot for one of the two, and for both."""
    said = [text for text in (of_company, each.caution.neither) if text] if each.is_free else []
    return " · ".join(say(text) for text in said)


def _tab(day: date, slots: list[SlotForPair], current: bool, days: Days) -> DayTab:
    free = sum(each.is_free for each in slots)
    note = _("%(num)d to choose from", num=free) if free else _("nothing free")
    return DayTab(date_words(day), days.url_of(day), note, current)


def _day_of(each: SlotForPair) -> date:
    return each.slot.starts_at.astimezone(reader_side().zone).date()


def _by_day(slots: Sequence[SlotForPair]) -> dict[date, list[SlotForPair]]:
    days: dict[date, list[SlotForPair]] = {}
    zone = reader_side().zone
    for each in slots:
        days.setdefault(each.slot.starts_at.astimezone(zone).date(), []).append(each)
    return days


def _day_asked_for(by_day: Collection[date], days: Days) -> date | None:
    """The day in the address, if the session has slots on it."""
    try:
        day = date.fromisoformat(days.asked_for)
    except ValueError:
        return None
    return day if day in by_day else None


def slot_named(consultation: Any, public_id: str) -> Any:
    """The slot of this session that a form names, plain. Raises Invalid when there is none."""
    for slot in consultations.times_of(consultation):
        if slot.public_id == public_id:
            return slot
    raise Invalid(Text("There is no such time. Please choose another."), field="slot")
