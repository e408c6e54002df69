"""One form does one thing, however often it arrives: double click, lost answer, back button."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from portal.accounts.models import User
from portal.bookings import queries, rules
from portal.bookings.models import Booking
from portal.companies.models import Company
from portal.infra import audit
from portal.infra.db import session
from portal.kernel.errors import Conflict

R = TypeVar("R")


def once(form_key: str | None, company: Company, make: Callable[[], Booking]) -> Booking:
    """The booking that this company made with this form before, else the one made now."""
    made = queries.booking_of_form(form_key, company) if form_key is not None else None
    return made or unless_made(form_key, company, make)


def unless_made(form_key: str | None, company: Company, make: Callable[[], Booking]) -> Booking:
    """The booking that is made now, or by the same form that arrived at the same moment.

    The database refuses the slower of the two, which then finds what the faster one made. Nothing
    may be left of a booking that was refused.
    """
    try:
        return make()
    except Conflict as refusal:
        if isinstance(refusal.__cause__, IntegrityError):
            raise  # PostgreSQL answers nothing more after an error of its own
        if form_key is not None and (made := queries.booking_of_form(form_key, company)):
            return made
        raise


def made_once(form_key: str | None, find: Callable[[str], R | None], make: Callable[[], R]) -> R:
    """What a form made before, as `find` knows it; else what `make` makes now.

    The same form may arrive twice at once: then the database refuses the slower one, which finds
    what the faster one made. Without a key every call makes something of its own.
    """
    if form_key is None:
        return make()
    if (made := find(form_key)) is not None:
        return made
    try:
        with session.begin_nested():
            return make()
    except Conflict:
        if (made := find(form_key)) is not None:
            return made
        raise


def was_done(form_key: str | None, about: audit.Recorded, by: User) -> bool:
    """Whether this user has changed this very thing with this form; ask once the thing is locked.

    Raises Conflict when the form has done something else.
    """
    entry = audit.entry_of_form(form_key) if form_key is not None else None
    if entry is None:
        return False
    if (entry.about_id, entry.actor_id) != (about.public_id, by.id):
        raise Conflict(rules.FORM_WAS_USED)
    return True
