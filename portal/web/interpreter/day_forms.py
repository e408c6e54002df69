"""What an interpreter says of a meeting on its day: that they run late, or cannot come."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField

from portal.bookings import rules
from portal.bookings.rules.day import LATE_CHOICES
from portal.kernel.clocks import lasting_words
from portal.web.forms import AtMost, Chosen, Needed, PortalForm, plain_text
from portal.web.languages import current_language


class LateForm(PortalForm):
    """By how much one will be late."""

    minutes = SelectField(_l("How late will you be?"), [Chosen()])

    def offer(self) -> None:
        """Fill in the lengths."""
        self.minutes.choices = [
            (str(each), lasting_words(timedelta(minutes=each), current_language()))
            for each in LATE_CHOICES
        ]


class DeclineForm(PortalForm):
    """Why one cannot interpret a meeting."""

    reason = TextAreaField(
        _l("Why can you not come? (the coordinators read it)"),
        [Needed(), plain_text, AtMost(rules.LONGEST_REASON)],
    )
