"""Reads about interpreters: who they are, whose, and for which sessions."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Coordinator, Person, User
from portal.consultations.models import ConsultationSession, Interpreter
from portal.infra import paging
from portal.infra.db import session
from portal.kernel.errors import Missing

PAGE_SIZE = 25


def interpreter_of(user: User) -> Interpreter | None:
    """What makes this user an interpreter, if they are one."""
    return session.scalar(sa.select(Interpreter).where(Interpreter.user_id == user.id))


def interpreters_of(consultation: ConsultationSession) -> Sequence[Interpreter]:
    """Who interprets in this session, by name."""
    return session.scalars(
        sa.select(Interpreter)
        .join(Interpreter.person)
        .where(Interpreter.consultations.any(ConsultationSession.id == consultation.id))
        .order_by(Person.name_latin, Interpreter.id)
    ).all()


def interpreter_in(consultation: ConsultationSession, public_id: str) -> Interpreter:
    """An interpreter of this very session. Raises Missing."""
    found = session.scalar(
        sa.select(Interpreter).where(
            Interpreter.public_id == public_id,
            Interpreter.consultations.any(ConsultationSession.id == consultation.id),
        )
    )
    if found is None:
        raise Missing
    return found


def interpreters_of_host(coordinator: Coordinator, page: int = 1) -> paging.Chunk[Interpreter]:
    """The interpreters of this coordinator's host by name, with their sessions."""
    query = (
        sa.select(Interpreter)
        .join(Interpreter.person)
        .options(selectinload(Interpreter.consultations), joinedload(Interpreter.user))
        .where(Interpreter.host_id == coordinator.host_id)
        .order_by(Person.name_latin, Interpreter.id)
    )
    return paging.chunk(query, page, PAGE_SIZE)


def interpreter_of_host(coordinator: Coordinator, public_id: str) -> Interpreter:
    """An interpreter of this coordinator's host. Raises Missing."""
    found = session.scalar(
        sa.select(Interpreter).where(
            Interpreter.public_id == public_id, Interpreter.host_id == coordinator.host_id
        )
    )
    if found is None:
        raise Missing
    return found
