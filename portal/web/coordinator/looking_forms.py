"""The form before looking through a company's eyes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from portal.companies.rules import LONGEST_REASON
from portal.web.forms import AtMost, Needed, PortalForm, plain_text


class LookForm(PortalForm):
    """Why a coordinator looks; the company reads it."""

    reason = TextAreaField(_l("Why do you look?"), [Needed(), plain_text, AtMost(LONGEST_REASON)])
