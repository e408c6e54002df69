"""The form in which a coordinator notes an interpreter down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from portal.consultations.rules import MOST_A_DAY, REST_MINUTES
from portal.consultations.services import Practice
from portal.kernel.clocks import Side
from portal.web.attendance_forms import PersonForm
from portal.web.fields import Between, NumberField
from portal.web.forms import CheckboxList, Chosen, MayBeEmpty
from portal.web.pages import words

PAIRS = (
    ("ko-zh", _l("Korean – Chinese")),
    ("zh-en", _l("Chinese – English")),
    ("ko-en", _l("Korean – English")),
)
SIDES = ((Side.KR.value, _l("Korea")), (Side.CN.value, _l("China")))


class InterpreterForm(PersonForm):
    """Who interprets, between which languages, and in which sessions."""

    pairs = SelectMultipleField(
        _l("Between which languages do they interpret?"),
        choices=PAIRS,
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )
    groups = SelectMultipleField(
        _l("In which fields do they know the words?"),
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )
    most_per_day = NumberField(
        _l("At most how many meetings a day?"), [MayBeEmpty(), Between(*MOST_A_DAY)]
    )
    rest_minutes = NumberField(
        _l("How many minutes of rest between two meetings?"),
        [MayBeEmpty(), Between(*REST_MINUTES)],
    )
    sessions = SelectMultipleField(
        _l("In which sessions do they interpret?"),
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )

    def validate_languages(self, field: Any) -> None:
        if field.data and len(set(field.data)) < 2:
            raise ValidationError(str(_l("An interpreter speaks at least two languages.")))

    def validate_pairs(self, field: Any) -> None:
        spoken = set(self.languages.data or ())
        if not all(set(pair.split("-")) <= spoken for pair in field.data or ()):
            raise ValidationError(
                str(_l("Please tick both languages of each pair among those spoken, too."))
            )

    def practice(self) -> Practice:
        """How they interpret, once every field is right."""
        return Practice(
            pairs=self.pairs.data or (),
            groups=self.groups.data or (),
            most_per_day=self.most_per_day.data,
            rest_minutes=self.rest_minutes.data or 0,
        )

    def offer(self, consultations: Iterable[Any], groups: Iterable[Any]) -> None:
        """Fill in the sessions and the groups of fields that there are."""
        self.groups.choices = [(each.code, words(each.name).text) for each in groups]
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
