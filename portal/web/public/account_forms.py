"""The forms of one's own account: contact data, password, language, consents."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, RadioField

from portal.accounts import rules
from portal.accounts.states import ConsentPurpose
from portal.kernel.languages import Language
from portal.web.forms import AtMost, Chosen, Needed, PortalForm
from portal.web.public.register_forms import PersonForm
from portal.web.public.sign_in_forms import fit_password

FREE_CONSENTS = (ConsentPurpose.ATTENDEE_LIST, ConsentPurpose.NEWS)


class OwnDataForm(PersonForm):
    """What is known of the signed-in person."""


class PasswordForm(PortalForm):
    """A new password; the old one proves that it is the owner who sits here."""

    old = PasswordField(_l("Your password until now"), [Needed(), AtMost(rules.LONGEST_PASSWORD)])
    new = PasswordField(_l("New password"), [Needed(), fit_password])
    about: Sequence[str] = ()


class LanguageForm(PortalForm):
    language = RadioField(
        _l("In which language shall we write to you?"),
        [Chosen()],
        choices=[(language.value, language.own_name) for language in Language],
    )


class ConsentsForm(PortalForm):
    attendee_list = BooleanField(
        _l("My telephone number and e-mail may stand in the attendee lists.")
    )
    news = BooleanField(_l("You may write to me about new sessions."))

    def chosen(self) -> list[ConsentPurpose]:
        return [purpose for purpose in FREE_CONSENTS if self[purpose.value.lower()].data]
