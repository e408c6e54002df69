"""What the addresses of the desk name, among what the coordinator's host runs."""

from __future__ import annotations

from typing import Any

from flask import g

from portal.bookings import queries
from portal.consultations import queries as consultations


def meeting_named(public_id: str, booking_id: str) -> Any:
    """A meeting of a session that this coordinator runs. Raises Missing."""
    return queries.booking_in(
        consultations.consultation_run_by(g.coordinator, public_id), booking_id
    )
