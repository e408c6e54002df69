"""Work for later: rows that name one service and the ids it needs, claimed with a lease."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra import rows
from portal.infra.db import Base, session
from portal.kernel import clock

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5

Handler = Callable[..., None]


class Job(Base):
    """One call of one service, due at a moment."""

    __tablename__ = "job"
    __table_args__ = (
        sa.Index(
            "ix_job_waiting",
            "due_at",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(80))
    ids: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(sa.String(500))


class WorkerHeartbeat(Base):
    """When a worker last said that it is alive."""

    __tablename__ = "worker_heartbeat"

    name: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    beat_at: Mapped[datetime]


def plan(kind: str, *, due_at: datetime, **ids: int) -> None:
    """Have the worker call the handler of this kind with these ids at a moment."""
    rows.insert(Job, [{"kind": kind, "ids": ids, "due_at": due_at}])


def claim(limit: int = 20, *, but: Collection[str] = ()) -> list[Job]:
    """Take the next due jobs under a lease; call it inside a write transaction.

    `but` are kinds that are left for later.
    """
    now = clock.now()
    waiting = (
        sa.select(Job)
        .where(
            Job.done_at.is_(None),
            Job.due_at <= now,
            Job.attempts < MOST_ATTEMPTS,
            Job.kind.not_in(but),
            sa.or_(Job.leased_until.is_(None), Job.leased_until < now),
        )
        .order_by(Job.due_at, Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = list(session.scalars(waiting))
    for job in claimed:
        job.leased_until = now + LEASE
        job.attempts += 1
    return claimed


def done(job_id: int) -> None:
    session.get_one(Job, job_id).done_at = clock.now()


def failed(job_id: int, reason: str) -> None:
    """Try again in as many minutes as there were attempts, doubled each time."""
    job = session.get_one(Job, job_id)
    job.leased_until = None
    job.last_error = reason[:500]
    job.due_at = clock.now() + timedelta(minutes=2**job.attempts)


def beat(name: str) -> None:
    """Say that the worker of this name is alive."""
    session.merge(WorkerHeartbeat(name=name, beat_at=clock.now()))


def last_beat() -> datetime | None:
    """When any worker was last alive."""
    return session.scalar(sa.select(sa.func.max(WorkerHeartbeat.beat_at)))
