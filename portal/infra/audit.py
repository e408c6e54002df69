"""The trail of who changed what, when, on whose behalf and why; rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra import rows
from portal.infra.db import Base, session
from portal.kernel import clock

FORM = "uq_audit_entry_form_key"


class AuditEntry(Base):
    """One thing that somebody did."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index("ix_audit_entry_about", "about_kind", "about_id"),
        sa.Index(
            FORM,
            "form_key",
            unique=True,
            sqlite_where=sa.text("form_key IS NOT NULL"),
            postgresql_where=sa.text("form_key IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(sa.String(200))
    verb: Mapped[str] = mapped_column(sa.String(60))
    about_kind: Mapped[str] = mapped_column(sa.String(60))
    about_id: Mapped[str] = mapped_column(sa.String(24))
    on_behalf_of: Mapped[str | None] = mapped_column(sa.String(24))
    reason: Mapped[str | None] = mapped_column(sa.String(1000))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Of the form that did it: sent twice, it does nothing more.
    form_key: Mapped[str | None] = mapped_column(sa.String(24))


class Actor(Protocol):
    """Whoever acts: a signed-in user."""

    @property
    def id(self) -> Any: ...
    @property
    def display_name(self) -> str: ...


class Recorded(Protocol):
    """Whatever can be spoken of in the trail: anything with a table and a public id."""

    __tablename__: Any

    @property
    def public_id(self) -> Any: ...


def record(
    verb: str,
    about: Recorded,
    *,
    by: Actor | None,
    reason: str | None = None,
    on_behalf_of: Recorded | None = None,
    form_key: str | None = None,
    **details: Any,
) -> None:
    """Add an entry with the change it speaks of; `by` is None when the portal itself acts."""
    rows.insert(AuditEntry, [_row(verb, about, by, reason, on_behalf_of, form_key, details)])


def record_all(
    entries: Sequence[tuple[str, Recorded, dict[str, Any]]], *, by: Actor, reason: str | None
) -> None:
    """Add many entries of one change at once: each with its verb, what it is about, its details."""
    rows.insert(
        AuditEntry,
        [_row(verb, about, by, reason, None, None, details) for verb, about, details in entries],
    )


def _row(
    verb: str,
    about: Recorded,
    by: Actor | None,
    reason: str | None,
    on_behalf_of: Recorded | None,
    form_key: str | None,
    details: dict[str, Any],
) -> dict[str, Any]:
    return {
        "actor_id": by.id if by else None,
        "actor_name": by.display_name if by else "",
        "verb": verb,
        "about_kind": about.__tablename__,
        "about_id": about.public_id,
        "on_behalf_of": on_behalf_of.public_id if on_behalf_of else None,
        "reason": reason,
        "details": details,
        "form_key": form_key,
    }


def history(about: Recorded) -> Sequence[AuditEntry]:
    """What was done to one object, oldest first."""
    return session.scalars(
        sa.select(AuditEntry)
        .where(AuditEntry.about_kind == about.__tablename__, AuditEntry.about_id == about.public_id)
        .order_by(AuditEntry.id)
    ).all()


def entry_of_form(form_key: str) -> AuditEntry | None:
    """What a form did, if it did anything."""
    return session.scalar(sa.select(AuditEntry).where(AuditEntry.form_key == form_key))
