"""Forms of handing a meeting over, for the company itself and for a coordinator on its behalf."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput

from portal.bookings import rules
from portal.web.attendance_forms import (
    KnownPersonForm,
    KnownPersonOnBehalfForm,
    NewPersonForm,
    NewPersonOnBehalfForm,
    why,
    with_post,
)
from portal.web.forms import AtMost, CheckboxList, Chosen, MayBeEmpty, OnceForm, plain_text
from portal.web.languages import current_language

# Each of the three forms on the page has field names of its own.
WHO, KNOWN, NEW = "who-", "known-", "new-"
IN_ADDITION = "none"


def _reason() -> TextAreaField:
    return TextAreaField(
        _l("Why? It stands in the history, and both companies read it."),
        [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_REASON)],
    )


class WhoForm(OnceForm):
    """Who of the people named attends one meeting."""

    people = SelectMultipleField(
        _l("Who attends this meeting?"),
        [Chosen(_l("Please choose at least one person."))],
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )
    reason = _reason()

    def offer(self, delegates: Iterable[Any], attending: set[int], *, sent: bool) -> None:
        """Fill in who is named; whoever attends so far is ticked, unless this form was sent."""
        named = list(delegates)
        self.people.choices = [
            (each.public_id, with_post(each.person, current_language())) for each in named
        ]
        if not (sent and self.is_submitted()):
            self.people.data = [each.public_id for each in named if each.id in attending]


class InsteadForm(OnceForm):
    """In whose place somebody comes."""

    instead_of = RadioField(_l("In whose place?"), [Chosen()], default=IN_ADDITION)

    def offer_places(self, delegates: Iterable[Any], attending: set[int]) -> None:
        """Fill in who attends so far."""
        self.instead_of.choices = [
            *(
                (each.public_id, str(each.person.name_for(current_language())))
                for each in delegates
                if each.id in attending
            ),
            (IN_ADDITION, _("Nobody's; in addition")),
        ]

    @property
    def place(self) -> str | None:
        """Whose place it is, by the delegate's public id; None for a place of their own."""
        chosen = str(self.instead_of.data)
        return None if chosen == IN_ADDITION else chosen


class KnownStandInForm(InsteadForm, KnownPersonForm):
    """One of the company's people who is not named for the session."""

    first_fields = ("person", "instead_of")
    reason = _reason()


class NewStandInForm(InsteadForm, NewPersonForm):
    """Somebody whom nobody knows yet."""

    reason = _reason()


class WhoOnBehalfForm(WhoForm):
    """The same, by a coordinator."""

    reason = why()


class KnownStandInOnBehalfForm(KnownStandInForm, KnownPersonOnBehalfForm):
    """The same, by a coordinator."""

    reason = why()


class NewStandInOnBehalfForm(NewStandInForm, NewPersonOnBehalfForm):
    """The same, by a coordinator."""

    reason = why()
