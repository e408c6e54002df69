"""The form in which a coordinator notes an interpreter down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from portal.kernel.clocks import Side
from portal.web.attendance_forms import PersonForm
from portal.web.forms import CheckboxList, Chosen
from portal.web.pages import words

SIDES = ((Side.KR.value, _l("Korea")), (Side.CN.value, _l("China")))


class InterpreterForm(PersonForm):
    """Who interprets, between which languages, and in which sessions."""

    sessions = SelectMultipleField(
        _l("In which sessions do they interpret?"),
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )

    def validate_languages(self, field: Any) -> None:
        if field.data and len(set(field.data)) < 2:
            raise ValidationError(str(_l("An interpreter speaks at least two languages.")))

    def offer(self, consultations: Iterable[Any]) -> None:
        """Fill in the sessions that there are."""
        self.sessions.choices = [
            (each.public_id, f"{words(each.title).text} ({each.code})") for each in consultations
        ]


class NewInterpreterForm(InterpreterForm):
    """The same for somebody new: the country says whose numbers and language are theirs."""

    country = RadioField(_l("Where do they live?"), [Chosen()], choices=SIDES)

    def validate_phone(self, field: Any) -> None:
        self.side = self.home
        super().validate_phone(field)

    @property
    def home(self) -> Side:
        """Their side, Korea's until one is chosen."""
        return Side(self.country.data) if self.country.data in set(Side) else Side.KR
