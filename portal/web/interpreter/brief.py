"""The brief for one meeting: who meets, what they offer and need, and the terms to have ready."""

from __future__ import annotations

from typing import Any

from flask import g

from portal.bookings import queries
from portal.bookings.states import BookingState
from portal.technologies import queries as technologies
from portal.web import limits
from portal.web.calendar_files import saved_one
from portal.web.forwarding import card_of, short_text
from portal.web.interpreter.desk import desk
from portal.web.limits import limiter
from portal.web.pages import page


@desk.get("/meetings/<public_id>/brief")
def brief(public_id: str) -> Any:
    """What an interpreter reads before a meeting."""
    booking = queries.booking_interpreted_by(g.interpreter, public_id)
    companies = (booking.korean_company, booking.chinese_company)
    known = technologies.profiles_of_companies([each.id for each in companies])
    profiles = {each.id: known.get(each.id, []) for each in companies}
    return page(
        "interpreter/brief.html",
        booking=booking,
        companies=companies,
        profiles=profiles,
        people=queries.people_at([booking]),
        forward=short_text(booking) if booking.state is BookingState.CONFIRMED else None,
        lists=technologies.terms_of([each for several in profiles.values() for each in several]),
    )


@desk.get("/meetings/<public_id>/calendar.ics")
def meeting_calendar(public_id: str) -> Any:
    """The meeting for the interpreter's own calendar."""
    return saved_one("interpreter", queries.booking_interpreted_by(g.interpreter, public_id))


@desk.get("/meetings/<public_id>/card.png")
@limiter.limit(limits.EXPORTS, key_func=limits.account)
def meeting_card(public_id: str) -> Any:
    """The meeting as a picture to forward in a chat."""
    return card_of(queries.booking_interpreted_by(g.interpreter, public_id))
