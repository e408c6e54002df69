"""What those concerned would read once a proposal is published, to be seen before it leaves."""

from __future__ import annotations

from portal.bookings.notifications import Arranged, words_of
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra import outbox
from portal.infra.outbox import OutboxMessage
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
    return outbox.unsaved(
        outbox.message(
            "bookings/meetings_arranged",
            people[0],
            session=consultation.title,
            reason=note,
            lines=lines,
            path="/company/meetings",
        )
    )
