"""The forms of signing in, and of setting a password."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import ValidationError

from portal.accounts import rules
from portal.web.forms import AtMost, Needed, PortalForm, mail_address, one_line
from portal.web.languages import say


def fit_password(form: Any, field: Any) -> None:
    """Long enough, and not the address itself."""
    email = form.email.data if "email" in form else form.about
    if why_not := rules.why_password_is_bad(field.data or "", about=email or ""):
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
    """A password chosen by a link; `about` is the address that it is for."""

    password = PasswordField(_l("New password"), [Needed(), fit_password])
    about = ""
