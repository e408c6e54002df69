"""Forms about who came to a meeting: as a side states it, and as a coordinator decides it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField

from portal.bookings import rules
from portal.bookings.rules.presence import Came
from portal.web.forms import AtMost, Chosen, Needed, PortalForm, plain_text
from portal.web.languages import say


class CameForm(PortalForm):
    """Which sides came."""

    came = RadioField(_l("Who came?"), [Chosen()])

    def offer(self) -> None:
        """Fill in the answers."""
        self.came.choices = [(each.value, say(each.words)) for each in Came]


class DecideForm(CameForm):
    """Which sides came, as a coordinator decides it, and why."""

    because = TextAreaField(
        _l("Why? (stands in the history, which both companies read)"),
        [Needed(), plain_text, AtMost(rules.LONGEST_REASON)],
    )
