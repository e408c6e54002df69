"""What companies are told about their wishes."""

from __future__ import annotations

from portal.accounts.notifications import recipient
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra import outbox


def say_your_wishes(consultation: ConsultationSession, company: Company) -> int:
    """Remind everybody who acts for a company that has ranked nobody; says how many they are."""
    users = companies.representatives_of(company)
    for user in users:
        outbox.post(
            "timetabling/say_your_wishes",
            recipient(user),
            company=company.name,
            session=consultation.title,
            deadline=consultation.asking_ends_at,
            path=f"/company/consultations/{consultation.public_id}/wishes",
            topic="consultations",
            about=outbox.About(consultation.id, company.id),
            needs_answer=True,
        )
    return len(users)
