"""What the worker does for wishes and timetables when its time has come."""

from __future__ import annotations

from collections.abc import Mapping

from portal.consultations.models import ConsultationSession
from portal.infra.db import session
from portal.infra.jobs import Handler
from portal.timetabling import services


def remind(consultation_id: int) -> None:
    """Remind those who have not said whom they want to meet."""
    services.remind_in_time(session.get_one(ConsultationSession, consultation_id))


HANDLERS: Mapping[str, Handler] = {services.REMIND: remind}
# These take long: they are called with no transaction open, and save what they do themselves.
LONG: Mapping[str, Handler] = {services.BUILD: services.build}
