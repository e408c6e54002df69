"""What the worker does for sessions when its time has come."""

from __future__ import annotations

from collections.abc import Mapping

from portal.consultations import services
from portal.consultations.models import PlaceOffer
from portal.infra.db import session
from portal.infra.jobs import Handler


def expire_place(offer_id: int) -> None:
    """Let an offered place lapse that nobody answered, and offer it to the next on the list."""
    services.expire_place(session.get_one(PlaceOffer, offer_id))


HANDLERS: Mapping[str, Handler] = {services.EXPIRE_PLACE: expire_place}
