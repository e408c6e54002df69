"""The forms of registration: who one is, the account, and what one agrees to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
    RadioField,
    SelectMultipleField,
    StringField,
    TelField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from portal.accounts import rules
from portal.accounts.services import Registration
from portal.accounts.states import ConsentPurpose
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.web.forms import (
    AtMost,
    CheckboxList,
    Chosen,
    Needed,
    PortalForm,
    Ticked,
    mail_address,
    one_line,
    typed,
)
from portal.web.languages import current_language, say
from portal.web.public.sign_in_forms import fit_password

SIDES = ((Side.KR.value, _l("A Korean company")), (Side.CN.value, _l("A Chinese company")))
SPOKEN = (
    (Language.KO.value, _l("Korean")),
    (Language.ZH.value, _l("Chinese")),
    (Language.EN.value, _l("English")),
)


class PersonForm(PortalForm):
    """Who somebody is. `side` says how a telephone number without country code is meant."""

    name = StringField(_l("Your name"), [Needed(), one_line, AtMost(rules.LONGEST_PERSON_NAME)])
    name_latin = StringField(
        _l("Your name in Latin letters"), [Needed(), one_line, AtMost(rules.LONGEST_PERSON_NAME)]
    )
    post = StringField(_l("Your post"), [Needed(), one_line, AtMost(rules.LONGEST_POST)])
    phone = TelField(_l("Telephone"), [Needed(), one_line, AtMost(rules.LONGEST_PHONE)])
    keep_phone = BooleanField(_l("Keep this number all the same"))
    languages = SelectMultipleField(
        _l("Which languages do you speak in a meeting?"),
        [Chosen(_l("Please choose at least one."))],
        choices=SPOKEN,
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )

    phone_e164: str | None = None
    phone_warned = False

    fixed_side = Side.KR

    def side_of_person(self) -> Side:
        """Whose numbers are meant when no country code is written."""
        return self.fixed_side

    def validate_name_latin(self, field: Any) -> None:
        if field.data and (why_not := rules.why_not_latin(field.data)):
            raise ValidationError(say(why_not))

    def validate_phone(self, field: Any) -> None:
        if not field.data or len(field.data) > rules.LONGEST_PHONE:
            return
        phone = rules.read_phone(field.data, self.side_of_person())
        if phone.wrong:
            raise ValidationError(say(phone.wrong))
        self.phone_e164 = phone.e164
        self.phone_warned = phone.warning is not None
        if phone.warning and not self.keep_phone.data:
            raise ValidationError(say(phone.warning))


class AccountForm(PersonForm):
    """Registration of a person whose side is known, as by an invitation."""

    about: Sequence[str] = ()  # the name of a company that is taken up

    email = EmailField(_l("E-mail"), [Needed(), AtMost(rules.LONGEST_ADDRESS), mail_address])
    password = PasswordField(_l("Password"), [Needed(), fit_password])
    terms = BooleanField(_l("I accept the terms of use."), [Ticked()])
    privacy = BooleanField(
        _l("I agree that my personal data are collected and used for the consultations."),
        [Ticked()],
    )
    transfer_abroad = BooleanField(
        _l("I agree that they are passed on to the other country for my company's meetings."),
        [Ticked()],
    )
    attendee_list = BooleanField(
        _l("My telephone number and e-mail may stand in the attendee lists.")
    )
    news = BooleanField(_l("You may write to me about new sessions."))

    def consents(self) -> list[ConsentPurpose]:
        """The purposes whose boxes are ticked; each box is named like its purpose."""
        return [purpose for purpose in ConsentPurpose if self[purpose.value.lower()].data]

    def registration(self, password_hash: str) -> Registration:
        """What was said, ready for the service."""
        return Registration(
            side=self.side_of_person(),
            name=typed(self.name),
            name_latin=typed(self.name_latin),
            post=typed(self.post),
            phone=self.phone_e164 or "",
            languages=self.languages.data or (),
            email=typed(self.email),
            password_hash=password_hash,
            consents=self.consents(),
            language=current_language(),
        )


class RegistrationForm(AccountForm):
    """Registration from scratch: the country comes first."""

    first_fields = ("side",)

    side = RadioField(_l("Which company do you register?"), [Chosen()], choices=SIDES)

    def side_of_person(self) -> Side:
        return Side(self.side.data) if self.side.data in set(Side) else Side.KR
