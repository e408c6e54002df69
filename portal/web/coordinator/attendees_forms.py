"""The form in which a coordinator says what an attendee list is to hold, and takes it away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from portal.kernel.clocks import Side
from portal.reports.attendees import (
    BOOKED,
    LONGEST_REASON,
    Choice,
    Purpose,
    Rows,
    Sheets,
    Standing,
    chosen,
    columns_for,
    why_not_purpose,
    why_not_reason,
)
from portal.reports.files import Format
from portal.web.forms import AtMost, CheckboxList, Chosen, MayBeEmpty, PortalForm, plain_text, typed
from portal.web.languages import say
from portal.web.pages import date_words, words

EVERYTHING = ""


class AttendeesForm(PortalForm):
    """What stands on a list of one kind of rows, how it looks, and as which file it leaves."""

    standings = SelectMultipleField(
        _l("Which meetings?"),
        [Chosen(_l("Please choose at least one."))],
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )
    side = RadioField(_l("Which side?"), default=EVERYTHING)
    region = SelectField(_l("Region"), default=EVERYTHING)
    day = SelectField(_l("Day"), default=EVERYTHING)
    company = SelectField(_l("Company"), default=EVERYTHING)
    columns = SelectMultipleField(
        _l("Which columns?"),
        [Chosen(_l("Please choose at least one."))],
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )
    sheets = RadioField(_l("How is it divided?"), [Chosen()], default=Sheets.ONE.value)
    format = RadioField(_l("Kind of file"), [Chosen()], default=Format.XLSX.value)
    contacts = BooleanField(_l("With e-mail addresses and telephone numbers"))
    purpose = SelectField(_l("What are the contact data for?"), default=EVERYTHING)
    reason = TextAreaField(
        _l("Why are they needed? One sentence"), [MayBeEmpty(), plain_text, AtMost(LONGEST_REASON)]
    )

    last_fields = ("sheets", "format", "contacts", "purpose", "reason")

    @classmethod
    def beginning(cls, choice: Choice, rows: Rows) -> Any:
        """The form as the last list looked, for lists of these rows."""
        usual = choice if choice.rows is rows else Choice(rows=rows)
        return cls(
            data={
                "standings": [each.value for each in Standing if each in BOOKED],
                "columns": [column.key for column in chosen(usual)],
                "sheets": usual.sheets.value,
            }
        )

    def offer(
        self, rows: Rows, *, regions: Iterable[Any], days: Iterable[date], companies: Iterable[Any]
    ) -> None:
        """Fill in what can be chosen for lists of these rows."""
        self.rows = rows
        self.standings.choices = [(each.value, say(each.words)) for each in Standing]
        self.side.choices = [(EVERYTHING, _l("Both sides")), *_SIDES]
        self.region.choices = [
            (EVERYTHING, _l("All regions")),
            *((each.code, words(each.short_name).text) for each in regions),
        ]
        self.day.choices = [
            (EVERYTHING, _l("All days")),
            *((day.isoformat(), date_words(day)) for day in days),
        ]
        self.company.choices = [
            (EVERYTHING, _l("All companies")),
            *((public_id, words(name).text) for public_id, name in companies),
        ]
        self.columns.choices = [
            (column.key, say(column.head)) for column in columns_for(rows) if not column.is_contact
        ]
        self.sheets.choices = [
            (each.value, say(each.words))
            for each in Sheets
            if not (each is Sheets.DAY and rows is Rows.COMPANY)
        ]
        self.format.choices = [(kind.value, say(kind.words)) for kind in Format]
        self.purpose.choices = [
            (EVERYTHING, _l("Please choose")),
            *((each.value, say(each.words)) for each in Purpose),
        ]

    def validate_purpose(self, field: Any) -> None:
        chosen = Purpose(field.data) if field.data in set(Purpose) else None
        if self.contacts.data and (why_not := why_not_purpose(chosen)):
            raise ValidationError(say(why_not))

    def validate_reason(self, field: Any) -> None:
        if self.contacts.data and (why_not := why_not_reason(typed(field))):
            raise ValidationError(say(why_not))

    def choice(self) -> Choice:
        """What was asked for; contact data only where they were ticked."""
        called = [
            _words_of(field) for field in (self.region, self.company) if field.data != EVERYTHING
        ]
        return Choice(
            rows=self.rows,
            columns=tuple(self.columns.data or ()),
            standings=frozenset(Standing(each) for each in self.standings.data or ()),
            side=Side(self.side.data) if self.side.data else None,
            region=self.region.data or None,
            day=date.fromisoformat(self.day.data) if self.day.data else None,
            company=self.company.data or None,
            sheets=Sheets(self.sheets.data),
            purpose=Purpose(self.purpose.data) if self.contacts.data else None,
            reason=typed(self.reason) if self.contacts.data else "",
            called=tuple(name for name in called if name),
        )


def _words_of(field: SelectField) -> str:
    """What the choice that was taken is called."""
    return next((str(words) for key, words, *_ in field.iter_choices() if key == field.data), "")


_SIDES = ((Side.KR.value, _l("Korean side")), (Side.CN.value, _l("Chinese side")))
