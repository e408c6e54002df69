"""What people are told about their accounts."""

from __future__ import annotations

from urllib.parse import urlencode

from portal.accounts.models import User
from portal.accounts.rules import CONFIRMATION_LASTS, RESET_LASTS
from portal.infra import outbox
from portal.kernel import clock


def recipient(user: User) -> outbox.Recipient:
    """A user as somebody to write to, in their language and with their clock first."""
    return outbox.Recipient(
        address=user.email,
        name=user.person.name_for(user.language),
        language=user.language,
        side=user.side,
    )


def confirm_address(user: User, secret: str, *, then: str | None = None) -> None:
    path = f"/confirm/{secret}"
    outbox.post(
        "accounts/confirm_address",
        recipient(user),
        path=f"{path}?{urlencode({'next': then})}" if then else path,
        days=CONFIRMATION_LASTS.days,
    )


def account_exists(user: User, secret: str) -> None:
    """Somebody, most likely the owner, tried to register an address that has an account."""
    outbox.post(
        "accounts/account_exists",
        recipient(user),
        path=f"/reset/{secret}",
        minutes=int(RESET_LASTS.total_seconds() // 60),
    )


def password_changed(user: User) -> None:
    outbox.post("accounts/password_changed", recipient(user), at=clock.now(), path="/forgot")


def reset_password(user: User, secret: str) -> None:
    outbox.post(
        "accounts/reset_password",
        recipient(user),
        path=f"/reset/{secret}",
        minutes=int(RESET_LASTS.total_seconds() // 60),
    )


def coordinator_added(user: User, secret: str) -> None:
    outbox.post(
        "accounts/coordinator_added",
        recipient(user),
        path=f"/reset/{secret}",
        days=CONFIRMATION_LASTS.days,
    )
