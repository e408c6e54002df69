"""The forms that carry what a browser answers about a passkey."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from portal.accounts import rules
from portal.infra.passkeys import LONGEST_ANSWER
from portal.web.forms import AtMost, Needed, PortalForm, one_line


class PasskeyForm(PortalForm):
    """A passkey that was shown; `next` is where to go on."""

    answer = HiddenField(
        validators=[Needed(_l("The browser gave no answer.")), AtMost(LONGEST_ANSWER)]
    )
    next = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """A passkey that was made, and what its owner calls it."""

    name = StringField(
        _l("What do you call it?"), [Needed(), one_line, AtMost(rules.LONGEST_PASSKEY_NAME)]
    )
