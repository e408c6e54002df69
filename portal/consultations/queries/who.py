"""Who is there: the account of a sign-in and all that it acts as, in one statement.

Every page of a signed-in reader begins with it, so it is made once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.accounts import queries as accounts
from portal.accounts.models import Coordinator, SignIn, User
from portal.companies.models import Representative
from portal.consultations.models import Interpreter
from portal.infra.db import session


@dataclass(frozen=True)
class Who:
    """A user with an account, and what they act as."""

    user: User
    representative: Representative | None
    coordinates: bool
    interprets: bool


def who_signed_in(secret: str) -> Who | None:
    """Whose live sign-in this is, by the secret in its cookie."""
    found = session.execute(_SIGNED_IN, accounts.known_by(secret)).one_or_none()
    if found is None:
        return None
    sign_in, *roles = found
    user = accounts.user_of(sign_in, secret)
    return _who(user, roles) if user is not None else None


def who_is(user: User) -> Who:
    """What a user acts as."""
    return _who(user, session.execute(_ROLES, {"user": user.id}).one())


def _who(user: User, roles: Any) -> Who:
    representative, coordinator_id, interpreter_id = roles
    return Who(user, representative, coordinator_id is not None, interpreter_id is not None)


def _with_roles(query: sa.Select[Any]) -> sa.Select[Any]:
    return (
        query.add_columns(Representative, Coordinator.id, Interpreter.id)
        .outerjoin(Representative, Representative.user_id == User.id)
        .outerjoin(Representative.company)
        .outerjoin(Coordinator, Coordinator.user_id == User.id)
        .outerjoin(Interpreter, Interpreter.user_id == User.id)
        .options(contains_eager(Representative.company))
    )


_SIGNED_IN = _with_roles(
    sa.select(SignIn).join(SignIn.user).options(contains_eager(SignIn.user))
).where(*accounts.LIVE_SIGN_IN)
_ROLES = _with_roles(sa.select().select_from(User)).where(User.id == sa.bindparam("user"))
