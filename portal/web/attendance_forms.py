"""Forms of taking part, for the company itself and for a coordinator who acts on its behalf."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from portal.accounts import rules as people
from portal.consultations import rules
from portal.consultations.rules.terms import BOUNDS
from portal.consultations.services import PersonDetails, Place
from portal.consultations.states import Whereabouts
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.web.fields import Between, NumberField
from portal.web.forms import (
    AtMost,
    CheckboxList,
    Chosen,
    MayBeEmpty,
    Needed,
    PortalForm,
    Ticked,
    mail_address,
    one_line,
    plain_text,
    stripped,
    typed,
)
from portal.web.languages import say

SPOKEN = (
    (Language.KO.value, _l("Korean")),
    (Language.ZH.value, _l("Chinese")),
    (Language.EN.value, _l("English")),
)
PLACES = (
    (Whereabouts.OWN_OFFICE.value, _l("From our own office")),
    (Whereabouts.VENUE.value, _l("At the venue")),
)


def why(label: Any = None) -> TextAreaField:
    """The reason that a coordinator gives for acting on a company's behalf."""
    return TextAreaField(
        label or _l("Why do you do this on the company's behalf?"),
        [Needed(), plain_text, AtMost(rules.LONGEST_REASON)],
    )


class PlaceForm(PortalForm):
    """From where a company joins, and what it wants to add."""

    whereabouts = RadioField(
        _l("From where do you join your meetings?"),
        [Chosen()],
        choices=PLACES,
        default=Whereabouts.OWN_OFFICE.value,
    )
    bookable = BooleanField(
        _l("Others may book a free time with us at once, without asking"), default=True
    )
    own_interpreter = BooleanField(_l("We bring our own interpreter for Korean and Chinese"))
    most_meetings = NumberField(
        _l("At most how many meetings?"), [MayBeEmpty(), Between(*BOUNDS["most_meetings"])]
    )
    note = TextAreaField(
        _l("Anything the coordinator should know?"),
        [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_NOTE)],
    )

    def place(self) -> Place:
        """What was said."""
        return Place(
            whereabouts=Whereabouts(self.whereabouts.data),
            bookable=bool(self.bookable.data),
            most_meetings=self.most_meetings.data,
            note=stripped(self.note.data),
            own_interpreter=bool(self.own_interpreter.data),
        )


class PlaceOnBehalfForm(PlaceForm):
    """The same, by a coordinator."""

    reason = why()


class PersonForm(PortalForm):
    """Who somebody is; how one reaches them may stay open."""

    name = StringField(
        _l("Name in own script"), [Needed(), one_line, AtMost(people.LONGEST_PERSON_NAME)]
    )
    name_latin = StringField(
        _l("Name in Latin letters"), [Needed(), one_line, AtMost(people.LONGEST_PERSON_NAME)]
    )
    post = StringField(_l("Post"), [MayBeEmpty(), one_line, AtMost(people.LONGEST_POST)])
    languages = SelectMultipleField(
        _l("Languages spoken in a meeting"),
        [Chosen(_l("Please choose at least one."))],
        choices=SPOKEN,
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )
    email = EmailField(_l("E-mail"), [MayBeEmpty(), AtMost(people.LONGEST_ADDRESS), mail_address])
    phone = TelField(_l("Telephone"), [MayBeEmpty(), one_line, AtMost(people.LONGEST_PHONE)])

    side = Side.KR
    phone_e164: str | None = None

    def validate_name_latin(self, field: Any) -> None:
        if field.data and (why_not := people.why_not_latin(field.data)):
            raise ValidationError(say(why_not))

    def validate_phone(self, field: Any) -> None:
        if not field.data:
            return
        phone = people.read_phone(field.data, self.side)
        if phone.wrong:
            raise ValidationError(say(phone.wrong))
        self.phone_e164 = phone.e164

    def details(self) -> PersonDetails:
        """Who it is, ready for a service."""
        return PersonDetails(
            name=typed(self.name),
            name_latin=typed(self.name_latin),
            post=stripped(self.post.data),
            languages=tuple(self.languages.data or ()),
            phone=self.phone_e164,
            email=stripped(self.email.data),
        )


class PersonOnBehalfForm(PersonForm):
    """The same, by a coordinator."""

    reason = why()


class NewPersonForm(PersonForm):
    """A person who is named for the first time, and who knows it."""

    consents = BooleanField(
        _l("I have told this person that they are listed as an attendee, and they agree."),
        [Ticked()],
    )


class NewPersonOnBehalfForm(NewPersonForm):
    """The same, by a coordinator."""

    consents = BooleanField(
        _l("The company has told this person that they are listed as an attendee, and they agree."),
        [Ticked()],
    )
    reason = why()


class KnownPersonForm(PortalForm):
    """One of the company's people, who knows it."""

    person = RadioField(_l("Who will attend?"), [Chosen()])
    consents = BooleanField(
        _l("I have told this person that they are listed as an attendee, and they agree."),
        [Ticked()],
    )

    def offer(self, known: Iterable[Any], language: Language) -> None:
        """Fill in who can be chosen."""
        self.person.choices = [(person.public_id, with_post(person, language)) for person in known]


class KnownPersonOnBehalfForm(KnownPersonForm):
    """The same, by a coordinator."""

    consents = BooleanField(
        _l("The company has told this person that they are listed as an attendee, and they agree."),
        [Ticked()],
    )
    reason = why()


class SlotsForm(PortalForm):
    """Which slots cannot be used; the boxes are read by name, one for each slot."""


class SlotsOnBehalfForm(SlotsForm):
    """The same, by a coordinator."""

    reason = why()


class OnBehalfForm(PortalForm):
    """Nothing but the reason."""

    reason = why()


class WithdrawForm(PortalForm):
    """Why a company steps back, if it wants to say so."""

    reason = TextAreaField(
        _l("Why? (the coordinator reads it)"),
        [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_REASON)],
    )


def with_post(person: Any, language: Language) -> str:
    """A person's name as the reader reads it, and what they do."""
    name = str(person.name_for(language))
    return f"{name} · {person.post}" if person.post else name
