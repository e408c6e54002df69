"""A Jitsi Meet server that lets in whoever brings a token which this portal signed.

A token is a JWT (RFC 7519) signed with HS256, as Prosody's `token` authentication reads it. It
names one person and one room, is good for minutes, and makes only a coordinator a moderator.
Nobody may record with it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from portal.bookings.models import Booking
from portal.consultations.rules import Link
from portal.kernel import clock
from portal.rooms.providers.interface import Doorway, Entrant
from portal.rooms.states import Role

# Time enough to load Jitsi's page; whoever comes back later goes in by the portal again.
TOKEN_LASTS = timedelta(minutes=5)
# The server's clock may be slow by so much.
CLOCKS_DIFFER = timedelta(seconds=30)
AUDIENCE = "jitsi"


@dataclass(frozen=True)
class Jitsi:
    """A server, the name under which it knows this portal, and the secret that both share."""

    url: str
    app_id: str
    secret: str = field(repr=False)

    def doorway(self, booking: Booking, link: Link) -> Doorway:
        """By way of the meeting's page, where everybody gets an address of their own."""
        return Doorway(link.kind.words, url=booking.room_path)

    def entrance(self, booking: Booking, link: Link, entrant: Entrant) -> str:
        """The meeting's room on the server, with a token for this person alone."""
        token = signed(self._claims(booking.public_id, entrant, clock.now()), self.secret)
        return f"{self.url.rstrip('/')}/{quote(booking.public_id)}?jwt={token}"

    def _claims(self, room: str, entrant: Entrant, now: datetime) -> dict[str, Any]:
        moderates = entrant.role is Role.COORDINATOR
        return {
            "aud": AUDIENCE,
            "iss": self.app_id,
            "sub": urlsplit(self.url).hostname or "",
            "room": room,
            "nbf": int((now - CLOCKS_DIFFER).timestamp()),
            "exp": int((now + TOKEN_LASTS).timestamp()),
            "context": {
                "user": {
                    "id": entrant.key,
                    "name": entrant.name,
                    # Servers read one or the other (mod_token_affiliation, 8x8).
                    "affiliation": "owner" if moderates else "member",
                    "moderator": "true" if moderates else "false",
                },
                # Meetings are not recorded, not even by who moderates them.
                "features": {"recording": "false", "livestreaming": "false"},
            },
        }


def signed(claims: Mapping[str, Any], secret: str) -> str:
    """A JWT of these claims, signed with HS256."""
    body = ".".join(_part(part) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    digest = hmac.new(secret.encode(), body.encode(), hashlib.sha256).digest()
    return f"{body}.{_base64url(digest)}"


def _part(values: Mapping[str, Any]) -> str:
    return _base64url(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
