"""Forms around a session's waiting lists, for its coordinators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField

from portal.bookings import rules
from portal.consultations.rules import MOST_PLACES
from portal.web.company_words import side_or_region
from portal.web.fields import Between, NumberField
from portal.web.forms import (
    AtMost,
    Chosen,
    MayBeEmpty,
    Needed,
    PortalForm,
    one_line,
    plain_text,
)


def _why(label: Any) -> TextAreaField:
    return TextAreaField(label, [Needed(), plain_text, AtMost(rules.LONGEST_REASON)])


class BecauseForm(PortalForm):
    """What a coordinator does for a company that waits."""

    because = _why(_l("Why do you do this on the company's behalf?"))


class TakeBackForm(PortalForm):
    """Taking back what is offered to a company."""

    reason = _why(_l("Why? The company reads it."))


class OfferForm(PortalForm):
    """Offering a time by hand."""

    slot = StringField(_l("Time"), [Needed(_l("Please choose a time that suits both.")), one_line])
    reason = _why(_l("Why do you offer it by hand?"))


class MoveForm(PortalForm):
    """Where in its line a company is to stand."""

    position = NumberField(_l("New number in the line"), [Needed(), Between(1, 9999)])
    reason = _why(_l("Why does the order change?"))


class StandInLineForm(PortalForm):
    """Letting a company wait for a time with another, on its behalf."""

    waiter = RadioField(_l("Who waits?"), [Chosen()])
    subject = TextAreaField(
        _l("What is it about?"), [Needed(), plain_text, AtMost(rules.LONGEST_SUBJECT)]
    )
    because = _why(_l("Why do you do this on the company's behalf?"))


class PlacesForm(PortalForm):
    """How many companies of each side and region can take part."""

    @classmethod
    def of(cls, places: Iterable[Any]) -> PlacesForm:
        """A form with a field for each side and region of a session."""
        fields = {
            f"most_{each.where}": NumberField(
                side_or_region(each.region), [MayBeEmpty(), Between(1, MOST_PLACES)]
            )
            for each in places
        }
        form_class = type("PlacesOfSession", (cls,), fields)
        return form_class(data={f"most_{each.where}": each.most for each in places})  # type: ignore[no-any-return]

    def limits(self) -> dict[str, int | None]:
        """What was typed, by side or region; None for no limit."""
        return {
            field.name.removeprefix("most_"): field.data
            for field in self
            if field.name.startswith("most_")
        }
