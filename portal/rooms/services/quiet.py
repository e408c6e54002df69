"""Whoever was mailed a link without having asked for it can end such mails, and begin them anew.

An address is shared by the links of all meetings. Several pressed at once wait for each other at
its row, and only the one that changed something is noted.
"""

from __future__ import annotations

import sqlalchemy as sa

from portal.infra import audit, rows
from portal.infra.db import session
from portal.rooms.models import JoinLink, QuietReader


def want_no_mails(link: JoinLink) -> None:
    """Send no more links into meetings to the address that this link was mailed to."""
    if rows.insert_unless_taken(QuietReader, [{"digest": link.reader}], "digest"):
        audit.record("mails declined", link.booking, by=None, role=link.role.value)


def want_mails(link: JoinLink) -> None:
    """Send links to that address again."""
    gone = (
        sa.delete(QuietReader)
        .where(QuietReader.digest == link.reader)
        .returning(QuietReader.digest)
    )
    if session.scalar(gone) is not None:
        audit.record("mails wanted again", link.booking, by=None, role=link.role.value)
