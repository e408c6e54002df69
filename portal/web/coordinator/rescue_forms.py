"""Forms of the page from which a meeting is rescued on its day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField

from portal.bookings import rules
from portal.bookings.rules import day as of_day
from portal.kernel.clocks import lasting_words
from portal.web.coordinator.bookings_forms import ReasonForm
from portal.web.forms import AtMost, Chosen, Needed, OnceForm, PortalForm, plain_text
from portal.web.languages import current_language


class DelayForm(ReasonForm):
    """How much later a meeting begins, and why."""

    minutes = SelectField(_l("How much later does it begin?"), [Chosen()])
    first_fields = ("minutes",)

    def offer(self, booking: Any) -> None:
        """Fill in the delays; none where it begins later already, which undoes that."""
        delays = [(str(each), _lasting(each)) for each in of_day.DELAYS]
        undo = [("0", _("At its planned time after all"))] if booking.delay_minutes else []
        self.minutes.choices = [*undo, *delays]


class SwapForm(OnceForm):
    """Another interpreter for a meeting, and why."""

    because = TextAreaField(
        _l("Why? (stands in the history, which both companies read)"),
        [Needed(), plain_text, AtMost(rules.LONGEST_REASON)],
    )


class NoteForm(PortalForm):
    """A note for colleagues."""

    text = TextAreaField(
        _l("Note for colleagues (companies never see it)"),
        [Needed(), plain_text, AtMost(of_day.LONGEST_NOTE)],
    )


def _lasting(minutes: int) -> str:
    return lasting_words(timedelta(minutes=minutes), current_language())
