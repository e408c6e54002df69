"""My calendar: the private address to subscribe to, and what a calendar program reads there."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.bookings import queries, services
from portal.kernel.errors import Missing
from portal.kernel.languages import Text
from portal.web import limits
from portal.web.access import user
from portal.web.calendar_files import entries_on, gathered_for, organizer
from portal.web.forms import ActionForm
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.proving import signed_in
from portal.web.public.desk import desk
from portal.web.transactions import write


@desk.get("/my-calendar")
@signed_in
def my_calendar() -> Any:
    """Whether one has an address to subscribe to, and how to get one."""
    return _page()


@desk.post("/my-calendar")
@signed_in
@limiter.limit(limits.MAILS_ASKED_FOR, key_func=limits.account)
def renew_calendar() -> Any:
    """Make an address, or a new one in place of the old; it is shown this once."""
    return _page(write(services.renew_feed, by=user()))


@desk.post("/my-calendar/take-back")
@signed_in
def take_calendar_back() -> Any:
    """Stop the address from working."""
    write(services.take_feed_back, by=user())
    flash(_("The address no longer works. Calendars that read it show nothing new."), "ok")
    return redirect(url_for("public.my_calendar"))


@desk.get("/my-calendar/<secret>.ics")
@limiter.limit(limits.CALENDARS)
def calendar_feed(secret: str) -> Any:
    """The meetings of whoever has this address, for a program without a sign-in."""
    reader = _reader_of(secret)
    name = Text("Meetings (%(site)s)", site=current_app.extensions["settings"].site_name)
    return _feed(reader, name, *queries.meetings_in_calendar_of(reader))


@desk.get("/my-calendar/<secret>/<session_id>.ics")
@limiter.limit(limits.CALENDARS)
def session_feed(secret: str, session_id: str) -> Any:
    """The meetings of one whole session, for a coordinator who runs it."""
    reader = _reader_of(secret)
    found = queries.session_in_calendar_of(reader, session_id)
    name = Text("Session: %(title)s", title=found.title)
    return _feed(reader, name, *queries.meetings_in_calendar_of(reader, only=found))


def _reader_of(secret: str) -> Any:
    reader = queries.reader_of(secret)
    if reader is None:
        raise Missing
    return reader


def _feed(reader: Any, name: Text, desk_name: str, meetings: Any) -> Response:
    """A file to subscribe to; unchanged since the program's last visit it is not sent again."""
    entries = entries_on(desk_name, meetings)
    facts = repr((entries, reader.language, reader.side, name, organizer()))
    response = Response(content_type="text/calendar; charset=utf-8")
    response.set_etag(hashlib.sha256(facts.encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.make_conditional(request)
    if response.status_code == 200:
        file = gathered_for(meetings, entries, reader.language, reader.side, name)
        response.set_data(file)
    return response


def _page(secret: str | None = None) -> Any:
    settings = current_app.extensions["settings"]

    def address(endpoint: str, **which: Any) -> str:
        return f"{settings.address}{url_for(endpoint, secret=secret, **which)}"

    return page(
        "public/calendar/calendar.html",
        button=ActionForm(None),
        feed=queries.feed_of(user()),
        address=address("public.calendar_feed") if secret else None,
        sessions=[
            (each, address("public.session_feed", session_id=each.public_id))
            for each in queries.sessions_in_calendar_of(user())
        ]
        if secret
        else [],
    )
