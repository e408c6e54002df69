"""Whoever was mailed a link without having asked for it can end such mails, and begin them anew."""

from __future__ import annotations

import sqlalchemy as sa

from portal.infra import audit, db
from portal.infra.db import session
from portal.rooms import queries
from portal.rooms.models import JoinLink, QuietReader


def want_no_mails(link: JoinLink) -> None:
    """Send no more links into meetings to the address that this link was mailed to."""
    db.lock(link.booking)
    if queries.is_quiet(link.reader):
        return
    session.add(QuietReader(digest=link.reader))
    audit.record("mails declined", link.booking, by=None, role=link.role.value)


def want_mails(link: JoinLink) -> None:
    """Send links to that address again."""
    db.lock(link.booking)
    if not queries.is_quiet(link.reader):
        return
    session.execute(sa.delete(QuietReader).where(QuietReader.digest == link.reader))
    audit.record("mails wanted again", link.booking, by=None, role=link.role.value)
