"""Changing or closing a session, and what becomes of its meetings, in one step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from portal.accounts.models import User
from portal.bookings import queries
from portal.bookings.models import Booking, MeetingRequest, Waiting
from portal.bookings.queries import NO_CHOICES, Choices
from portal.bookings.services import offers
from portal.bookings.services.acting import must_run
from portal.bookings.services.carrying_out import (
    Change,
    call_off_all,
    offer_what_is_free,
    rearrange,
    settle_the_rest,
)
from portal.bookings.services.shown import hold, must_be_as_shown
from portal.consultations import services as consultations
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.rules import Plan


def change_session(
    consultation: ConsultationSession,
    plan: Plan,
    *,
    by: User,
    reason: str | None = None,
    shown: str | None = None,
    choices: Choices = NO_CHOICES,
) -> None:
    """Change a session and take everybody along: meetings move, or are cancelled and told why.

    What it touches, with these choices, must have been shown: `shown` is the fingerprint of that.
    Raises NotAllowed, Invalid with the field to blame, Conflict, NotAsShown.
    """
    must_run(consultation, by)
    _hold_all(consultation)

    @contextmanager
    def taking_along(before: Plan, after: Plan) -> Iterator[None]:
        touched = queries.touched_by_change(consultation, before, after, choices)
        change = Change(by, must_be_as_shown(touched, shown, reason) or "")
        yield
        call_off_all(touched, change)
        rearrange(consultation, touched, change)
        for place in touched.leaving:
            consultations.take_out(place, by=by, reason=change.reason)
        settle_the_rest(touched, change, [place.company for place in touched.leaving])
        offer_what_is_free(touched)
        offers.offer_freed(consultation)  # slots and rooms may be new

    consultations.change_session(consultation, plan, by=by, reason=reason, along=taking_along)


def close_session(
    consultation: ConsultationSession, *, by: User, reason: str, shown: str | None = None
) -> None:
    """Close a session before its end; meetings to come are cancelled, open requests closed.

    Both must have been shown: `shown` is the fingerprint. Raises NotAllowed, Invalid, Conflict,
    NotAsShown.
    """
    must_run(consultation, by)
    _hold_all(consultation)

    @contextmanager
    def taking_along() -> Iterator[None]:
        touched = queries.touched_by_closing(consultation)
        change = Change(by, must_be_as_shown(touched, shown, reason) or reason)
        yield
        call_off_all(touched, change)
        settle_the_rest(touched, change)

    consultations.close_session(consultation, by=by, reason=reason, along=taking_along)


def _hold_all(consultation: ConsultationSession) -> None:
    hold(
        requests=MeetingRequest.consultation_id == consultation.id,
        places=Participation.consultation_id == consultation.id,
        bookings=Booking.consultation_id == consultation.id,
        waits=Waiting.consultation_id == consultation.id,
    )
