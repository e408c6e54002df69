"""Letting a meeting go on in another one of its ways, from the board and from its own page."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired

from portal.bookings import services
from portal.consultations.rules import mark_of, usable_now
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.naming import meeting_named
from portal.web.doorways import known
from portal.web.forms import PortalForm
from portal.web.languages import say


class WayForm(PortalForm):
    """Which of a meeting's ways, and the mark of those that its sender saw."""

    place = IntegerField(validators=[InputRequired()])
    seen = HiddenField(validators=[InputRequired()])


@desk.post("/consultations/<public_id>/bookings/<booking_id>/rescue/way")
def take_way(public_id: str, booking_id: str) -> Any:
    """Let the meeting go on in another of its ways; whoever waits or is in it reads that."""
    found = meeting_named(public_id, booking_id)
    form = WayForm()
    if form.validate_on_submit():
        seen = str(form.seen.data)
        transactions.write(services.take_way, found, int(form.place.data or 0), seen, by=user())
        flash(
            _(
                "The meeting takes place here now: %(service)s. Everybody who waits or is in it "
                "reads that.",
                service=say(found.way.kind.words),
            ),
            "ok",
        )
    return redirect(url_for("coordinator.rescue", public_id=public_id, booking_id=booking_id))


@desk.app_template_global()
def other_ways_of(booking: Any) -> list[int]:
    """The places of the ways to which a meeting can be moved now."""
    ways, services = booking.ways, known()
    now = usable_now(ways, services)
    return [at for at, way in enumerate(ways) if at != now and way.kind in services]


@desk.app_template_global()
def is_usable(way: Any) -> bool:
    """Whether the portal is set up for the service of a way."""
    return way.kind in known()


@desk.app_template_global()
def mark_of_ways(ways: Any) -> str:
    """What a form says of the ways that its sender saw."""
    return mark_of(ways)
