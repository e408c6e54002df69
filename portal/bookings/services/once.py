"""One form makes one booking, however often it arrives: double click, lost answer, back button."""

from __future__ import annotations

from collections.abc import Callable

from portal.bookings import queries
from portal.bookings.models import Booking
from portal.companies.models import Company
from portal.infra.db import session
from portal.kernel.errors import Conflict


def once(form_key: str | None, company: Company, make: Callable[[], Booking]) -> Booking:
    """The booking that this company made with this form before, else the one made now.

    The same form may arrive twice at once: then the database refuses the slower one, which finds
    what the faster one made. Without a key every call makes a booking of its own.
    """
    if form_key is None:
        return make()
    if made := queries.booking_of_form(form_key, company):
        return made
    try:
        with session.begin_nested():
            return make()
    except Conflict:
        if made := queries.booking_of_form(form_key, company):
            return made
        raise
