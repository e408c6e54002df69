"""The forms of the second step."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField

from portal.accounts import rules
from portal.web.forms import AtMost, Needed, PortalForm, one_line


class AppCodeForm(PortalForm):
    """What the authenticator app shows now."""

    one_time_code = StringField(_l("Code from the app"), [Needed(), one_line, AtMost(20)])


class RecoveryForm(PortalForm):
    recovery_code = StringField(_l("Recovery code"), [Needed(), one_line, AtMost(60)])


class ProofForm(PortalForm):
    """The password once more, before something is changed; `next` is where to go on."""

    password = PasswordField(_l("Password"), [Needed(), AtMost(rules.LONGEST_PASSWORD)])
    next = HiddenField()
