"""Making the demonstration, and removing it again where nothing else would be lost."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.accounts.models import Host, User
from portal.accounts.queries import DEMONSTRATION
from portal.companies.models import City, Company, Region
from portal.demonstration import content
from portal.demonstration.cast import Cast
from portal.demonstration.encounters import Encounter, stand_in_line
from portal.demonstration.keeping import keep
from portal.demonstration.papers import bring_papers
from portal.demonstration.plot import Plot
from portal.demonstration.script import Script
from portal.demonstration.wishing import Wishing
from portal.demonstration.writing import write
from portal.infra import audit, outbox
from portal.infra.db import Base, session
from portal.infra.jobs import Job, WorkerHeartbeat
from portal.infra.outbox import OutboxMessage
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text
from portal.technologies.models import Field, FieldGroup

UNREAD_SINCE = timedelta(days=3)
# What the portal itself brings along, and what a running worker writes.
LASTING = {
    table.name
    for table in (
        Region.__table__,
        City.__table__,
        FieldGroup.__table__,
        Field.__table__,
        WorkerHeartbeat.__table__,
    )
    if isinstance(table, sa.Table)
}


def make(*, password_hash: str, now: datetime) -> None:
    """Fill an empty database with the demonstration, dated from a moment.

    Raises Conflict when the database is not empty.
    """
    if not is_empty():
        raise Conflict(Text("The database is not empty."))
    script, cast = Script(now), Cast(password_hash)
    cast.enter(script)
    for entry in content.sessions():
        plot = Plot(entry, cast, script)
        plot.unfold()
        for number, meeting in enumerate(entry.meetings):
            Encounter(plot, meeting, number).unfold()
        for wait in entry.waits:
            stand_in_line(plot, wait)
        for letter in entry.letters:
            write(plot, letter)
        for wishes in entry.wishes:
            Wishing(plot, wishes).unfold()
    for regard in content.regards():
        keep(script, cast, regard)
    script.at(now, partial(bring_papers, cast))
    script.play()
    _be_quiet(now)
    with clock.stopped(now):
        audit.record("demonstration made", next(iter(cast.hosts.values())), by=None)
        session.flush()


def remove() -> None:
    """Remove the demonstration. Raises Conflict when the database holds anything else."""
    if others := _others():
        raise Conflict(
            Text(
                "The database holds more than the demonstration (%(others)s). Nothing was removed.",
                others=", ".join(others),
            )
        )
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in LASTING:
            session.execute(table.delete())
    session.expunge_all()


def is_empty() -> bool:
    """Whether there is nobody yet: no host, no account, no company."""
    return not any(
        session.scalar(sa.select(sa.exists().select_from(model))) for model in (Host, User, Company)
    )


def made_for() -> datetime | None:
    """The moment that the demonstration in the database was made for; None if there is none."""
    host = session.scalar(
        sa.select(Host).where(Host.import_key.startswith(DEMONSTRATION)).order_by(Host.id)
    )
    if host is None:
        return None
    return next(
        (entry.at for entry in audit.history(host) if entry.verb == "demonstration made"), None
    )


def moment_of(day: date | None, zone: ZoneInfo) -> datetime:
    """Now, or the present hour of another day in a time zone."""
    now = clock.now()
    if day is None:
        return now
    return datetime.combine(day, now.astimezone(zone).time(), tzinfo=zone).astimezone(now.tzinfo)


def _be_quiet(now: datetime) -> None:
    """No mail goes to invented people, and nothing is done again that was done in the past.

    What they were told stands under their bell; what is older than some days they have read.
    """
    session.flush()
    session.execute(sa.delete(OutboxMessage).where(OutboxMessage.user_id.is_(None)))
    for message in session.scalars(sa.select(OutboxMessage)):
        message.sent_at = message.created_at
        message.values = outbox.shown_later(message)
        if message.created_at < now - UNREAD_SINCE:
            message.read_at = message.created_at
    session.execute(sa.delete(Job).where(Job.due_at <= now))


def _others() -> list[str]:
    """What in the database is not of the demonstration, in words."""
    found = {
        "accounts": User.email.not_in(content.addresses()),
        "companies": _made_elsewhere(Company.import_key),
        "host organisations": _made_elsewhere(Host.import_key),
    }
    counts = {
        what: session.scalar(sa.select(sa.func.count()).where(condition))
        for what, condition in found.items()
    }
    return [f"{what}: {count}" for what, count in counts.items() if count]


def _made_elsewhere(key: Any) -> sa.ColumnElement[bool]:
    return sa.or_(key.is_(None), sa.not_(key.startswith(DEMONSTRATION)))
