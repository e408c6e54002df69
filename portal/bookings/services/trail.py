"""What is written down of a change: who, on whose behalf, for which side, why, with which form."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from portal.bookings import rules
from portal.bookings.models import Booking, ConsultationLog, MeetingRequest, Waiting
from portal.bookings.services.acting import Acting
from portal.infra import audit, db


def note(
    verb: str,
    about: Booking | MeetingRequest | Waiting | ConsultationLog,
    acting: Acting,
    *,
    reason: str | None = None,
    form_key: str | None = None,
    **details: Any,
) -> None:
    """Add an entry to the history; `reason` is what everybody reads, unless one acts on behalf.

    Raises Conflict when the form has done something else.
    """
    nothing_can_clash = form_key is None
    with nullcontext() if nothing_can_clash else db.refusing({audit.FORM: rules.FORM_WAS_USED}):
        audit.record(
            verb,
            about,
            by=acting.user,
            reason=acting.because or reason,
            on_behalf_of=acting.behalf_of,
            form_key=form_key,
            side=acting.company.side.value if acting.company else None,
            **details,
        )
