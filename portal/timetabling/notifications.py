"""What companies are told about their wishes, and coordinators about timetables."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts import queries as accounts
from portal.accounts.models import Host, User
from portal.accounts.notifications import recipient
from portal.accounts.states import Duty
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra import outbox
from portal.infra.outbox import Message, Recipient
from portal.timetabling.models import Timetable, TimetableAgreement
from portal.timetabling.queries import Publication
from portal.timetabling.states import Agreed


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
        [it_stands(consultation, company, told[company.id], reason) for company in firms]
    )


def it_stands(
    consultation: ConsultationSession, company: Company, people: Sequence[Recipient], reason: str
) -> Message:
    """The message of that to those who act for a company."""
    return outbox.message(
        "timetabling/timetable_stands",
        people,
        session=consultation.title,
        reason=reason,
        path="/company/meetings",
        topic="consultations",
        about=outbox.About(consultation.id, company.id),
    )


def who_answers(host: Host) -> list[User]:
    """Who agrees to a timetable or declines it for a host."""
    return [
        each.user
        for each in accounts.coordinators_of(host)
        if each.may(Duty.SCHEDULE) and each.user.is_active
    ]


def agreement_asked(
    timetable: Timetable, publication: Publication, asked: Sequence[User], by: User
) -> None:
    """Ask the partner's coordinators whether they agree to what would be published."""
    consultation = timetable.consultation
    outbox.post(
        "timetabling/agreement_asked",
        [recipient(user) for user in asked],
        session=consultation.title,
        host=consultation.host.name,
        coordinator=by.person.name_latin,
        changes=len(publication.changes),
        companies=len(publication.companies),
        path=_page_of(timetable, "agreement"),
        topic="consultations",
        about=outbox.About(consultation.id),
        needs_answer=True,
    )


def agreement_answered(timetable: Timetable, step: TimetableAgreement) -> None:
    """Tell who runs the session that the partner agreed or declined, and with which words."""
    consultation = timetable.consultation
    agreed = step.step is Agreed.AGREED
    outbox.post(
        "timetabling/agreement_given" if agreed else "timetabling/agreement_declined",
        [recipient(user) for user in who_answers(consultation.host)],
        session=consultation.title,
        host=step.host.name,
        coordinator=step.by.person.name_latin,
        words=step.words or "",
        path=_page_of(timetable, "publish"),
        topic="consultations",
        about=outbox.About(consultation.id),
        needs_answer=not agreed,
    )


def _page_of(timetable: Timetable, name: str) -> str:
    consultation = timetable.consultation.public_id
    return f"/coordinator/consultations/{consultation}/timetable/{timetable.public_id}/{name}"
