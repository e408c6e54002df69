"""Asking a browser for a passkey: the challenge in its cookie, and where keys are good."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, session

from portal.accounts import services
from portal.accounts.states import ChallengePurpose
from portal.infra import passkeys
from portal.kernel.errors import Invalid, Missing
from portal.web.logs import security
from portal.web.transactions import write

_CHALLENGE = "passkey_challenge"


def site() -> passkeys.Site | None:
    """Where passkeys are good; None where the portal is opened by a number instead of a name.

    In production BASE_URL alone decides. A portal in development that has none takes the name by
    which the browser knows it, which is good for `localhost`.
    """
    settings = current_app.extensions["settings"]
    origin = settings.base_url.rstrip("/") if settings.base_url else request.host_url.rstrip("/")
    host = urlsplit(origin).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return passkeys.Site(host, settings.site_name, origin.lower()) if host else None
    return None


def here() -> passkeys.Site:
    """The site. Raises Missing where passkeys do not work."""
    found = site()
    if found is None:
        raise Missing
    return found


def ask(purpose: ChallengePurpose, someone: Any = None) -> str:
    """A new challenge for this browser."""
    session[_CHALLENGE] = write(services.new_challenge, purpose, someone)
    return str(session[_CHALLENGE])


def asked(purpose: ChallengePurpose, someone: Any = None) -> str:
    """The challenge that this browser answers now, which is used up whatever the answer is worth.

    Raises Invalid when there is none any more.
    """
    challenge = str(session.pop(_CHALLENGE, ""))
    write(services.spend_challenge, challenge, purpose, someone)
    return challenge


def not_verified(error: passkeys.NotVerified, someone: Any = None) -> Invalid:
    """What is said of a wrong answer; why it was wrong stands in the log."""
    security("passkey refused", of=someone, refused=True, why=str(error)[:200])
    return Invalid(services.KEY_IS_NOT_KNOWN)


def known_of(keys: Any) -> list[passkeys.Known]:
    """A user's keys as the browser is told of them."""
    return [passkeys.Known(key.credential_id, transports=tuple(key.transports)) for key in keys]
