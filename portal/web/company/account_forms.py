"""Forms around the people of a company's account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField

from portal.web.forms import AtMost, Needed, PortalForm, mail_address

LONGEST_ADDRESS = 254


class InviteForm(PortalForm):
    """Whom to invite."""

    address = EmailField(
        _l("Your colleague's e-mail address"), [Needed(), AtMost(LONGEST_ADDRESS), mail_address]
    )


class WithdrawInvitationForm(PortalForm):
    """Which invitation to withdraw."""

    address = HiddenField(validators=[Needed(), AtMost(LONGEST_ADDRESS), mail_address])
