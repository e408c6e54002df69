"""Imports every module with tables, so that the metadata is whole."""

from portal.accounts import models as accounts
from portal.bookings import models as bookings
from portal.companies import models as companies
from portal.consultations import models as consultations
from portal.infra import audit, jobs, outbox
from portal.infra.db import Base
from portal.letters import models as letters
from portal.reports import models as reports
from portal.rooms import models as rooms
from portal.technologies import models as technologies
from portal.timetabling import models as timetabling

metadata = Base.metadata

__all__ = [
    "accounts",
    "audit",
    "bookings",
    "companies",
    "consultations",
    "jobs",
    "letters",
    "metadata",
    "outbox",
    "reports",
    "rooms",
    "technologies",
    "timetabling",
]
