"""Sign-ins, links in mails, and how often somebody guessed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models.people import ThisSignIn, User
from portal.accounts.states import LinkPurpose
from portal.infra.db import Base, HasPublicId
from portal.kernel import clock


class SignIn(HasPublicId, Base):
    """One sign-in on one device; the cookie holds only its secret, the row only the digest.

    It ends when somebody ends it, at `expires_at`, and at `idle_ends_at` unless it is used before.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    device: Mapped[str] = mapped_column(sa.String(200))
    # Whether a passkey, or a code beside the password, was shown on it.
    with_factor: Mapped[bool] = mapped_column(default=False)
    # When the person last showed that it is they who sit there.
    proved_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    idle_minutes: Mapped[int]
    idle_ends_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    def as_known_by(self, secret: str) -> ThisSignIn:
        """What a request that came with this secret keeps of it."""
        return ThisSignIn(secret, self.public_id, self.seen_at, self.proved_at, self.with_factor)


class MailLink(Base):
    """A single-use link sent to an address; the row holds only the digest of its secret."""

    __tablename__ = "mail_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    purpose: Mapped[LinkPurpose]
    # The address that a change of address leads to.
    address: Mapped[str | None] = mapped_column(sa.String(254))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class GuessCount(Base):
    """How often in a row something was not right; the row holds only a digest of who and where."""

    __tablename__ = "guess_count"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    guesses: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
