"""The forms in which is written when an interpreter is there: by their host, or by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, TextAreaField

from portal.consultations import rules
from portal.consultations.rules import Hours, hours_between
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import date_words
from portal.web.fields import HourField
from portal.web.forms import AtMost, Chosen, MayBeEmpty, PortalForm, plain_text
from portal.web.languages import current_language


class HoursForm(PortalForm):
    """Each day of a session: from when to when, or not at all; nothing typed is the whole day."""

    days: Sequence[date] = ()

    @classmethod
    def of(cls, days: Sequence[date], known: Sequence[Hours]) -> Self:
        """The form of these days, filled in with what is known unless something was typed."""
        fields: dict[str, Any] = {"days": days}
        for day in days:
            spoken = date_words(day, current_language())
            starts, ends, away = _names(day)
            fields[starts] = HourField(_l("%(day)s, from", day=spoken), [MayBeEmpty()])
            fields[ends] = HourField(_l("%(day)s, until", day=spoken), [MayBeEmpty()])
            fields[away] = BooleanField(_l("Not there on %(day)s", day=spoken))
        form: Self = type("HoursOfDays", (cls,), fields)(data=_values(known))
        return form

    def rows(self) -> list[tuple[date, Any, Any, Any]]:
        """Each day with its three fields."""
        found = []
        for day in self.days:
            starts, ends, away = _names(day)
            found.append((day, self[starts], self[ends], self[away]))
        return found

    def hours(self) -> list[Hours]:
        """What was typed, once every field is right."""
        found = []
        for day, starts, ends, away in self.rows():
            if away.data:
                found.append(Hours(day, None))
            elif starts.data is not None:
                between = hours_between(day, starts.data, ends.data)
                assert between is not None
                found.append(between)
        return found

    def validate(self, extra_validators: Any = None) -> bool:
        """Also looks whether the fields of a day belong together."""
        return bool(super().validate(extra_validators)) & self._belongs_together()

    def _belongs_together(self) -> bool:
        wrong: list[tuple[Any, Any]] = []
        for day, starts, ends, away in self.rows():
            if starts.errors or ends.errors:
                continue
            if away.data and (starts.data is not None or ends.data is not None):
                wrong.append((away, _l("Please give hours, or say that they are not there.")))
            elif starts.data is None and ends.data is not None:
                wrong.append((starts, _l("Please write from when.")))
            elif starts.data is not None and ends.data is None:
                wrong.append((ends, _l("Please write until when.")))
            elif starts.data is not None and hours_between(day, starts.data, ends.data) is None:
                wrong.append((ends, _l("The end must be after the start.")))
        for field, sentence in wrong:
            field.errors = [*field.errors, sentence]
        return not wrong


class AnswerForm(HoursForm):
    """An interpreter says whether they come, and in which hours."""

    answer = RadioField(
        _l("Do you come to this session?"),
        [Chosen()],
        choices=(
            ("confirm", _l("Yes, in the hours below")),
            ("decline", _l("No, I cannot come")),
        ),
    )
    note = TextAreaField(
        _l("A note for the coordinator"), [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_NOTE)]
    )
    first_fields = ("answer",)
    last_fields = ("note",)

    @property
    def comes(self) -> bool:
        """What was answered."""
        return bool(self.answer.data == "confirm")


def _names(day: date) -> tuple[str, str, str]:
    """What the fields of a day are called: the day is in it, so that none is taken for another."""
    return f"from_{day:%Y%m%d}", f"until_{day:%Y%m%d}", f"away_{day:%Y%m%d}"


def _values(known: Sequence[Hours]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for each in known:
        starts, ends, away = _names(each.day)
        data[away] = each.window is None
        if each.window is not None:
            data[starts] = each.window.starts_at.astimezone(BEIJING).time()
            data[ends] = each.window.ends_at.astimezone(BEIJING).time()
    return data
