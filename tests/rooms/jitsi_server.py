"""What a Jitsi Meet server reads of a token: written from RFC 7519, sharing nothing with ours."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

SERVER, APP, SECRET = "https://meet.example", "portal", "shared with the server of the tests alone"


def admitted(address: str, *, at: float) -> dict[str, Any]:
    """Whom the server lets into the room of an address; fails where it would refuse them."""
    where = urlsplit(address)
    assert f"{where.scheme}://{where.netloc}" == SERVER
    (token,) = parse_qs(where.query)["jwt"]
    head, body, signature = token.split(".")
    expected = hmac.digest(SECRET.encode(), f"{head}.{body}".encode(), hashlib.sha256)
    assert hmac.compare_digest(expected, _read(signature))
    assert json.loads(_read(head)) == {"alg": "HS256", "typ": "JWT"}
    claims: dict[str, Any] = json.loads(_read(body))
    assert (claims["iss"], claims["aud"], claims["sub"]) == (APP, "jitsi", "meet.example")
    assert claims["room"] == where.path.removeprefix("/")
    assert claims["nbf"] <= at < claims["exp"]
    return claims


def _read(part: str) -> bytes:
    assert "=" not in part
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
