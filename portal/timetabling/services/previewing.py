"""What those concerned would read once a proposal is published, to be seen before it leaves."""

from __future__ import annotations

from portal.accounts.notifications import recipient
from portal.bookings.notifications import Arranged, both_of, words_of, words_to_helper
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Interpreter
from portal.infra import outbox
from portal.infra.outbox import OutboxMessage, Recipient
from portal.kernel.languages import Text
from portal.timetabling import notifications
from portal.timetabling.queries import Publication, What

ARRANGED = {
    What.NEW: Arranged.BOOKED,
    What.MOVED: Arranged.MOVED,
    What.CHANGED: Arranged.CHANGED,
    What.DROPPED: Arranged.CANCELLED,
}


def mail_to(
    company: Company, publication: Publication, consultation: ConsultationSession, note: str
) -> OutboxMessage | None:
    """The mail to whoever acts for a company, in their language; None where nobody does.

    `note` is the coordinator's word to those concerned.
    """
    people = companies.recipients_of([company])[company.id]
    if not people:
        return None
    lines = [
        words_of(
            ARRANGED[each.what],
            each.slot.starts_at,
            (each.chinese if each.korean.id == company.id else each.korean).name,
            each.before,
        )
        for each in publication.changes
        if company.id in (each.korean.id, each.chinese.id)
    ]
    return _mail(people[0], lines, consultation, note, "/company/meetings")


def mail_to_interpreter(
    helper: Interpreter, publication: Publication, consultation: ConsultationSession, note: str
) -> OutboxMessage | None:
    """The mail to an interpreter, in their language; None where they have no account."""
    if helper.user is None:
        return None
    lines = [
        words_to_helper(
            ARRANGED[each.what],
            each.slot.starts_at,
            both_of(each.korean, each.chinese),
            each.before,
            had=each.had(helper),
            has=each.interpreter is helper,
        )
        for each in publication.changes
        if each.interpreter is helper or each.had(helper)
    ]
    return _mail(recipient(helper.user), lines, consultation, note, "/interpreter/")


def mail_to_others(
    company: Company, consultation: ConsultationSession, note: str
) -> OutboxMessage | None:
    """The mail to a company for which nothing changes; None where nobody acts for it."""
    people = companies.recipients_of([company])[company.id]
    if not people:
        return None
    return outbox.unsaved(notifications.it_stands(consultation, company, people, note))


def _mail(
    to: Recipient, lines: list[Text], consultation: ConsultationSession, note: str, path: str
) -> OutboxMessage:
    return outbox.unsaved(
        outbox.message(
            "bookings/meetings_arranged",
            to,
            session=consultation.title,
            reason=note,
            lines=lines,
            path=path,
        )
    )
