"""Many companies that take part in one session, made a table at a time."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts.models import Person, User
from portal.companies.models import Company, Party, Representative
from portal.companies.states import CompanyState, PartyKind, Standing
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.states import ParticipationState
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording


@dataclass
class Member:
    """A company of a crowd, and its user."""

    company: Company
    user: User


def crowd(at: ConsultationSession, side: Side, number: int) -> list[Member]:
    """So many approved companies of a side that take part, each with a user."""
    with db.writing():
        parties = [Party(kind=PartyKind.COMPANY) for _ in range(number)]
        people = [
            Person(name="박지훈", name_latin="PARK Ji-hoon", side=side, languages=["ko", "zh"])
            for _ in range(number)
        ]
        session.add_all([*parties, *people])
        session.flush()
        companies = [
            Company(
                party_id=party.id,
                side=side,
                state=CompanyState.APPROVED,
                name=Wording(en=f"Crowd {side.value} {party.id}"),
                name_key=f"crowd{party.id}",
                region_code="KR-11" if side is Side.KR else "310000",
                about=Wording(en="Makes dust collectors."),
            )
            for party in parties
        ]
        users = [
            User(
                person=person,
                email=f"crowd{person.id}@company.example",
                language=Language.EN,
                email_confirmed_at=clock.now(),
            )
            for person in people
        ]
        session.add_all([*companies, *users])
        session.flush()
        for company, user in zip(companies, users, strict=True):
            session.add(
                Representative(user_id=user.id, company_id=company.id, standing=Standing.OWNER)
            )
            session.add(
                Participation(
                    consultation_id=at.id, company_id=company.id, state=ParticipationState.ACCEPTED
                )
            )
    return [Member(company, user) for company, user in zip(companies, users, strict=True)]
