"""The forms with which an administrator adds coordinators and says what they may do."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput

from portal.accounts import rules as people
from portal.accounts.states import Duty
from portal.companies.rules import LONGEST_REASON
from portal.kernel.languages import Language
from portal.web.attendance_forms import PersonForm
from portal.web.forms import (
    AtMost,
    CheckboxList,
    Chosen,
    Needed,
    PortalForm,
    mail_address,
    plain_text,
)
from portal.web.languages import say
from portal.web.pages import words


class DutiesForm(PortalForm):
    """What a coordinator may do, and for the companies of which regions."""

    duties = SelectMultipleField(
        _l("What may they do?"), option_widget=CheckboxInput(), widget=CheckboxList()
    )
    regions = SelectMultipleField(
        _l("Which regions' companies do they decide on?"),
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )

    last_fields = ("duties", "regions")

    def offer(self, regions: Iterable[Any]) -> None:
        """Fill in the duties that there are, and the regions of the host's side."""
        self.duties.choices = [(duty.value, say(duty.words)) for duty in Duty]
        self.regions.choices = [(each.code, words(each.name).text) for each in regions]

    def chosen_duties(self) -> Collection[Duty]:
        """The duties that are ticked."""
        return [Duty(value) for value in self.duties.data or ()]


class NewColleagueForm(PersonForm, DutiesForm):
    """A new coordinator: who they are, how they are written to, and what they may do."""

    email = EmailField(_l("E-mail"), [Needed(), AtMost(people.LONGEST_ADDRESS), mail_address])
    language = RadioField(
        _l("In which language shall we write to them?"),
        [Chosen()],
        choices=[(each.value, each.own_name) for each in Language],
    )


class ReasonForm(PortalForm):
    """Why something is done to a colleague's account."""

    reason = TextAreaField(_l("Reason"), [Needed(), plain_text, AtMost(LONGEST_REASON)])
