"""Reads about consultation sessions, participations and interpreters."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import User
from portal.consultations.models import Interpreter
from portal.infra.db import session


def interpreter_of(user: User) -> Interpreter | None:
    """What makes this user an interpreter, if they are one."""
    return session.scalar(sa.select(Interpreter).where(Interpreter.user_id == user.id))
