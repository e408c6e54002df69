"""The forms with which coordinators decide on companies, note them down and invite them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, TextAreaField

from portal.accounts.rules import LONGEST_ADDRESS
from portal.companies.rules import LONGEST_REASON
from portal.web.company_details import DetailsForm, EmptyForNow
from portal.web.forms import AtMost, MayBeEmpty, Needed, PortalForm, mail_address, plain_text


class DecisionForm(PortalForm):
    """A decision with its reason; the service says when a reason is needed."""

    reason = TextAreaField(_l("Reason"), [EmptyForNow(), plain_text, AtMost(LONGEST_REASON)])


class InviteForm(PortalForm):
    """To whom the link goes by mail; without an address it is only shown."""

    address = EmailField(_l("E-mail"), [MayBeEmpty(), AtMost(LONGEST_ADDRESS), mail_address])


class CompanyOnBehalfForm(DetailsForm):
    """A company's details, changed for it, and why."""

    reason = TextAreaField(
        _l("Why do you change this for the company?"),
        [Needed(), plain_text, AtMost(LONGEST_REASON)],
    )
