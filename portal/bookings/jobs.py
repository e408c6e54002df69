"""What the worker does for bookings when its time has come."""

from __future__ import annotations

from collections.abc import Mapping

from portal.infra.jobs import Handler

HANDLERS: Mapping[str, Handler] = {}
