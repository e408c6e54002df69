"""What the worker does for bookings when its time has come."""

from __future__ import annotations

from collections.abc import Mapping

from portal.bookings import services
from portal.bookings.models import MeetingRequest, SlotOffer
from portal.infra.db import session
from portal.infra.jobs import Handler


def expire_request(request_id: int) -> None:
    """Let a request lapse that nobody answered."""
    services.expire(session.get_one(MeetingRequest, request_id))


def hurry_request(request_id: int, until: int) -> None:
    """Tell whoever is to answer a request that it lapses soon."""
    services.hurry(session.get_one(MeetingRequest, request_id), until)


def expire_offer(offer_id: int) -> None:
    """Let an offer lapse that nobody answered, and offer the time to the next in line."""
    services.expire_offer(session.get_one(SlotOffer, offer_id))


HANDLERS: Mapping[str, Handler] = {
    services.EXPIRE: expire_request,
    services.HURRY: hurry_request,
    services.EXPIRE_OFFER: expire_offer,
}
