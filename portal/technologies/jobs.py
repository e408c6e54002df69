"""What the worker does for profiles: reminds of their end, and hides those that have expired."""

from __future__ import annotations

from collections.abc import Mapping

from portal.infra import audit
from portal.infra.db import session
from portal.infra.jobs import Handler
from portal.infra.uploads import store
from portal.kernel import clock
from portal.technologies import notifications, rules, services
from portal.technologies.models import TechnologyProfile
from portal.technologies.queries import disclosure as files
from portal.technologies.states import ProfileState


def remind(profile_id: int) -> None:
    """Tell its company that a profile ends soon, unless it was renewed or taken out meanwhile."""
    profile = session.get(TechnologyProfile, profile_id)
    if (
        profile is not None
        and profile.state is ProfileState.PUBLISHED
        and profile.expires_at is not None
        and profile.expires_at - clock.now() <= rules.REMINDED_BEFORE
    ):
        notifications.ends_soon(profile)


def expire(profile_id: int) -> None:
    """Hide a profile whose time is over, and tell its company how to bring it back."""
    profile = session.get(TechnologyProfile, profile_id, with_for_update=True)
    if profile is not None and rules.expires_now(profile.state, profile.expires_at, clock.now()):
        profile.state = ProfileState.EXPIRED
        session.flush()
        services.indexing.index(profile)
        audit.record("profile expired", profile, by=None)
        notifications.expired(profile)


def sweep() -> None:
    """Remove the stored files that no profile has any more, or never had; some wait a day."""
    if store().sweep(files.known_keys()):
        services.plan_sweep()


HANDLERS: Mapping[str, Handler] = {
    services.REMIND: remind,
    services.EXPIRE: expire,
    services.SWEEP: sweep,
}
