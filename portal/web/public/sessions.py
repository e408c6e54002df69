"""Consultation sessions as the public pages show them: in lists, and beside a company."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from portal.bookings.rules import ASKING_IS_OPEN, BOOKING_IS_OPEN
from portal.consultations import queries as consultations
from portal.consultations.queries import SessionDay
from portal.consultations.rules import next_change_of
from portal.consultations.states import BookingMode, ParticipationState, Phase
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from portal.kernel.timespan import TimeSpan
from portal.timetabling.rules import why_not_wish
from portal.web.session_days import dates_words


@dataclass(frozen=True)
class Announced:
    """A session with what a list says of it."""

    consultation: Any
    days: list[SessionDay]
    korean: int
    chinese: int

    @property
    def dates(self) -> Markup:
        """From the first day to the last, in the reader's words; the year unless it is this one."""
        return dates_words(
            self.consultation.starts_at.astimezone(BEIJING).date(),
            self.consultation.ends_at.astimezone(BEIJING).date(),
        )

    @property
    def hours(self) -> TimeSpan | None:
        """From the first to the last meeting of its first day; the session's page says more."""
        if not self.days:
            return None
        return TimeSpan(self.days[0].stretches[0].starts_at, self.days[0].stretches[-1].ends_at)

    @property
    def next_change(self) -> datetime | None:
        """When its phase ends; None once it is over."""
        return next_change_of(self.consultation.timetable, clock.now())


@dataclass(frozen=True)
class WithCompany:
    """A session that a company takes part in; whether the reader's does too, and may ask it."""

    consultation: Any
    dates: Markup
    shared: bool

    @property
    def may_ask(self) -> bool:
        """Whether the reader can ask for a meeting, or book one, now."""
        mode = self.consultation.booking_mode
        phases = BOOKING_IS_OPEN if mode is BookingMode.OPEN else ASKING_IS_OPEN
        return (
            self.shared and mode is not BookingMode.TIMETABLE and self.consultation.phase in phases
        )

    @property
    def may_wish(self) -> bool:
        """Whether the reader can say how much they want to meet the company, now."""
        consultation = self.consultation
        return self.shared and not why_not_wish(consultation.phase, consultation.booking_mode)


def announced(found: Iterable[Any]) -> list[Announced]:
    """These sessions with their days and numbers, in two statements however many they are."""
    shown = list(found)
    days = consultations.days_of(shown)
    counts = consultations.accepted_counts(shown)
    return [
        Announced(
            consultation,
            days[consultation.id],
            korean=counts[consultation.id][Side.KR],
            chinese=counts[consultation.id][Side.CN],
        )
        for consultation in shown
    ]


def sessions_with(company: Any, own: Any) -> list[WithCompany]:
    """The sessions to come that a company takes part in, the nearest first.

    `own` is the reader's company, if any; where it takes part too the two can meet.
    """
    shared = _coming_up(own) if own is not None and own.id != company.id else {}
    found = sorted(_coming_up(company).values(), key=lambda each: (each.starts_at, each.id))
    return [
        WithCompany(
            consultation,
            dates_words(
                consultation.starts_at.astimezone(BEIJING).date(),
                consultation.ends_at.astimezone(BEIJING).date(),
            ),
            shared=consultation.id in shared,
        )
        for consultation in found
    ]


def _coming_up(company: Any) -> dict[int, Any]:
    return {
        place.consultation_id: place.consultation
        for place in consultations.participations_of(company).values()
        if place.state is ParticipationState.ACCEPTED
        and place.consultation.phase not in (Phase.DRAFT, Phase.CLOSED)
    }
