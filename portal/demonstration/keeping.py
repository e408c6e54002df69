"""What companies of the demonstration keep for themselves: shortlists, notes, no thanks."""

from __future__ import annotations

from functools import partial

from portal.demonstration.cast import Cast
from portal.demonstration.entries import RegardEntry
from portal.demonstration.script import Script
from portal.technologies import services

KEPT_ON = -1


def keep(script: Script, cast: Cast, entry: RegardEntry) -> None:
    """Write one into the script, when everybody has published what they publish."""
    script.at(script.hour(KEPT_ON, 15), partial(_keep, cast, entry))


def _keep(cast: Cast, entry: RegardEntry) -> None:
    profile = cast.profiles[entry.about]
    services.regard(
        cast.companies[entry.by],
        profile.company,
        profile,
        by=cast.owners[entry.by],
        listed=entry.listed or None,
        declined=entry.declined or None,
        note=entry.note,
    )
