"""The form in which a company keeps something for itself about another."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf

from portal.technologies.rules import LONGEST_NOTE
from portal.web.forms import AtMost, MayBeEmpty, PortalForm, plain_text

# What each button of the form says to the service.
DEEDS: dict[str, dict[str, bool]] = {
    "keep": {"listed": True},
    "leave": {"listed": False},
    "decline": {"declined": True},
    "take-back": {"declined": False},
    "note": {},
}


class RegardForm(PortalForm):
    """A note, and the button that was pressed."""

    do = StringField(validators=[AnyOf(list(DEEDS)), AtMost(20)])
    note = TextAreaField(
        _l("Note for your colleagues"), validators=[MayBeEmpty(), AtMost(LONGEST_NOTE), plain_text]
    )

    @property
    def deed(self) -> dict[str, Any]:
        """What the service is told; the note only by its own button."""
        deed = str(self.do.data)
        return {"note": self.note.data or ""} if deed == "note" else dict(DEEDS[deed])
