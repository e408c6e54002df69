"""What companies are told about their wishes."""

from __future__ import annotations

from collections.abc import Sequence

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


def timetable_stands(
    consultation: ConsultationSession, firms: Sequence[Company], reason: str
) -> None:
    """Tell companies that a timetable is published in which nothing is new for them."""
    told = companies.recipients_of(firms)
    outbox.post_all(
        [
            outbox.message(
                "timetabling/timetable_stands",
                told[company.id],
                session=consultation.title,
                reason=reason,
                path="/company/meetings",
                topic="consultations",
                about=outbox.About(consultation.id, company.id),
            )
            for company in firms
        ]
    )
