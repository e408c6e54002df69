"""Keeps what a check of somebody's devices and network found."""

from __future__ import annotations

from dataclasses import asdict

from portal.accounts.models import User
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.rooms.models import DeviceCheck
from portal.rooms.rules import MOST_KBPS, Found

LONGEST_DEVICE = 60


def save_check(found: Found, device: str, *, by: User) -> DeviceCheck:
    """Keep what was found now, in place of what was found before. Raises Invalid for oddities."""
    if not 0 <= found.kbps <= MOST_KBPS:
        raise Invalid(Text("This is not understood."))
    db.lock(by)  # two pages of theirs that check at once write one after the other
    kept = session.get(DeviceCheck, by.id) or DeviceCheck(user_id=by.id)
    for name, value in asdict(found).items():
        setattr(kept, name, value)
    kept.device, kept.checked_at = device[:LONGEST_DEVICE], clock.now()
    session.add(kept)
    session.flush()
    return kept
