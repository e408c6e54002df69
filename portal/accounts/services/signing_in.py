"""Confirming an address, and passwords: changed, or set anew by a link."""

from __future__ import annotations

from portal.accounts import notifications, queries
from portal.accounts.models import User
from portal.accounts.rules import CONFIRMATION_LASTS, RESET_LASTS
from portal.accounts.services.links import is_fresh, new_link, use_link
from portal.accounts.services.sign_ins import end_others
from portal.accounts.states import LinkPurpose
from portal.infra import audit
from portal.kernel import clock


def send_confirmation(user: User, *, then: str | None = None) -> None:
    """Send the link by which an address is confirmed; `then` is a local path to go on to."""
    secret = new_link(user, LinkPurpose.CONFIRM_ADDRESS, CONFIRMATION_LASTS)
    notifications.confirm_address(user, secret, then=then)


def ask_for_confirmation(email: str) -> None:
    """Send the confirmation link again to who still needs it; nobody learns whether that is so."""
    user = queries.user_of_address(email)
    if (
        user is not None
        and user.is_active
        and user.email_confirmed_at is None
        and not is_fresh(user, LinkPurpose.CONFIRM_ADDRESS)
    ):
        send_confirmation(user)


def confirm_address(secret: str) -> User:
    """Use a confirmation link. Raises Invalid when it is stale."""
    user = use_link(secret, LinkPurpose.CONFIRM_ADDRESS)
    user.email_confirmed_at = user.email_confirmed_at or clock.now()
    return user


def ask_for_reset(email: str) -> None:
    """Send a link to set a new password; an unknown address gets nothing, and nobody learns it."""
    user = queries.user_of_address(email)
    if user is not None and user.is_active and not is_fresh(user, LinkPurpose.RESET_PASSWORD):
        secret = new_link(user, LinkPurpose.RESET_PASSWORD, RESET_LASTS)
        notifications.reset_password(user, secret)


def reset_password(secret: str, *, password_hash: str) -> User:
    """Set a new password by a reset link; whoever was signed in is signed out.

    Raises Invalid when the link is stale.
    """
    user = use_link(secret, LinkPurpose.RESET_PASSWORD)
    user.email_confirmed_at = user.email_confirmed_at or clock.now()
    _set_password(user, password_hash)
    return user


def change_password(user: User, *, password_hash: str) -> None:
    """Set a new password; every other sign-in ends."""
    _set_password(user, password_hash)


def rehash_password(user: User, *, password_hash: str) -> None:
    """Keep the same password as today's settings hash it."""
    user.password_hash = password_hash


def _set_password(user: User, password_hash: str) -> None:
    user.password_hash = password_hash
    end_others(user)
    audit.record("password changed", user, by=user)
    notifications.password_changed(user)
