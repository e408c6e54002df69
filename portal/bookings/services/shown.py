"""Only what was shown is done: what a change touches, looked at again when it is confirmed."""

from __future__ import annotations

import sqlalchemy as sa

from portal.bookings.models import Booking, MeetingRequest, SlotOffer, Waiting
from portal.bookings.queries import Touched
from portal.bookings.services.acting import reason_of
from portal.bookings.states import BookingState, RequestState, WaitingState
from portal.consultations.models import Participation
from portal.consultations.states import OfferState
from portal.infra.db import session
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text


class NotAsShown(Conflict):
    """What a change touches was not shown yet, or is no longer as it was shown."""

    def __init__(self) -> None:
        super().__init__(
            Text("Something has changed in the meantime. Please look at it again; nothing is done.")
        )


def must_be_as_shown(touched: Touched, shown: str | None, reason: str | None) -> str | None:
    """The reason for a change, which is needed when it touches anything.

    Raises NotAsShown unless its fingerprint was shown, Invalid without a reason.
    """
    if not touched:
        return reason
    if shown != touched.fingerprint:
        raise NotAsShown
    return reason_of(reason)


def hold(
    *,
    requests: sa.ColumnElement[bool],
    places: sa.ColumnElement[bool],
    bookings: sa.ColumnElement[bool],
    waits: sa.ColumnElement[bool],
) -> None:
    """Keep others from changing these open requests, participations, meetings, and what is offered.

    Whoever asks or books holds the two participations, so that nobody can until the transaction
    ends. The order is theirs, too.
    """
    for query in (
        sa.select(MeetingRequest.id).where(requests, MeetingRequest.state == RequestState.ASKED),
        sa.select(Participation.id).where(places),
        sa.select(Booking.id).where(bookings, Booking.state == BookingState.CONFIRMED),
        sa.select(Waiting.id).where(waits, Waiting.state == WaitingState.WAITING),
    ):
        session.execute(query.order_by(sa.literal_column("id")).with_for_update()).all()
    session.execute(
        sa.select(SlotOffer.id)
        .join(Waiting, Waiting.id == SlotOffer.waiting_id)
        .where(waits, SlotOffer.state == OfferState.OFFERED)
        .order_by(SlotOffer.id)
        .with_for_update(of=SlotOffer)
    ).all()
