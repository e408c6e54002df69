"""The form in which a coordinator asks for a proposal of a timetable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import Regexp
from wtforms.widgets import CheckboxInput

from portal.bookings.rules import LONGEST_REASON
from portal.timetabling.agreeing import LONGEST_WORDS
from portal.timetabling.problem import Spare
from portal.timetabling.services import Order
from portal.timetabling.situation import Keep
from portal.timetabling.states import Agreed
from portal.web.fields import NumberField
from portal.web.forms import (
    AtMost,
    CheckboxList,
    Chosen,
    MayBeEmpty,
    Needed,
    PortalForm,
    one_line,
    plain_text,
)
from portal.web.languages import say
from portal.web.pages import words

LONGEST_WHY = 500


class OrderForm(PortalForm):
    """For how long to search, for whom, and what may become of the meetings that stand."""

    seconds = RadioField(_l("How long the portal searches"), validators=[Chosen()], default="30")
    keep = RadioField(
        _l("Meetings that stand already"), validators=[Chosen()], default=Keep.ALL.value
    )
    most_changes = NumberField(_l("At most so many changes"), validators=[MayBeEmpty()])
    fair = BooleanField(
        _l("First of all, nobody who can meet somebody goes without a meeting"), default=True
    )
    few_gaps = BooleanField(
        _l("Few gaps between a company's meetings, even if a few wishes are not placed for it")
    )
    spare_rooms = NumberField(_l("Rooms kept free in every slot"), validators=[MayBeEmpty()])
    spare_interpreters = NumberField(
        _l("Interpreters kept free in every slot"), validators=[MayBeEmpty()]
    )
    with_unconfirmed = BooleanField(
        _l("Also seat interpreters who have not confirmed their hours yet")
    )

    def __init__(self) -> None:
        super().__init__()
        self.seconds.choices = [
            (str(10), _l("10 seconds: a first look")),
            (str(30), _l("30 seconds")),
            (str(60), _l("1 minute: for a large session")),
            (str(120), _l("2 minutes: as good as it gets")),
        ]
        self.keep.choices = [
            (each.value, say(each.words)) for each in Keep if each is not Keep.REPAIR
        ]
        if not self.is_submitted():
            self.most_changes.data = Order().most_changes
            self.spare_rooms.data = self.spare_interpreters.data = 0

    @property
    def order(self) -> Order:
        """What was asked for."""
        most = self.most_changes.data
        return Order(
            seconds=int(self.seconds.data),
            fair=bool(self.fair.data),
            few_gaps=bool(self.few_gaps.data),
            spare=Spare(self.spare_rooms.data or 0, self.spare_interpreters.data or 0),
            keep=Keep(self.keep.data),
            most_changes=Order().most_changes if most is None else most,
            with_unconfirmed=bool(self.with_unconfirmed.data),
        )


class PublishForm(PortalForm):
    """Publishing what was shown, with a word for those concerned."""

    note = TextAreaField(
        _l("A word to those concerned"), [MayBeEmpty(), plain_text, AtMost(LONGEST_REASON)]
    )
    to_all = BooleanField(_l("Write to everybody who takes part, also where nothing changes"))
    shown = HiddenField(validators=[MayBeEmpty(), one_line, AtMost(32)])


class AskForm(PortalForm):
    """Asking the partner to agree to what was shown."""

    shown = HiddenField(validators=[Needed(), one_line, AtMost(32)])


class AnswerForm(AskForm):
    """The partner's answer to what was shown, and its words."""

    answer = RadioField(_l("Do you agree?"), [Chosen()])
    words = TextAreaField(_l("Your words to it"), [MayBeEmpty(), plain_text, AtMost(LONGEST_WORDS)])

    def __init__(self) -> None:
        super().__init__()
        self.answer.choices = [
            (Agreed.AGREED.value, _l("Yes, it can be published like this")),
            (Agreed.DECLINED.value, _l("No, please change it first")),
        ]

    @property
    def chosen(self) -> Agreed:
        """What was ticked."""
        return Agreed(self.answer.data)


class WaiveForm(PortalForm):
    """Which meetings go on without the interpreter that they need, and why."""

    pairs = SelectMultipleField(
        _l("Which of them go on without an interpreter?"),
        [Chosen(_l("Please choose at least one."))],
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )
    why = TextAreaField(_l("Why can they do without?"), [Needed(), plain_text, AtMost(LONGEST_WHY)])

    def offer(self, lacking: Iterable[tuple[Any, Any]]) -> None:
        """Fill in the meetings that lack somebody."""
        self.pairs.choices = [
            (f"{korean.id}-{chinese.id}", f"{words(korean.name).text} · {words(chinese.name).text}")
            for korean, chinese in lacking
        ]

    @property
    def chosen(self) -> list[tuple[int, int]]:
        """The pairs that were ticked, by the ids of their companies."""
        found = [value.split("-") for value in self.pairs.data or ()]
        return [(int(korean), int(chinese)) for korean, chinese in found]


class TakeBackForm(PortalForm):
    """The pair that does not go on without an interpreter after all."""

    pair = HiddenField(validators=[Needed(), Regexp(r"[0-9]{1,9}-[0-9]{1,9}\Z")])

    @property
    def chosen(self) -> tuple[int, int]:
        korean, chinese = str(self.pair.data).split("-")
        return int(korean), int(chinese)


class PutForm(PortalForm):
    """Where a pair is to meet; `was` is the slot where its sender saw it."""

    slot = RadioField(_l("Time"), validators=[Chosen()], validate_choice=False)
    was = HiddenField(validators=[MayBeEmpty(), one_line, AtMost(32)])

    def __init__(self, pair: Any) -> None:
        super().__init__()
        if not self.is_submitted():
            self.was.data = pair.slot.public_id if pair.slot else ""


class SeatForm(PortalForm):
    """Another room or interpreter; `was` and `had` are where its sender saw the meeting, and `swap`
    says for each choice with whom it would exchange."""

    place = RadioField(_l("What it gets"), validators=[Chosen()], validate_choice=False)
    was = HiddenField(validators=[MayBeEmpty(), one_line, AtMost(32)])
    had = HiddenField(validators=[MayBeEmpty(), one_line, AtMost(32)])

    def __init__(self, was: str, had: str) -> None:
        super().__init__()
        if not self.is_submitted():
            self.was.data, self.had.data = was, had


class StepForm(PortalForm):
    """Undoing or doing again; `revision` is what its sender saw of the draft."""

    revision = HiddenField(validators=[MayBeEmpty(), one_line, AtMost(9)])

    def __init__(self, made: Any) -> None:
        super().__init__()
        if not self.is_submitted():
            self.revision.data = str(made.revision)

    @property
    def seen(self) -> int:
        """The revision that came with it; none that there is for anything odd."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdecimal() else -1
