"""Closing an account and opening it again, and ending all its sign-ins."""

from __future__ import annotations

from portal.accounts.models import User
from portal.accounts.services.sign_ins import end_all
from portal.infra import audit
from portal.infra.db import lock
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text


def suspend_account(user: User, *, by: User | None, reason: str) -> None:
    """Close an account: nobody signs in to it, and whoever is signed in is out at once."""
    lock(user)
    if not user.is_active:
        raise Conflict(Text("This account is closed already."))
    user.suspended_at = clock.now()
    end_all(user)
    audit.record("account suspended", user, by=by, reason=reason)


def reopen_account(user: User, *, by: User | None, reason: str) -> None:
    """Let a closed account be used again; what was signed in before stays out."""
    lock(user)
    if user.is_active:
        raise Conflict(Text("This account is not closed."))
    user.suspended_at = None
    audit.record("account reopened", user, by=by, reason=reason)


def end_every_sign_in(user: User, *, by: User | None, reason: str) -> int:
    """Sign a user out everywhere, as after a device was lost; says from how many sign-ins."""
    ended = end_all(user)
    audit.record("sign-ins ended", user, by=by, reason=reason, ended=ended)
    return ended
