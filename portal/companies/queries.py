"""Reads about regions, companies and those who act for them."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import User
from portal.companies.models import Representative
from portal.infra.db import session


def representative_of(user: User) -> Representative | None:
    """For which company this user acts, if for any."""
    return session.scalar(sa.select(Representative).where(Representative.user_id == user.id))
