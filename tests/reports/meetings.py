"""Makes booked meetings with named people, as rows."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Consent, Person
from portal.accounts.states import ConsentPurpose
from portal.bookings.models import Booking
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Participation
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from tests import make


def agreeing(
    name: str, name_latin: str, side: Side, *, withdrawn: bool = False, **more: Any
) -> Person:
    """Somebody who agreed to stand on attendee lists, and perhaps changed their mind."""
    someone = make.person(name, name_latin, side, **more)
    make.add(
        Consent(
            person_id=someone.id,
            purpose=ConsentPurpose.ATTENDEE_LIST,
            text_version="2026-11",
            language=Language.EN,
            withdrawn_at=clock.now() if withdrawn else None,
        )
    )
    return someone


def joined(
    company: Company, at: ConsultationSession, *people: Person, **more: Any
) -> Participation:
    """A company that takes part with these people."""
    place = make.participation(company, at, **more)
    for someone in people:
        make.delegate(place, someone)
    return place


def booked(
    at: ConsultationSession, korean: Company, chinese: Company, *, slot: int = 0, **more: Any
) -> Booking:
    """A meeting of two companies in a slot of the session, counted from 0."""
    return make.add(
        Booking(
            consultation_id=at.id,
            slot_id=make.slots_of(at)[slot].id,
            korean_company_id=korean.id,
            chinese_company_id=chinese.id,
            subject="Dust",
            **more,
        )
    )
