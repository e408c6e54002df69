"""Credentials for the relay through which browsers meet where no direct way leads.

They end by themselves, as coturn's `use-auth-secret` expects them (draft-uberti-behave-turn-rest):
the user name is the moment of their end and who uses them, the password its HMAC-SHA1 in base64.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from portal.rooms.rules import RELAY_LASTS


def servers(urls: str, secret: str, key: str, now: datetime) -> list[dict[str, Any]]:
    """The servers that a browser asks for a way, as RTCPeerConnection takes them; none is fine.

    `urls` are separated by commas; `key` names the page that uses them.
    """
    found = [url.strip() for url in urls.split(",") if url.strip()]
    if not found:
        return []
    name = f"{int((now + RELAY_LASTS).timestamp())}:{key}"
    digest = hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()
    return [{"urls": found, "username": name, "credential": base64.b64encode(digest).decode()}]
