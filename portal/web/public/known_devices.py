"""Browsers that have signed in to an account before: they are not shut out with its guessers."""

from __future__ import annotations

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from portal.kernel import identifiers

COOKIE = "known"
COOKIE_AGE_SECONDS = 365 * 24 * 3600
MOST_ACCOUNTS = 5


def is_known(email: str) -> bool:
    """Whether this browser has signed in with the address before."""
    return _sign_of(email) in _kept()


def remember(response: Response, email: str) -> None:
    """Let this browser be known for the address; the cookie opens nothing by itself."""
    kept = [_sign_of(email), *(sign for sign in _kept() if sign != _sign_of(email))]
    response.set_cookie(
        COOKIE,
        str(_signer().dumps(kept[:MOST_ACCOUNTS])),
        max_age=COOKIE_AGE_SECONDS,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )


def _sign_of(email: str) -> str:
    return identifiers.digest(email.strip().lower())[:32]


def _kept() -> list[str]:
    try:
        kept = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return []
    return [str(sign) for sign in kept]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known devices")
