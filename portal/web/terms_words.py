"""The terms of a session as sentences, for companies, coordinators and the public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.bookings.rules import Participant, most_meetings
from portal.consultations.rules import Terms
from portal.consultations.states import BookingMode
from portal.kernel.clocks import Side
from portal.technologies.states import ProfileKind
from portal.web.pages import lasting, words


def terms_in_words(terms: Terms, mode: BookingMode, regions: Mapping[str, str]) -> list[str]:
    """Every rule that holds in a session, a sentence each; `regions` are its own, by code."""
    by_companies = [] if mode is BookingMode.TIMETABLE else _who(terms, regions) + _when(terms)
    return by_companies + _how_many(terms) + _changes(terms) + _reminders(terms)


def rules_of(consultation: Any) -> list[str]:
    """The same for a session as it is saved."""
    regions = {region.code: words(region.name).text for region in consultation.regions}
    return terms_in_words(consultation.terms, consultation.booking_mode, regions)


def _who(terms: Terms, regions: Mapping[str, str]) -> list[str]:
    found = []
    if terms.asking_side is Side.KR:
        found.append(_("Korean companies ask and book; Chinese companies answer."))
    if terms.asking_side is Side.CN:
        found.append(_("Chinese companies ask and book; Korean companies answer."))
    if terms.asking_kind is ProfileKind.OFFER:
        found.append(_("Companies with an offer turn to companies with a need."))
    if terms.asking_kind is ProfileKind.NEED:
        found.append(_("Companies with a need turn to companies with an offer."))
    if terms.same_group:
        found.append(_("One offers what the other needs, in the same group of technology."))
    if terms.asking_regions:
        names = [name for code, name in regions.items() if code in terms.asking_regions]
        found.append(
            _(
                "Meetings with Chinese companies of %(regions)s are asked for and booked; all "
                "others are placed by the coordinator.",
                regions=_(", ").join(names),
            )
        )
    return found


def _when(terms: Terms) -> list[str]:
    found = [
        _("A request lapses after %(time)s without an answer.", time=lasting(terms.request_lasts))
    ]
    if terms.most_open_requests is not None:
        found.append(
            ngettext(
                "A company has at most %(num)d open request at a time.",
                "A company has at most %(num)d open requests at a time.",
                terms.most_open_requests,
            )
        )
    if terms.notice:
        found.append(
            _(
                "Meetings are booked at least %(time)s before they begin.",
                time=lasting(terms.notice),
            )
        )
    return found


def _how_many(terms: Terms) -> list[str]:
    found = []
    if terms.most_meetings is not None:
        found.append(
            ngettext(
                "A company has at most %(num)d meeting in this session.",
                "A company has at most %(num)d meetings in this session.",
                terms.most_meetings,
            )
        )
    if terms.most_in_a_row is not None:
        found.append(
            ngettext(
                "After %(num)d meeting a company has a pause.",
                "After %(num)d meetings in a row a company has a pause.",
                terms.most_in_a_row,
            )
        )
    if terms.rest:
        found.append(
            _("Between two meetings a company rests at least %(time)s.", time=lasting(terms.rest))
        )
    return found


def _changes(terms: Terms) -> list[str]:
    if terms.change <= timedelta(0):
        return [_("Either company can move or cancel a meeting until it begins.")]
    return [
        _(
            "Either company can move or cancel a meeting until %(time)s before it begins.",
            time=lasting(terms.change),
        )
    ]


def _reminders(terms: Terms) -> list[str]:
    if not terms.reminders:
        return [_("Nobody is reminded of meetings by mail.")]
    times = [lasting(timedelta(minutes=each)) for each in terms.reminders]
    return [
        _(
            "People are reminded of their meetings %(times)s before they begin.",
            times=_(", ").join(times),
        )
    ]


@dataclass(frozen=True)
class Used:
    """How much of a limit is used, in words; `full` when nothing is left."""

    words: str
    full: bool


def used_of(consultation: Any, company: Participant) -> list[Used]:
    """What a company has in a session so far: open requests that it made, and meetings."""
    requests, meetings = company.open_requests, company.meetings
    most_requests = consultation.terms.most_open_requests
    most = most_meetings(consultation.terms, company)
    found = []
    if consultation.booking_mode is not BookingMode.TIMETABLE or requests:
        words = (
            ngettext("%(num)d open request", "%(num)d open requests", requests)
            if most_requests is None
            else _("%(count)d of %(most)d open requests", count=requests, most=most_requests)
        )
        found.append(Used(words, most_requests is not None and requests >= most_requests))
    words = (
        ngettext("%(num)d meeting", "%(num)d meetings", meetings)
        if most is None
        else _("%(count)d of %(most)d meetings", count=meetings, most=most)
    )
    found.append(Used(words, most is not None and meetings >= most))
    return found


def init(app: Flask) -> None:
    app.jinja_env.globals.update(rules_of=rules_of, used_of=used_of)
