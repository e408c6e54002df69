"""Single-use links in mails: made, and spent once."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import MailLink, User
from portal.accounts.rules import CONFIRMATION_LASTS
from portal.accounts.states import LinkPurpose
from portal.infra.db import session
from portal.kernel import clock, identifiers
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text

LINK_IS_STALE = Text("This link was used already or is too old. Please ask for a new one.")


# One address gets a mail of a kind this often at most, whoever asks for it.
PAUSE_BETWEEN_MAILS = timedelta(minutes=2)


def is_fresh(user: User, purpose: LinkPurpose) -> bool:
    """Whether such a link was made moments ago, so that another mail would only annoy."""
    return bool(
        session.scalar(
            sa.select(
                sa.exists().where(
                    MailLink.user_id == user.id,
                    MailLink.purpose == purpose,
                    MailLink.used_at.is_(None),
                    MailLink.created_at > clock.now() - PAUSE_BETWEEN_MAILS,
                )
            )
        )
    )


def new_link(
    user: User, purpose: LinkPurpose, lasts: timedelta, *, address: str | None = None
) -> str:
    """Make a link that works once until it expires; returns its secret, which is stored nowhere."""
    secret = identifiers.secret()
    session.add(
        MailLink(
            user_id=user.id,
            purpose=purpose,
            address=address,
            digest=identifiers.digest(secret),
            expires_at=clock.now() + lasts,
        )
    )
    return secret


def first_password_link(user: User) -> str:
    """A link by which somebody new sets their first password; the caller mails its secret."""
    return new_link(user, LinkPurpose.RESET_PASSWORD, CONFIRMATION_LASTS)


def use_link(secret: str, purpose: LinkPurpose) -> User:
    """Spend a link: of two clicks at once only one finds it unused. Others of its kind end too.

    Raises Invalid when it is stale, Conflict when the account is closed.
    """
    spent = session.execute(
        sa.update(MailLink)
        .where(
            MailLink.digest == identifiers.digest(secret),
            MailLink.purpose == purpose,
            MailLink.used_at.is_(None),
            MailLink.expires_at > clock.now(),
        )
        .values(used_at=clock.now())
        .returning(MailLink.user_id)
    ).scalar_one_or_none()
    if spent is None:
        raise Invalid(LINK_IS_STALE)
    session.execute(
        sa.update(MailLink)
        .where(MailLink.user_id == spent, MailLink.purpose == purpose, MailLink.used_at.is_(None))
        .values(used_at=clock.now())
    )
    user = session.get_one(User, spent)
    if not user.is_active:
        raise Conflict(Text("This account is closed. Please write to the coordinator."))
    return user
