"""Fields for days, hours, moments and numbers, whose refusals are our own sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    DateTimeLocalField,
    Field,
    IntegerField,
    StringField,
    TimeField,
)
from wtforms.validators import ValidationError

from portal.kernel.clock import BEIJING

# Years that a calendar of meetings can be about; others only break sums with dates.
YEARS = range(2000, 2101)
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)


def _typed(values: Sequence[Any]) -> str:
    return str(values[0]).strip() if values else ""


class DayField(DateField):
    """A day of the calendar."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = _typed(valuelist)
        if not text:
            return
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = date.min
        if day.year not in YEARS:
            raise ValueError(str(_l("There is no such day. Please write it as 2026-09-16.")))
        self.data = day


class HourField(TimeField):
    """A time of day, to the minute."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = _typed(valuelist)
        if not text:
            return
        try:
            self.data = time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            raise ValueError(str(_l("There is no such time. Please write it as 09:30."))) from None


class MomentField(DateTimeLocalField):
    """A moment, written on Beijing's clock; `data` is aware."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = _typed(valuelist)
        if not text:
            return
        try:
            written = datetime.fromisoformat(text)
        except ValueError:
            written = datetime.min  # noqa: DTZ901 - only its year is looked at
        if written.year not in YEARS:
            raise ValueError(str(_l("There is no such time. Please write it as 2026-09-16 18:00.")))
        self.data = written.replace(second=0, microsecond=0, tzinfo=BEIJING)

    def _value(self) -> str:
        if self.raw_data:
            return _typed(self.raw_data)
        return f"{self.data.astimezone(BEIJING):%Y-%m-%dT%H:%M}" if self.data else ""


class NumberField(IntegerField):
    """A whole number that is not negative."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = _typed(valuelist)
        if not text:
            return
        if not (text.isascii() and text.isdecimal() and len(text) < 7):
            raise ValueError(str(_l("Please write a whole number.")))
        self.data = int(text)


class AmountField(StringField):
    """An amount, perhaps with decimals; commas between thousands are passed over."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = _typed(valuelist).replace(",", "").replace(" ", "")
        if not text:
            return
        if not _AMOUNT.fullmatch(text):
            raise ValueError(str(_l("Please write a number such as 7.6.")))
        self.data = float(text)

    def _value(self) -> str:
        if self.raw_data:
            return _typed(self.raw_data)
        return "" if self.data is None else f"{self.data:.12g}"


MINUTES, HOURS, DAYS = "minutes", "hours", "days"
_MINUTES_OF = {MINUTES: 1, HOURS: 60, DAYS: 24 * 60}


class LengthField(Field):
    """A length of time: a number and its unit, one beside the other; `data` counts `base` units.

    Both controls carry the name of the field, so that a form can be carried on as it was typed.
    """

    data: Any

    def __init__(
        self, label: Any, validators: Any = (), *, units: Sequence[str], base: str, **more: Any
    ) -> None:
        super().__init__(label, validators, **more)
        self.units, self.base = units, base

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text, unit = _typed(valuelist), _typed(valuelist[1:]) or self.units[0]
        if not text:
            return
        if not (text.isascii() and text.isdecimal() and len(text) < 7) or unit not in self.units:
            raise ValueError(str(_l("Please write a whole number.")))
        self.data = int(text) * _MINUTES_OF[unit] // _MINUTES_OF[self.base]

    def shown(self) -> tuple[str, str]:
        """What stands in the two controls: what was typed, or the number in its largest unit."""
        if self.raw_data:
            return _typed(self.raw_data), _typed(self.raw_data[1:]) or self.units[0]
        if not self.data:
            return "", self.units[0]
        minutes = self.data * _MINUTES_OF[self.base]
        unit = next(unit for unit in reversed(self.units) if minutes % _MINUTES_OF[unit] == 0)
        return str(minutes // _MINUTES_OF[unit]), unit

    @property
    def unit_words(self) -> list[tuple[str, Any]]:
        """The units to choose from, each with its word."""
        words = {MINUTES: _l("minutes"), HOURS: _l("hours"), DAYS: _l("days")}
        return [(unit, words[unit]) for unit in self.units]


class Between:
    """A number within bounds, the bounds included."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most
        self.field_flags = {"min": least, "max": most}

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data is not None and not self.least <= field.data <= self.most:
            raise ValidationError(
                str(
                    _l(
                        "Please give a number from %(least)d to %(most)d.",
                        least=self.least,
                        most=self.most,
                    )
                )
            )
