"""Passkeys: challenges that are answered once, keys added, and keys shown."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts import queries, rules
from portal.accounts.models import Passkey, PasskeyChallenge, User
from portal.accounts.services.factors import factor_added
from portal.accounts.states import ChallengePurpose
from portal.infra import db, passkeys
from portal.infra.db import lock, session
from portal.kernel import clock, identifiers
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text

CHALLENGE_IS_STALE = Text("That took too long, or it was done already. Please try again.")
KEY_IS_NOT_KNOWN = Text(
    "This passkey is not known here, or the device did not check that it is you. Please try again, "
    "or sign in with your password."
)


def new_challenge(purpose: ChallengePurpose, user: User | None = None) -> str:
    """A challenge that one answer may be given to, within minutes."""
    now = clock.now()
    session.execute(sa.delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now))
    challenge = identifiers.secret()
    session.add(
        PasskeyChallenge(
            digest=identifiers.digest(challenge),
            purpose=purpose,
            user_id=user.id if user else None,
            expires_at=now + rules.CHALLENGE_LASTS,
        )
    )
    return challenge


def spend_challenge(challenge: str, purpose: ChallengePurpose, user: User | None = None) -> None:
    """Use a challenge up, whatever its answer is worth. Raises Invalid when it is gone."""
    spent = session.execute(
        sa.delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.digest == identifiers.digest(challenge),
            PasskeyChallenge.purpose == purpose,
            PasskeyChallenge.user_id == user.id if user else PasskeyChallenge.user_id.is_(None),
            PasskeyChallenge.expires_at > clock.now(),
        )
        .returning(PasskeyChallenge.id)
    ).scalar_one_or_none()
    if spent is None:
        raise Invalid(CHALLENGE_IS_STALE)


def add_passkey(user: User, answer: str, *, challenge: str, site: passkeys.Site, name: str) -> None:
    """Keep the public half of a key that was just made.

    Raises NotVerified when the answer is not right, Conflict when the key is there already.
    """
    made = passkeys.made(site, answer, challenge=challenge)
    lock(user)
    if len(queries.factors_of(user).passkeys) >= rules.MOST_PASSKEYS:
        raise Conflict(
            Text("You have %(count)d passkeys. Please remove one first.", count=rules.MOST_PASSKEYS)
        )
    with db.refusing({"uq_passkey_credential_id": Text("This passkey is added already.")}):
        session.add(
            Passkey(
                user_id=user.id,
                name=name,
                credential_id=made.credential_id,
                public_key=made.public_key,
                sign_count=made.sign_count,
                transports=list(made.transports),
            )
        )
    factor_added(user, Text("The passkey “%(name)s” was added.", name=name))


def use_passkey(
    answer: str, *, challenge: str, site: passkeys.Site, of: User | None = None
) -> User:
    """Whose key this is, shown for this challenge; `of` is who it must belong to.

    Raises NotVerified when the answer is not right, Invalid when nobody has the key.
    """
    key = queries.passkey_of_credential(passkeys.credential_of(answer))
    if key is None or not key.user.is_active or (of is not None and key.user_id != of.id):
        raise Invalid(KEY_IS_NOT_KNOWN)
    lock(key)
    key.sign_count = passkeys.shown(
        site,
        answer,
        challenge=challenge,
        known=passkeys.Known(key.credential_id, key.public_key, key.sign_count),
    )
    key.used_at = clock.now()
    return key.user
