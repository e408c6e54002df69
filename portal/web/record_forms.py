"""The forms in which a side records what came of a meeting, itself or by its coordinator."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField

from portal.bookings.rules import LONGEST_REASON, logs
from portal.bookings.services import Recorded
from portal.bookings.states import Currency, MeetingResult
from portal.web.fields import DayField, NumberField
from portal.web.forms import (
    AtMost,
    Chosen,
    MayBeEmpty,
    Needed,
    PortalForm,
    one_line,
    plain_text,
    stripped,
)
from portal.web.languages import say


class AmountField(NumberField):
    """A whole amount of money; commas and spaces between the digits are passed over."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = "".join((str(valuelist[0]) if valuelist else "").replace(",", "").split())
        if not text:
            return
        if not (text.isascii() and text.isdecimal() and int(text[:20]) <= logs.LARGEST_AMOUNT):
            raise ValueError(str(_l("Please write the amount in whole units, such as 1,200,000.")))
        self.data = int(text)


class LogForm(PortalForm):
    """What came of a meeting; all but the result may stay empty."""

    result = RadioField(_l("What came of it?"), [Chosen()])
    next_step = StringField(_l("Next step"), [MayBeEmpty(), one_line, AtMost(logs.LONGEST_STEP)])
    next_step_on = DayField(_l("Until when?"), [MayBeEmpty()])
    currency = SelectField(_l("Currency of the amounts"), [MayBeEmpty()])
    consultation_amount = AmountField(_l("Consultation amount"), [MayBeEmpty()])
    expected_amount = AmountField(_l("Expected contract amount"), [MayBeEmpty()])
    signed_amount = AmountField(_l("Signed contract amount"), [MayBeEmpty()])
    note = TextAreaField(
        _l("Notes on the meeting"), [MayBeEmpty(), plain_text, AtMost(logs.LONGEST_NOTE)]
    )

    def offer(self) -> None:
        """Fill in what there is to choose from."""
        self.result.choices = [(each.value, say(each.words)) for each in MeetingResult]
        self.currency.choices = [
            ("", _l("No amounts")),
            *((each.value, say(each.words)) for each in Currency),
        ]

    def recorded(self) -> Recorded:
        """What was typed."""
        return Recorded(
            result=MeetingResult(self.result.data),
            next_step=stripped(self.next_step.data),
            next_step_on=self.next_step_on.data,
            currency=Currency(self.currency.data) if self.currency.data else None,
            consultation_amount=self.consultation_amount.data,
            expected_amount=self.expected_amount.data,
            signed_amount=self.signed_amount.data,
            note=stripped(self.note.data),
        )


class LogOnBehalfForm(LogForm):
    """The same, for a coordinator who records it for a company."""

    because = TextAreaField(
        _l("Why do you do this on the company's behalf?"),
        [Needed(), plain_text, AtMost(LONGEST_REASON)],
    )
