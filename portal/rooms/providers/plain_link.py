"""A service that knows nothing of the portal: a link, number and password that somebody typed."""

from __future__ import annotations

from portal.bookings.models import Booking
from portal.consultations.rules import Link
from portal.consultations.states import LinkKind
from portal.kernel.languages import Text
from portal.rooms.providers.interface import Doorway, Entrant


class PlainLink:
    """VooV, Tencent Meeting, Zoom, Feishu, Teams or the telephone: the same for everybody."""

    def doorway(self, booking: Booking, link: Link) -> Doorway:
        return Doorway(
            label=Text("Video meeting") if link.kind is LinkKind.OTHER else link.kind.words,
            url=link.web_url,
            number=link.number,
            password=link.password,
        )

    def entrance(self, booking: Booking, link: Link, entrant: Entrant) -> str | None:
        return link.web_url
