"""Reads about the lists that left the portal, and what a coordinator chose the last time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import Consent, Host, User
from portal.accounts.states import ConsentPurpose
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Delegate, Participation
from portal.consultations.states import ParticipationState
from portal.infra.audit import AuditEntry
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Missing
from portal.kernel.languages import Wording
from portal.reports.attendees import Choice, Scope, remembered
from portal.reports.models import ListChoice, Paper

EXPORTED = "attendee list exported"


def exports_of(about: ConsultationSession | Host, limit: int = 10) -> Sequence[AuditEntry]:
    """Who took such a list before, the latest first."""
    return session.scalars(
        sa.select(AuditEntry)
        .where(
            AuditEntry.about_kind == about.__tablename__,
            AuditEntry.about_id == about.public_id,
            AuditEntry.verb == EXPORTED,
        )
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    ).all()


def companies_in(scope: Scope) -> list[tuple[str, Wording]]:
    """The companies that take part in these sessions, by name: their public ids and names."""
    taking_part = sa.select(Participation.company_id).where(
        Participation.consultation_id.in_(scope.ids),
        Participation.state == ParticipationState.ACCEPTED,
    )
    rows = session.execute(
        sa.select(Company.public_id, Company.name)
        .where(Company.id.in_(taking_part))
        .order_by(Company.side.desc(), Company.name_key, Company.id)
    )
    return [(row.public_id, row.name) for row in rows]


def last_choice_of(user: User) -> Choice:
    """How this coordinator's last list looked; the usual one for who took none yet."""
    return remembered(
        session.scalar(sa.select(ListChoice.kept).where(ListChoice.user_id == user.id))
    )


def papers_of(consultation: ConsultationSession, limit: int = 12) -> Sequence[Paper]:
    """The papers of a session that are kept or in the making, the latest first."""
    return session.scalars(
        sa.select(Paper)
        .where(Paper.consultation_id == consultation.id, Paper.expires_at > clock.now())
        .order_by(Paper.id.desc())
        .limit(limit)
    ).all()


def consent_withdrawn_at(consultation: ConsultationSession) -> datetime | None:
    """When somebody named for a session last took back the consent to stand on its papers."""
    return session.scalar(
        sa.select(sa.func.max(Consent.withdrawn_at))
        .join(Delegate, Delegate.person_id == Consent.person_id)
        .join(Participation, Participation.id == Delegate.participation_id)
        .where(
            Participation.consultation_id == consultation.id,
            Consent.purpose == ConsentPurpose.ATTENDEE_LIST,
        )
    )


def paper_of(consultation: ConsultationSession, public_id: str) -> Paper:
    """A paper of this session that is ready. Raises Missing."""
    found = session.scalar(
        sa.select(Paper).where(
            Paper.consultation_id == consultation.id,
            Paper.public_id == public_id,
            Paper.made_at.is_not(None),
            Paper.expires_at > clock.now(),
        )
    )
    if found is None:
        raise Missing
    return found
