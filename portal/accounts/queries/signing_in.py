"""Reads about sign-ins, and the links in mails."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.accounts.models import MailLink, SignIn, User
from portal.accounts.states import LinkPurpose
from portal.infra.db import session
from portal.kernel import clock, identifiers


def live_sign_ins(user: User) -> Sequence[SignIn]:
    """Where a user is signed in now, the one that was used last first."""
    return session.scalars(
        sa.select(SignIn)
        .where(SignIn.user_id == user.id, *_is_live())
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    ).all()


def _is_live() -> tuple[sa.ColumnElement[bool], ...]:
    now = clock.now()
    return SignIn.ended_at.is_(None), SignIn.expires_at > now, SignIn.idle_ends_at > now


def link_of(secret: str, purpose: LinkPurpose) -> MailLink | None:
    """The unused, unexpired link with this secret."""
    return session.scalar(
        sa.select(MailLink).where(
            MailLink.digest == identifiers.digest(secret),
            MailLink.purpose == purpose,
            MailLink.used_at.is_(None),
            MailLink.expires_at > clock.now(),
        )
    )
