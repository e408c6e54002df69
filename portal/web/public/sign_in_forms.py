"""The forms of signing in, and of setting a password."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import ValidationError

from portal.accounts import rules
from portal.web.forms import AtMost, Needed, PortalForm, mail_address, one_line
from portal.web.languages import say

OWN_FIELDS = ("email", "name", "name_latin")


def fit_password(form: Any, field: Any) -> None:
    """Long enough, and not what everybody tries first; `form.about` are the person's own words."""
    typed_beside = [form[name].data or "" for name in OWN_FIELDS if name in form]
    about = [*form.about, *typed_beside, current_app.extensions["settings"].site_name]
    if why_not := rules.why_password_is_bad(field.data or "", about=about):
        raise ValidationError(say(why_not))


class SignInForm(PortalForm):
    # Not checked for its form: whatever is wrong with an address, the answer is one sentence.
    email = EmailField(_l("E-mail"), [Needed(), one_line, AtMost(rules.LONGEST_ADDRESS)])
    password = PasswordField(_l("Password"), [Needed(), AtMost(rules.LONGEST_PASSWORD)])
    next = HiddenField()


class AddressForm(PortalForm):
    """An address to which a link is to be sent."""

    email = EmailField(_l("E-mail"), [Needed(), AtMost(rules.LONGEST_ADDRESS), mail_address])


class NewPasswordForm(PortalForm):
    """A password chosen by a link."""

    password = PasswordField(_l("New password"), [Needed(), fit_password])
    about: Sequence[str] = ()
