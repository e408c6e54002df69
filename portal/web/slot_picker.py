"""Times to propose: all that suit both companies, by day, several of them to tick."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wtforms import SelectMultipleField
from wtforms.validators import ValidationError

from portal.bookings import queries, rules
from portal.consultations import queries as consultations
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.web.languages import reader_side, say


@dataclass
class PickerDay:
    """One day by the reader's clock, and its times that suit both."""

    date: date
    slots: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Picker:
    """The days with something to choose, and the public ids of what is ticked."""

    days: Sequence[PickerDay]
    ticked: Collection[str]
    most: int = rules.MOST_PROPOSED


class SlotsField(SelectMultipleField):
    """Some of a session's time slots, by public id; whether there are such is asked later."""

    def __init__(self, label: Any, *, needed: bool, **named: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **named)
        self.needed = needed

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if wrong := rules.what_is_wrong_with_number(self.data or (), needed=self.needed):
            raise ValidationError(say(wrong))


def picker_of(
    consultation: Any, one: Any, other: Any, ticked: Collection[str] | None = None
) -> Picker:
    """What the two companies can choose from; times that were ticked and lost are not there."""
    days: dict[date, PickerDay] = {}
    for slot in queries.free_slots(consultation, one, other):
        on = slot.starts_at.astimezone(reader_side().zone).date()
        days.setdefault(on, PickerDay(on)).slots.append(slot)
    return Picker(list(days.values()), ticked or ())


def slots_named(consultation: Any, public_ids: Collection[str] | None) -> list[Any]:
    """The slots of this session that a form names. Raises Invalid when there is no such slot."""
    if not public_ids:
        return []
    found = {slot.public_id: slot for slot in consultations.slots_of(consultation)}
    if not set(public_ids) <= set(found):
        raise Invalid(Text("There is no such time. Please choose another."), field="slots")
    return [found[public_id] for public_id in dict.fromkeys(public_ids)]
