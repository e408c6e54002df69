"""What a browser carries that has used a link into a room: no sign-in, and good for that alone.

It is a cookie that browsers send to the link's own addresses alone, made of the digest of the
link's secret, so that it tells no secret and ends with the link.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import current_app, make_response, redirect, request

CARRIED_AS = "join"


def given(link: Any, room: str) -> Any:
    """Lead a browser to the addresses of a link, with the pass that opens them."""
    answer = make_response(redirect(room, 303))
    answer.set_cookie(
        CARRIED_AS,
        _pass_of(link),
        path=room,
        httponly=True,
        samesite="Lax",
        secure=current_app.extensions["settings"].is_https,
    )
    return answer


def is_carried(link: Any) -> bool:
    """Whether this browser carries the pass of a link."""
    carried = request.cookies.get(CARRIED_AS, "").encode("utf-8", "replace")
    return hmac.compare_digest(carried, _pass_of(link).encode())


def _pass_of(link: Any) -> str:
    kind = type(link).__name__
    key = f"{current_app.extensions['settings'].secret_key} {kind}".encode()
    return hmac.new(key, link.digest.encode(), hashlib.sha256).hexdigest()
