"""People with a second factor, and what they do with it, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyotp

from portal.accounts import rules
from portal.accounts.models import AuthenticatorApp, RecoveryCode
from portal.infra.passwords import hashed_code
from portal.infra.sealing import Seal
from portal.kernel import clock
from tests import make
from tests.authenticator import Device
from tests.browser_client import PASSWORD, Answer, Visitor

SECRET_KEY = "a secret of the tests that is long enough"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RECOVERY = "k7px3mvw9tqzhhbc"


def with_app(user: Any, secret: str = SECRET) -> Any:
    """Give a user an authenticator app."""
    sealed = Seal(SECRET_KEY, "authenticator apps").sealed(secret)
    make.add(AuthenticatorApp(user_id=user.id, sealed_secret=sealed, confirmed_at=clock.now()))
    return user


def with_recovery_code(user: Any) -> Any:
    """Give a user one recovery code, `RECOVERY`."""
    label = RECOVERY[: rules.LABEL_LENGTH]
    make.add(RecoveryCode(user_id=user.id, label=label, code_hash=hashed_code(RECOVERY)))
    return user


def code(secret: str = SECRET, *, later: int = 0) -> str:
    """What the app shows now, or some half minutes later."""
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30 * later))


def add_passkey(visitor: Visitor, device: Device, name: str = "Office laptop") -> Answer:
    """Do what the page does when somebody adds a passkey."""
    options = visitor.post("/account/passkeys/options")
    assert options.status == 200, options.text
    page = visitor.get("/account/security")
    answer = device.make(options.json)
    return visitor.submit(
        page,
        {"passkey-answer": answer, "passkey-name": name},
        form="form[action='/account/passkeys']",
    )


def show_passkey(visitor: Visitor, device: Device, at: str = "/sign-in", **fields: str) -> Answer:
    """Do what the page does when somebody signs in with a passkey."""
    page = visitor.get(at)
    options = visitor.post("/sign-in/passkey/options")
    assert options.status == 200, options.text
    fields["answer"] = device.show(options.json)
    return visitor.submit(page, fields, form="form[action='/sign-in/passkey']")


def password_only(visitor: Visitor, user: Any) -> Answer:
    """The first step."""
    email = user.email
    return visitor.submit(visitor.get("/sign-in"), {"email": email, "password": PASSWORD})
