"""What companies change about their part in a session, and what that means for waiting lists."""

from __future__ import annotations

from collections.abc import Collection

from portal.accounts.models import User
from portal.bookings.services import offers
from portal.consultations import services as consultations
from portal.consultations.models import Participation


def mark_slots(
    participation: Participation,
    cannot_use: Collection[str],
    *,
    by: User,
    reason: str | None = None,
) -> None:
    """Say which slots a company cannot use; what it can use is offered to whoever waits for it.

    Raises NotAllowed, Invalid, Conflict, Missing.
    """
    consultations.mark_slots(participation, cannot_use, by=by, reason=reason)
    offers.times_were_marked(participation)
