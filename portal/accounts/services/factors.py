"""Second factors: an app and recovery codes, and what happens with the first and the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts import notifications, queries, rules
from portal.accounts.models import AuthenticatorApp, Passkey, RecoveryCode, User
from portal.accounts.services.sign_ins import end_all, end_others, note_proof
from portal.infra import audit, one_time_codes, passwords
from portal.infra.db import lock, session
from portal.infra.sealing import Seal, Unreadable
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid, Missing
from portal.kernel.languages import Text

CODE_IS_WRONG = Text(
    "This code is not right. Please type the six figures that the app shows now; each works once."
)
RECOVERY_CODE_IS_WRONG = Text("This is none of your recovery codes, or it was used already.")


# ---- the authenticator app


def begin_app(user: User, *, seal: Seal) -> None:
    """Make a new secret; the app counts once a code of it was right."""
    app = queries.app_of(user)
    if app is not None and app.confirmed_at:
        raise Conflict(Text("You have an authenticator app. Remove it before you set up another."))
    if app is None:
        app = AuthenticatorApp(user_id=user.id)
        session.add(app)
    app.sealed_secret = seal.sealed(one_time_codes.new_secret())
    app.created_at = clock.now()


def confirm_app(user: User, code: str, *, seal: Seal) -> None:
    """Let the app count. Raises Invalid when the code is wrong."""
    app = queries.app_of(user)
    if app is None or app.confirmed_at:
        raise Conflict(Text("This app is set up already, or its set-up was begun anew elsewhere."))
    _spend(app, code, seal)
    app.confirmed_at = clock.now()
    factor_added(user, Text("An authenticator app was added."))


def use_app_code(user: User, code: str, *, seal: Seal) -> None:
    """Spend a code of the app. Raises Invalid when it is wrong or was used."""
    app = queries.app_of(user)
    if app is None or not app.confirmed_at:
        raise Invalid(CODE_IS_WRONG, field="one_time_code")
    _spend(app, code, seal)


def _spend(app: AuthenticatorApp, code: str, seal: Seal) -> None:
    """Of two who send the same code at once only one finds its half minute unused."""
    try:
        secret = seal.opened(app.sealed_secret)
    except Unreadable:
        raise Invalid(
            Text("The portal cannot read this app's secret any more. Please use another way."),
            field="one_time_code",
        ) from None
    step = one_time_codes.step_of(secret, code, clock.now())
    if step is not None:
        lock(app)
    if step is None or step <= app.last_step:
        raise Invalid(CODE_IS_WRONG, field="one_time_code")
    app.last_step = step


def remove_app(user: User, *, required: bool) -> None:
    """Take the app away. Raises Conflict when it is the last factor of who needs one."""
    app = queries.app_of(user)
    if app is None:
        raise Missing
    lock(user)
    _must_be_removable(user, required)
    session.delete(app)
    _factor_removed(user, Text("The authenticator app was removed."))


# ---- passkeys


def remove_passkey(user: User, public_id: str, *, required: bool) -> None:
    """Take a passkey away. Raises Conflict when it is the last factor of who needs one."""
    key = session.scalar(
        sa.select(Passkey).where(Passkey.user_id == user.id, Passkey.public_id == public_id)
    )
    if key is None:
        raise Missing
    lock(user)
    _must_be_removable(user, required)
    session.delete(key)
    _factor_removed(user, Text("The passkey “%(name)s” was removed.", name=key.name))


def _must_be_removable(user: User, required: bool) -> None:
    others = queries.factors_of(user).number - 1
    if why_not := rules.why_not_remove_factor(required=required, others=others):
        raise Conflict(why_not)


# ---- recovery codes


@dataclass(frozen=True)
class FreshCode:
    """A recovery code as it is shown once, and what is kept of it."""

    printed: str
    label: str
    code_hash: str


def fresh_codes() -> list[FreshCode]:
    """Ten new codes; hashing them takes a second, so it is done outside a transaction."""
    return [
        FreshCode(rules.as_printed(code), code[: rules.LABEL_LENGTH], passwords.hashed_code(code))
        for code in rules.new_recovery_codes()
    ]


def keep_codes(user: User, codes: Sequence[FreshCode]) -> None:
    """Put these codes in the place of those before. Raises Conflict without a factor."""
    lock(user)
    if not queries.has_factor(user):
        raise Conflict(Text("Please set up an authenticator app or a passkey first."))
    _forget_codes(user)
    for code in codes:
        session.add(RecoveryCode(user_id=user.id, label=code.label, code_hash=code.code_hash))
    _tell(user, "recovery codes made", Text("New recovery codes were made; older ones are void."))


def use_recovery_code(user: User, label: str) -> None:
    """Spend a code whose hash was right. Raises Invalid when it was spent a moment ago."""
    spent = session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.label == label,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    ).scalar_one_or_none()
    if spent is None:
        raise Invalid(RECOVERY_CODE_IS_WRONG, field="recovery_code")
    _tell(user, "recovery code used", Text("Somebody signed in with one of your recovery codes."))


def _forget_codes(user: User) -> None:
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


# ---- the first and the last


def factor_added(user: User, words: Text) -> None:
    """Note a new factor, which was shown just now; with the first all other sign-ins end."""
    session.flush()
    if queries.factors_of(user).number == 1:
        end_others(user)
    note_proof(user.sign_in_secret, with_factor=True)
    _tell(user, "factor added", words)


def _factor_removed(user: User, words: Text) -> None:
    session.flush()
    if not queries.has_factor(user):
        _forget_codes(user)  # they stand for a factor, and there is none
    _tell(user, "factor removed", words)


def reset_factors(user: User, *, by: User | None, reason: str | None) -> None:
    """Take every factor and recovery code from who has lost them all; every sign-in ends."""
    lock(user)
    for table in (AuthenticatorApp, Passkey, RecoveryCode):
        session.execute(sa.delete(table).where(table.user_id == user.id))
    end_all(user)
    audit.record("factors reset", user, by=by, reason=reason)
    notifications.factors_changed(
        user, Text("All second factors and recovery codes were removed at your request.")
    )


def _tell(user: User, verb: str, words: Text) -> None:
    audit.record(verb, user, by=user)
    notifications.factors_changed(user, words)
