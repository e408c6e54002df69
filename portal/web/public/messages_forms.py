"""The form in which readers choose how they are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from portal.infra.ways import Way
from portal.messages.rules import TOPICS
from portal.web.forms import Chosen, PortalForm

WAYS = (
    (Way.AT_ONCE.value, _l("By mail at once")),
    (Way.DIGEST.value, _l("In one mail a day")),
    (Way.PORTAL.value, _l("In the portal alone")),
)


class WaysForm(PortalForm):
    """One way for each topic."""

    bookings = RadioField(
        _l("Meetings: booked, moved, cancelled, reminders"), [Chosen()], choices=WAYS
    )
    requests = RadioField(
        _l("Requests for meetings, and places in waiting lists"), [Chosen()], choices=WAYS
    )
    consultations = RadioField(
        _l("Sessions: invitations, participation, wishes"), [Chosen()], choices=WAYS
    )
    messages = RadioField(_l("Messages from the coordinators"), [Chosen()], choices=WAYS)
    technologies = RadioField(
        _l("Technology profiles: review and expiry"), [Chosen()], choices=WAYS
    )
    companies = RadioField(_l("Your company: approval and people"), [Chosen()], choices=WAYS)

    @classmethod
    def standing(cls, ways: Mapping[str, Way]) -> WaysForm:
        """The form as things stand, or as it was sent."""
        return cls(data={topic: way.value for topic, way in ways.items()})

    @property
    def topics(self) -> list[Any]:
        return [self[topic] for topic in TOPICS]

    @property
    def ways(self) -> dict[str, Way]:
        """What was chosen."""
        return {topic: Way(self[topic].data) for topic in TOPICS}
