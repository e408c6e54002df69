"""Reads about second factors, and about guesses at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import AuthenticatorApp, Passkey, RecoveryCode, User
from portal.infra.db import session


@dataclass(frozen=True)
class Factors:
    """What a user can show besides the password."""

    app: AuthenticatorApp | None
    passkeys: Sequence[Passkey]
    recovery_codes: Sequence[RecoveryCode]

    @property
    def number(self) -> int:
        """How many there are; recovery codes only stand in for them."""
        return len(self.passkeys) + (self.app is not None)

    @property
    def codes_left(self) -> int:
        return sum(code.used_at is None for code in self.recovery_codes)


def factors_of(user: User) -> Factors:
    """The app, the passkeys and the recovery codes of a user."""
    app = app_of(user)
    return Factors(
        app if app and app.confirmed_at else None,
        session.scalars(
            sa.select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)
        ).all(),
        session.scalars(
            sa.select(RecoveryCode).where(RecoveryCode.user_id == user.id).order_by(RecoveryCode.id)
        ).all(),
    )


def app_of(user: User) -> AuthenticatorApp | None:
    """The user's authenticator app, also while it is still being set up."""
    return session.scalar(sa.select(AuthenticatorApp).where(AuthenticatorApp.user_id == user.id))


def has_factor(user: User) -> bool:
    """Whether the password alone does not let this user in."""
    app = sa.exists().where(
        AuthenticatorApp.user_id == user.id, AuthenticatorApp.confirmed_at.is_not(None)
    )
    key = sa.exists().where(Passkey.user_id == user.id)
    return bool(session.scalar(sa.select(sa.or_(app, key))))


def recovery_code_of(user: User, label: str) -> RecoveryCode | None:
    """The user's unused code with this label."""
    return session.scalar(
        sa.select(RecoveryCode).where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.label == label,
            RecoveryCode.used_at.is_(None),
        )
    )


def passkey_of_credential(credential_id: str) -> Passkey | None:
    return session.scalar(sa.select(Passkey).where(Passkey.credential_id == credential_id))


def user_of_public_id(public_id: str) -> User | None:
    return session.scalar(sa.select(User).where(User.public_id == public_id))
