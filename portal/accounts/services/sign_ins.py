"""Sign-ins: begun, used, ended one by one or together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import SignIn, ThisSignIn, User
from portal.accounts.rules import Lasting
from portal.infra.db import session
from portal.kernel import clock, identifiers
from portal.kernel.errors import Missing


def sign_in(user: User, *, device: str, lasting: Lasting, with_factor: bool = False) -> ThisSignIn:
    """Start a sign-in; its secret is kept by the cookie alone."""
    secret = identifiers.secret()
    now = clock.now()
    begun = SignIn(
        user_id=user.id,
        digest=identifiers.digest(secret),
        device=device[:200],
        with_factor=with_factor,
        proved_at=now,
        seen_at=now,
        idle_minutes=lasting.idle // timedelta(minutes=1),
        idle_ends_at=now + lasting.idle,
        expires_at=now + lasting.at_most,
    )
    session.add(begun)
    session.flush()
    return begun.as_known_by(secret)


def note_seen(secret: str) -> None:
    """Write down that a live sign-in is in use, so that it does not end for lack of it."""
    begun = _live(secret)
    if begun is not None:
        begun.seen_at = clock.now()
        begun.idle_ends_at = begun.seen_at + timedelta(minutes=begun.idle_minutes)


def note_proof(secret: str, *, with_factor: bool = False) -> None:
    """Note that the person has just shown who they are, perhaps with a second factor."""
    begun = _live(secret)
    if begun is not None:
        begun.proved_at = clock.now()
        begun.with_factor = begun.with_factor or with_factor


def prove(secret: str, *, with_factor: bool = False) -> ThisSignIn:
    """Note it, and give the sign-in a new secret, as whoever signs in gets one; the old is void.

    Raises Missing when the sign-in has ended.
    """
    begun = _live(secret)
    if begun is None:
        raise Missing
    note_proof(secret, with_factor=with_factor)
    fresh = identifiers.secret()
    begun.digest = identifiers.digest(fresh)
    return begun.as_known_by(fresh)


def sign_out(secret: str) -> None:
    """End a sign-in for good; its cookie opens nothing any more."""
    _end(SignIn.digest == identifiers.digest(secret))


def end_one(user: User, public_id: str) -> None:
    """End one of a user's own sign-ins. Raises Missing when they have none of this name."""
    if not _end(SignIn.user_id == user.id, SignIn.public_id == public_id):
        raise Missing


def end_others(user: User) -> int:
    """End all sign-ins of a user but the one that this request came with; says how many."""
    return _end(SignIn.user_id == user.id, SignIn.digest != identifiers.digest(user.sign_in_secret))


def end_all(user: User) -> int:
    """End all sign-ins of a user; says how many."""
    return _end(SignIn.user_id == user.id)


def _live(secret: str) -> SignIn | None:
    return session.scalar(
        sa.select(SignIn).where(
            SignIn.digest == identifiers.digest(secret), SignIn.ended_at.is_(None)
        )
    )


def _end(*which: sa.ColumnElement[bool]) -> int:
    ended: Any = session.execute(
        sa.update(SignIn).where(*which, SignIn.ended_at.is_(None)).values(ended_at=clock.now())
    )
    return int(ended.rowcount)
