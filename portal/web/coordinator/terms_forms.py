"""The part of a session's form that says who asks whom, how often, and how long before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput

from portal.consultations.rules import NO_LIMITS, REMINDERS, Terms
from portal.consultations.states import BookingMode
from portal.kernel.clocks import Side
from portal.technologies.states import ProfileKind
from portal.web.fields import DAYS, HOURS, MINUTES, LengthField, NumberField
from portal.web.forms import CheckboxList, MayBeEmpty, Needed, PortalForm
from portal.web.pages import words
from portal.web.terms_words import terms_in_words

ANYBODY = ""
SIDES = (
    (ANYBODY, _l("Both sides")),
    (Side.KR.value, _l("Only Korean companies")),
    (Side.CN.value, _l("Only Chinese companies")),
)
KINDS = (
    (ANYBODY, _l("Whatever they offer or need")),
    (ProfileKind.OFFER.value, _l("Companies with an offer turn to companies with a need")),
    (ProfileKind.NEED.value, _l("Companies with a need turn to companies with an offer")),
)
BEFORE = dict(
    zip(
        REMINDERS,
        (_l("24 hours before"), _l("1 hour before"), _l("10 minutes before")),
        strict=True,
    )
)
# The fields, which are named as the terms are.
TERMS = tuple(asdict(NO_LIMITS))


def _number(label: Any) -> NumberField:
    return NumberField(label, [MayBeEmpty()])


def _length(label: Any, *units: str, needed: bool = False, base: str = MINUTES) -> LengthField:
    return LengthField(label, [Needed() if needed else MayBeEmpty()], units=units, base=base)


class TermsForm(PortalForm):
    """Within which limits companies ask, book and change; the rest of the form is the session's."""

    asking_side = RadioField(_l("Who asks and books?"), choices=SIDES, default=ANYBODY)
    asking_kind = RadioField(_l("Who turns to whom?"), choices=KINDS, default=ANYBODY)
    same_group = BooleanField(
        _l("Only where one offers what the other needs, in the same group of technology")
    )
    asking_regions = SelectMultipleField(
        _l("With Chinese companies of which regions?"),
        [MayBeEmpty()],
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )
    request_hours = _length(
        _l("A request lapses without an answer after"), HOURS, DAYS, needed=True, base=HOURS
    )
    most_open_requests = _number(_l("Most open requests of a company"))
    most_meetings = _number(_l("Most meetings of a company"))
    most_in_a_row = _number(_l("Most meetings in a row"))
    rest_minutes = _length(_l("Least rest between two meetings"), MINUTES, HOURS)
    notice_minutes = _length(_l("Shortest notice for booking"), MINUTES, HOURS, DAYS)
    change_minutes = _length(_l("Shortest notice for cancelling or moving"), MINUTES, HOURS, DAYS)
    offer_minutes = _length(
        _l("An offer of the waiting list stands for"), MINUTES, HOURS, DAYS, needed=True
    )

    reminders = SelectMultipleField(
        _l("People are reminded of their meetings"),
        [MayBeEmpty()],
        choices=list(BEFORE.items()),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )

    def offer_regions(self, regions: Iterable[Any]) -> None:
        """Fill in which regions there are; those that the session is not for do not count."""
        self.region_names = {region.code: words(region.name).text for region in regions}
        self.asking_regions.choices = list(self.region_names.items())

    def terms(self, regions: Iterable[str]) -> Terms:
        """What was typed; `regions` are those of the session, and all of them is no limit."""
        chosen = frozenset(self.asking_regions.data or ()) & frozenset(regions)
        return Terms(
            asking_side=Side(self.asking_side.data) if self.asking_side.data else None,
            asking_kind=ProfileKind(self.asking_kind.data) if self.asking_kind.data else None,
            same_group=bool(self.same_group.data),
            asking_regions=frozenset() if chosen == frozenset(regions) else chosen,
            most_open_requests=self.most_open_requests.data,
            most_meetings=self.most_meetings.data,
            most_in_a_row=self.most_in_a_row.data,
            rest_minutes=self.rest_minutes.data or 0,
            notice_minutes=self.notice_minutes.data or 0,
            change_minutes=self.change_minutes.data or 0,
            request_hours=self.request_hours.data,
            offer_minutes=self.offer_minutes.data,
            reminders=tuple(each for each in REMINDERS if each in (self.reminders.data or ())),
        )

    @property
    def rules_in_words(self) -> list[str]:
        """What is chosen as sentences; none while something is not right."""
        mode, codes = self["mode"].data, self["regions"].data or ()
        if self.terms_are_wrong or not self.request_hours.data or mode not in set(BookingMode):
            return []
        names = {code: name for code, name in self.region_names.items() if code in codes}
        return terms_in_words(self.terms(names), BookingMode(mode), names)

    @property
    def terms_are_wrong(self) -> bool:
        """Whether something among them needs a look, so that they must be seen."""
        return any(self[name].errors for name in TERMS)


def values_of_terms(terms: Terms) -> dict[str, Any]:
    """Terms as the fields hold them."""
    return asdict(terms) | {
        "asking_side": terms.asking_side.value if terms.asking_side else ANYBODY,
        "asking_kind": terms.asking_kind.value if terms.asking_kind else ANYBODY,
        "asking_regions": sorted(terms.asking_regions),
        "reminders": list(terms.reminders),
    }
