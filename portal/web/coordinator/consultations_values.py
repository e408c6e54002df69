"""What stands in the form of a session before anything is typed: a plan, or what is proposed."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from portal.consultations.rules import Plan, Terms, phases
from portal.consultations.states import BookingMode
from portal.kernel.languages import Language
from portal.web.coordinator.terms_forms import values_of_terms
from portal.web.coordinator.ways_forms import FALL_BACK_FIELDS, values_of_fall_backs

# What no other session has; its way in is a new one, too.
OF_ITS_OWN = frozenset(
    {
        "first_day",
        "last_day",
        "weekends",
        "joining_ends_at",
        "asking_ends_at",
        "booking_ends_at",
        "link_kind",
        "link_url",
        "link_number",
        "link_password",
        *FALL_BACK_FIELDS,
    }
)

# Few wait for many answers at once, and nobody is booked over breakfast.
PROPOSED_TERMS = Terms(most_open_requests=10, notice_minutes=120, change_minutes=120)


def proposed_values(today: date, like: Plan | None = None) -> dict[str, Any]:
    """What suits most new sessions: two days in four weeks, deadlines before them.

    Where it is to be `like` another one, everything is as there but title, days and deadlines.
    """
    first = phases.proposed_first_day(today)
    proposed = values_of_terms(PROPOSED_TERMS) | {
        "mode": BookingMode.REQUEST.value,
        "first_day": first,
        "last_day": first + timedelta(days=1),
        "window1_starts": time(9),
        "window1_ends": time(11, 30),
        "window2_starts": time(13),
        "window2_ends": time(16),
        "slot_minutes": 25,
        "pause_minutes": 5,
        "joining_ends_at": phases.proposed_deadline(first, phases.JOINING_ENDS_BEFORE),
        "asking_ends_at": phases.proposed_deadline(first, phases.ASKING_ENDS_BEFORE),
        "booking_ends_at": phases.proposed_deadline(first, phases.BOOKING_ENDS_BEFORE),
    }
    if like is None:
        return proposed
    same = {
        name: value
        for name, value in values_of(like).items()
        if name not in OF_ITS_OWN and not name.startswith("title_")
    }
    return proposed | same


def values_of(was: Plan) -> dict[str, Any]:
    """A plan as the form's fields hold it."""
    data: dict[str, Any] = {
        "regions": list(was.regions),
        "mode": was.mode.value,
        "first_day": min(was.grid.days),
        "last_day": max(was.grid.days),
        "weekends": any(day.weekday() > 4 for day in was.grid.days),
        "slot_minutes": was.grid.slot_minutes,
        "pause_minutes": was.grid.pause_minutes,
        "rooms": was.rooms,
        "needs_interpreter": was.needs_interpreter,
        "joining_ends_at": was.joining_ends_at,
        "asking_ends_at": was.asking_ends_at,
        "booking_ends_at": was.booking_ends_at,
        "partner_host": was.partner_host or "",
        "partner_agrees": was.partner_agrees,
        "link_kind": was.link.kind.value if was.link.kind else "",
        "link_url": was.link.url,
        "link_number": was.link.number,
        "link_password": was.link.password,
    }
    data |= values_of_fall_backs(was.fall_backs) | values_of_terms(was.terms)
    for language in Language:
        data[f"title_{language.value}"] = was.title.exactly(language)
        data[f"about_{language.value}"] = was.about.exactly(language)
    for number, window in enumerate(was.grid.windows[:2], start=1):
        data[f"window{number}_starts"] = window.starts
        data[f"window{number}_ends"] = window.ends
    return data
