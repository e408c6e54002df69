"""The ways into meetings, by the services that this portal is set up for."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app

from portal.rooms import providers
from portal.rooms.providers import Doorway, Entrant
from portal.rooms.providers.jitsi import Jitsi

EXTENSION = "providers"


def init(app: Flask) -> None:
    """Know the services of the settings."""
    settings = app.extensions["settings"]
    jitsi = Jitsi(settings.jitsi_url, settings.jitsi_app_id, settings.jitsi_secret)
    app.extensions[EXTENSION] = providers.set_up(jitsi if settings.jitsi_url else None)


def known() -> providers.Providers:
    """The services that can be chosen."""
    found: providers.Providers = current_app.extensions[EXTENSION]
    return found


def doorway(booking: Any) -> Doorway | None:
    """The way into a meeting as its page shows it, or None when there is no meeting to enter."""
    return providers.doorway(booking, known())


def entrance(booking: Any, entrant: Entrant) -> str | None:
    """The address to which one of a meeting's people is led; None for the portal's own room."""
    return providers.entrance(booking, entrant, known())
