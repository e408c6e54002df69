"""Forms around waiting for a time: saying no to what is offered."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField

from portal.bookings import rules
from portal.web.forms import AtMost, Chosen, MayBeEmpty, PortalForm, plain_text

STAY, LEAVE = "stay", "leave"


class DeclineOfferForm(PortalForm):
    """Saying no to a time that is kept for the company, and whether it goes on waiting."""

    then = RadioField(
        _l("What next?"),
        [Chosen()],
        choices=[
            (STAY, _l("Keep my place in the line for another time")),
            (LEAVE, _l("No longer wait for this company")),
        ],
        default=STAY,
    )
    reason = TextAreaField(
        _l("Why? (optional; the coordinator reads it)"),
        [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_REASON)],
    )

    @property
    def stays(self) -> bool:
        return bool(self.then.data == STAY)
