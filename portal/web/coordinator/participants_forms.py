"""Forms with which a coordinator decides who takes part."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, TextAreaField

from portal.consultations import rules
from portal.web.forms import AtMost, Chosen, MayBeEmpty, PortalForm, plain_text


class DecisionForm(PortalForm):
    """What is decided on a company's place; who must say why is for the service."""

    reason = TextAreaField(_l("Reason"), [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_REASON)])


class AddForm(PortalForm):
    """Companies that get an invitation, or a place at once on their behalf."""

    company = SelectMultipleField(
        _l("Companies"),
        [Chosen(_l("Please tick at least one company."))],
        validate_choice=False,
    )
    reason = TextAreaField(
        _l("Why do you give them a place on their behalf?"),
        [plain_text, AtMost(rules.LONGEST_REASON)],
    )
