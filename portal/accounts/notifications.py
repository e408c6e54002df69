"""What people are told about their accounts."""

from __future__ import annotations

from portal.accounts.models import User
from portal.accounts.rules import CONFIRMATION_LASTS, RESET_LASTS
from portal.infra import outbox


def recipient(user: User) -> outbox.Recipient:
    """A user as somebody to write to, in their language and with their clock first."""
    return outbox.Recipient(
        address=user.email,
        name=user.person.name_for(user.language),
        language=user.language,
        side=user.side,
    )


def confirm_address(user: User, secret: str) -> None:
    outbox.post(
        "accounts/confirm_address",
        recipient(user),
        path=f"/confirm/{secret}",
        days=CONFIRMATION_LASTS.days,
    )


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
