"""Reads about looking through a company's eyes: who may, what is looked at, and who did."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.states import Duty
from portal.companies import rules
from portal.companies.models import Company
from portal.infra import audit
from portal.infra.db import session
from portal.infra.plain import Plain
from portal.kernel.languages import Text

LOOKED = "looked through its eyes"

_company = Plain(Company)


def why_not_look(company: Company, someone: User) -> Text | None:
    """The reason why somebody may not look through a company's eyes, or None."""
    coordinator = accounts.coordinator_of(someone)
    return rules.why_not_look(
        state=company.state,
        side=company.side,
        looker=coordinator.host.side if coordinator else None,
        has_duties=bool(
            coordinator and (coordinator.may(Duty.APPROVE) or coordinator.may(Duty.SCHEDULE))
        ),
        region=company.region_code,
        regions=coordinator.regions if coordinator else (),
    )


def company_looked_at(public_id: str, by: User) -> Company | None:
    """A company, as a plain object, whose desk this coordinator may look at now."""
    row = session.execute(
        sa.select(*_company.columns).where(Company.public_id == public_id)
    ).one_or_none()
    if row is None:
        return None
    company = _company.of(row)
    return None if why_not_look(company, by) else company


def lookings(company: Company, most: int = 5) -> Sequence[audit.AuditEntry]:
    """The last times that a coordinator looked through a company's eyes, newest first."""
    entry = audit.AuditEntry
    return session.scalars(
        sa.select(entry)
        .where(
            entry.about_kind == "company",
            entry.about_id == company.public_id,
            entry.verb == LOOKED,
        )
        .order_by(entry.id.desc())
        .limit(most)
    ).all()
