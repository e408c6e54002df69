"""The form in which a coordinator plans a session."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import date
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from portal.consultations import rules
from portal.consultations.rules import Grid, MeetingLink, Plan, Window, plan, slots
from portal.consultations.states import BookingMode, LinkKind
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.languages import Language, Wording
from portal.web.coordinator.consultations_values import proposed_values, values_of
from portal.web.coordinator.terms_forms import TERMS, TermsForm
from portal.web.coordinator.ways_forms import FALL_BACK_FIELDS, FallBacksForm
from portal.web.doorways import known
from portal.web.fields import Between, DayField, HourField, MomentField, NumberField
from portal.web.forms import (
    AtMost,
    CheckboxList,
    Chosen,
    MayBeEmpty,
    Needed,
    one_line,
    plain_text,
    stripped,
    web_address,
)
from portal.web.languages import current_language, say
from portal.web.pages import words

MODES = (
    (
        BookingMode.REQUEST.value,
        _l("By request: a company asks, and the other accepts by choosing a time."),
    ),
    (
        BookingMode.OPEN.value,
        _l("First come, first served: a company books a free time of the other at once."),
    ),
    (
        BookingMode.TIMETABLE.value,
        _l("By timetable: you place all meetings yourself."),
    ),
)
# What is carried from the form to the preview and back, besides the fields themselves.
LEFT_OUT = "left_out"
DAYS = "days"


def _title(language: Any) -> StringField:
    return StringField(language, [MayBeEmpty(), one_line, AtMost(plan.LONGEST_TITLE)])


def _about(language: Any) -> TextAreaField:
    return TextAreaField(language, [MayBeEmpty(), plain_text, AtMost(plan.LONGEST_ABOUT)])


class SessionForm(FallBacksForm, TermsForm):
    """A session, as it is planned or changed. All times are written on Beijing's clock."""

    title_en = _title(_l("Title in English"))
    title_ko = _title(_l("Title in Korean"))
    title_zh = _title(_l("Title in Chinese"))
    about_en = _about(_l("About the session, in English"))
    about_ko = _about(_l("About the session, in Korean"))
    about_zh = _about(_l("About the session, in Chinese"))
    regions = SelectMultipleField(
        _l("For Chinese companies of which regions?"),
        [Chosen(_l("Please choose at least one region."))],
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )
    mode = RadioField(_l("How are meetings made?"), [Chosen()], choices=MODES)

    first_day = DayField(_l("First day"), [Needed()])
    last_day = DayField(_l("Last day"), [MayBeEmpty()])
    weekends = BooleanField(_l("Saturdays and Sundays too"))
    window1_starts = HourField(_l("Meetings from"), [Needed()])
    window1_ends = HourField(_l("until"), [Needed()])
    window2_starts = HourField(_l("and from"), [MayBeEmpty()])
    window2_ends = HourField(_l("until"), [MayBeEmpty()])
    slot_minutes = NumberField(
        _l("Length of a meeting"), [Needed(), Between(slots.SHORTEST_SLOT, slots.LONGEST_SLOT)]
    )
    pause_minutes = NumberField(
        _l("Pause between meetings"), [Needed(), Between(0, slots.LONGEST_PAUSE)]
    )
    rooms = NumberField(_l("Number of rooms"), [MayBeEmpty(), Between(1, slots.MOST_ROOMS)])
    needs_interpreter = BooleanField(
        _l("A pair without a common language can only book while an interpreter is free")
    )

    joining_ends_at = MomentField(_l("Joining ends"), [Needed()])
    asking_ends_at = MomentField(_l("Asking ends"), [MayBeEmpty()])
    booking_ends_at = MomentField(_l("Booking ends"), [Needed()])

    partner_host = SelectField(_l("Partner organisation"), [MayBeEmpty()])
    partner_agrees = BooleanField(_l("It must agree before a timetable is published"))
    link_kind = SelectField(_l("Service of the call"), [MayBeEmpty()])
    link_url = StringField(
        _l("Address of the call"), [MayBeEmpty(), web_address, AtMost(rules.LONGEST_LINK)]
    )
    link_number = StringField(
        _l("Meeting number"), [MayBeEmpty(), one_line, AtMost(rules.LONGEST_LINK_WORD)]
    )
    link_password = StringField(
        _l("Password of the call"), [MayBeEmpty(), one_line, AtMost(rules.LONGEST_LINK_WORD)]
    )

    # The other ways to meet and the terms stand after everything else.
    last_fields = (*FALL_BACK_FIELDS, *TERMS)

    def offer(self, regions: Iterable[Any], hosts: Iterable[Any], own_host_id: int) -> None:
        """Fill in what there is to choose from."""
        self.regions.choices = [(region.code, words(region.name).text) for region in regions]
        self.offer_regions(regions)
        self.partner_host.choices = [
            ("", _l("None")),
            *((host.public_id, words(host.name).text) for host in hosts if host.id != own_host_id),
        ]
        self.link_kind.choices = [
            ("", say(LinkKind.ROOM.words)),
            *((kind.value, say(kind.words)) for kind in self._elsewhere()),
        ]
        self.offer_fall_backs(kind for kind in LinkKind if kind in known())

    @staticmethod
    def _elsewhere() -> list[LinkKind]:
        """The services that the portal is set up for, beside its own room."""
        return [kind for kind in LinkKind if kind in known() and kind is not LinkKind.ROOM]

    def validate_last_day(self, field: Any) -> None:
        if not field.data or not self.first_day.data:
            return
        length = (field.data - self.first_day.data).days
        if length < 0:
            raise ValidationError(str(_l("The last day cannot be before the first.")))
        if length > slots.LONGEST_STRETCH:
            raise ValidationError(
                str(_l("A session lasts at most %(days)d days.", days=slots.LONGEST_STRETCH))
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also looks at fields that may be empty, but not beside what stands in others."""
        return bool(super().validate(extra_validators)) & self._belongs_together()

    def _belongs_together(self) -> bool:
        starts, ends = self.window2_starts, self.window2_ends
        missing: list[tuple[Any, Any]] = []
        if not self._wording("title"):
            first = self.titles[0][1]
            missing.append((first, _l("Please write the title in one language at least.")))
        if self.mode.data != BookingMode.OPEN and self.asking_ends_at.data is None:
            missing.append((self.asking_ends_at, _l("Please fill this in.")))
        if ends.data is not None and starts.data is None:
            missing.append((starts, _l("Please write when the second part of the day begins.")))
        if starts.data is not None and ends.data is None:
            missing.append((ends, _l("Please write when the second part of the day ends.")))
        for field, sentence in missing:
            if not field.errors:
                field.errors = [sentence]
        return not missing

    _left_out_before: frozenset[date] = frozenset()

    # ---- days: all from the first to the last, but those that were left out

    @property
    def all_days(self) -> list[date]:
        """Every day that the form speaks of."""
        if self.first_day.data is None:
            return []
        last = self.last_day.data or self.first_day.data
        return rules.days_between(self.first_day.data, last, weekends=self.weekends.data)

    @property
    def left_out(self) -> Set[date]:
        """The days that somebody has taken away: in the preview, or on an earlier one."""
        if DAYS + "_shown" in request.form:
            shown, kept = _days_in(DAYS + "_shown"), _days_in(DAYS)
            return shown - kept
        return _days_in(LEFT_OUT) if self.is_submitted() else self._left_out_before

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which meetings take place."""
        return tuple(day for day in self.all_days if day not in self.left_out)

    @property
    def titles(self) -> list[tuple[Language, Any]]:
        """The fields of the title, each with its language, the reader's own first."""
        return self._by_language("title")

    @property
    def abouts(self) -> list[tuple[Language, Any]]:
        """The fields of the longer text, in the same order."""
        return self._by_language("about")

    def _by_language(self, name: str) -> list[tuple[Language, Any]]:
        own = current_language()
        order = [own, *(language for language in Language if language is not own)]
        return [(language, self[f"{name}_{language.value}"]) for language in order]

    def carried(self) -> list[tuple[str, str]]:
        """Names and values of everything typed, to be kept in hidden fields."""
        own = {field.name for field in self if field.name != "csrf_token"}
        return [pair for pair in request.form.items(multi=True) if pair[0] in own]

    # ---- from and to the plan

    def plan(self) -> Plan:
        """What was typed, once every field is right in itself."""
        return Plan(
            title=self._wording("title"),
            about=self._wording("about"),
            regions=tuple(self.regions.data or ()),
            mode=BookingMode(self.mode.data),
            grid=Grid(self.days, self._windows(), self.slot_minutes.data, self.pause_minutes.data),
            joining_ends_at=self.joining_ends_at.data,
            asking_ends_at=self.asking_ends_at.data or self.booking_ends_at.data,
            booking_ends_at=self.booking_ends_at.data,
            rooms=self.rooms.data,
            needs_interpreter=self.needs_interpreter.data,
            partner_host=self.partner_host.data or None,
            partner_agrees=self.partner_agrees.data,
            link=MeetingLink(
                kind=LinkKind(self.link_kind.data) if self.link_kind.data else None,
                url=stripped(self.link_url.data),
                number=stripped(self.link_number.data),
                password=stripped(self.link_password.data),
            ),
            fall_backs=self.fall_backs,
            terms=self.terms(self.regions.data or ()),
        )

    def makes_sense(self, was: Plan | None = None, *, opened: bool = False) -> bool:
        """Whether nothing is wrong with the plan; what is wrong is put beside its fields."""
        for lack in rules.what_is_wrong_with_plan(
            self.plan(), clock.now(), before=was, opened=opened
        ):
            field = self[lack.field]
            field.errors = [*field.errors, say(lack.text)]
            self.status = 422
        return self.status == 200

    def _wording(self, name: str) -> Wording:
        return Wording.of({tag: stripped(self[f"{name}_{tag}"].data) for tag in ("en", "ko", "zh")})

    def _windows(self) -> tuple[Window, ...]:
        windows = [Window(self.window1_starts.data, self.window1_ends.data)]
        if self.window2_starts.data is not None:
            windows.append(Window(self.window2_starts.data, self.window2_ends.data))
        return tuple(windows)

    @classmethod
    def of(cls, was: Plan) -> SessionForm:
        """The form filled in with a plan, unless something was typed already."""
        form = cls(data=values_of(was))
        form._left_out_before = frozenset(form.all_days) - frozenset(was.grid.days)
        return form

    @classmethod
    def proposing(cls, like: Plan | None = None) -> SessionForm:
        """The form of a new session, with what suits most of them, or as another was planned."""
        return cls(data=proposed_values(clock.today(BEIJING), like))


def _days_in(name: str) -> set[date]:
    """The days among the posted values of this name; anything else is passed over."""
    found = set()
    for text in request.form.getlist(name)[: 2 * slots.LONGEST_STRETCH]:
        try:
            found.add(date.fromisoformat(text))
        except ValueError:
            continue
    return found
