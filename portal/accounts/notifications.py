"""What people are told about their accounts."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from portal.accounts.models import Person, User
from portal.accounts.rules import CONFIRMATION_LASTS, RESET_LASTS
from portal.infra import outbox
from portal.kernel import clock
from portal.kernel.languages import Text, Wording


def recipient(user: User) -> outbox.Recipient:
    """A user as somebody to write to, in their language and with their clock first."""
    return outbox.Recipient(
        address=user.email,
        name=user.person.name_for(user.language),
        language=user.language,
        side=user.side,
        account=user.id,
        ways=tuple(user.message_ways),
    )


def called(person: Person) -> Wording:
    """A person's name, in the script that the reader reads first."""
    own = person.side.language.value
    abroad = f"{person.name_latin} ({person.name})"
    return Wording.of(
        {"en": abroad, "ko": abroad, "zh": abroad, own: f"{person.name} ({person.name_latin})"}
    )


def confirm_address(user: User, secret: str, *, then: str | None = None) -> None:
    path = f"/confirm/{secret}"
    outbox.post(
        "accounts/confirm_address",
        recipient(user).by_mail_alone,
        path=f"{path}?{urlencode({'next': then})}" if then else path,
        days=CONFIRMATION_LASTS.days,
    )


def account_exists(user: User, secret: str) -> None:
    """Somebody, most likely the owner, tried to register an address that has an account."""
    outbox.post(
        "accounts/account_exists",
        recipient(user).by_mail_alone,
        path=f"/reset/{secret}",
        minutes=int(RESET_LASTS.total_seconds() // 60),
    )


def password_changed(user: User) -> None:
    outbox.post("accounts/password_changed", recipient(user), at=clock.now(), path="/forgot")


def factors_changed(user: User, what: Text) -> None:
    """Something about second factors changed; `what` says it in a sentence."""
    outbox.post(
        "accounts/factors_changed",
        recipient(user),
        what=what,
        at=clock.now(),
        path="/account/security",
    )


def confirm_new_address(user: User, address: str, secret: str) -> None:
    """To the new address: only who reads it can confirm it."""
    outbox.post(
        "accounts/confirm_new_address",
        replace(recipient(user).by_mail_alone, address=address),
        path=f"/new-address/{secret}",
        minutes=int(RESET_LASTS.total_seconds() // 60),
    )


def address_is_taken(holder: User) -> None:
    """To an address that has an account: somebody wanted to move their own account there."""
    outbox.post("accounts/address_is_taken", recipient(holder), path="/sign-in")


def address_changed(user: User, old_address: str) -> None:
    """To the old address, which opens nothing any more."""
    outbox.post(
        "accounts/address_changed",
        replace(recipient(user).by_mail_alone, address=old_address),
        new_address=user.email,
        at=clock.now(),
        path="/help",
    )


def reset_password(user: User, secret: str) -> None:
    outbox.post(
        "accounts/reset_password",
        recipient(user).by_mail_alone,
        path=f"/reset/{secret}",
        minutes=int(RESET_LASTS.total_seconds() // 60),
    )


def coordinator_added(user: User, secret: str) -> None:
    outbox.post(
        "accounts/coordinator_added",
        recipient(user).by_mail_alone,
        path=f"/reset/{secret}",
        days=CONFIRMATION_LASTS.days,
    )
