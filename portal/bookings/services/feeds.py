"""Makes, renews and takes back the address of a person's calendar."""

from __future__ import annotations

from portal.accounts.models import User
from portal.bookings import queries
from portal.bookings.models import CalendarFeed
from portal.infra.db import session
from portal.kernel import clock, identifiers


def renew_feed(*, by: User) -> str:
    """Give somebody a new address for their calendar; an older one stops working. The secret of it
    is shown once: only its digest is kept."""
    secret = identifiers.secret()
    session.merge(
        CalendarFeed(user_id=by.id, digest=identifiers.digest(secret), made_at=clock.now())
    )
    session.flush()
    return secret


def take_feed_back(*, by: User) -> None:
    """Stop somebody's address from working; calendars that subscribed find nothing there."""
    if (feed := queries.feed_of(by)) is not None:
        session.delete(feed)
        session.flush()
