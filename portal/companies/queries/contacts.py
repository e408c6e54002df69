"""How to reach a company's people: those of them who agreed that the other side may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Consent, Person, User
from portal.accounts.states import ConsentPurpose
from portal.companies.models import Company, Representative
from portal.infra.db import session


@dataclass(frozen=True)
class Contact:
    """Somebody who acts for a company, with an address and perhaps a telephone number."""

    person: Person
    email: str


def contacts_of(company: Company) -> Sequence[Contact]:
    """Those who act for a company, and consented both to be listed and to be known abroad."""
    agreed = sa.select(Consent.person_id).where(Consent.withdrawn_at.is_(None))
    listed, abroad = (
        agreed.where(Consent.purpose == purpose)
        for purpose in (ConsentPurpose.ATTENDEE_LIST, ConsentPurpose.TRANSFER_ABROAD)
    )
    rows = session.execute(
        sa.select(Person, User.email)
        .join(User, User.person_id == Person.id)
        .join(Representative, Representative.user_id == User.id)
        .where(
            Representative.company_id == company.id,
            User.suspended_at.is_(None),
            Person.id.in_(listed),
            Person.id.in_(abroad),
        )
        .order_by(Representative.standing.desc(), Representative.id)
    )
    return [Contact(person, person.email or email) for person, email in rows]
