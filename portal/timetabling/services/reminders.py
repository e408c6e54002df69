"""Companies that have ranked nobody are reminded: in time by the portal, or by a coordinator."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts.models import User
from portal.bookings.queries import participations_in
from portal.bookings.services.acting import must_run
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.consultations.states import BookingMode
from portal.infra import audit, jobs
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.timetabling import notifications, queries, rules
from portal.timetabling.models import WishReminder

REMIND = "timetabling/remind"


def plan_reminder(consultation: ConsultationSession) -> None:
    """Have those who rank nobody reminded before the deadline, as it is now.

    Call it when companies can see a session, and when its deadlines change.
    """
    due_at = rules.reminder_is_due_at(consultation.asking_ends_at)
    seen = consultation.opened_at is not None
    if seen and consultation.booking_mode is BookingMode.TIMETABLE and due_at > clock.now():
        jobs.plan(REMIND, due_at=due_at, consultation_id=consultation.id)


def remind_in_time(consultation: ConsultationSession) -> int:
    """Remind everybody who has ranked nobody; says how many. The portal itself does this.

    A job from before the deadline was put off does nothing: another is planned for the new one.
    """
    if rules.reminder_is_due_at(consultation.asking_ends_at) > clock.now():
        return 0
    if rules.why_not_wish(consultation.phase, consultation.booking_mode):
        return 0
    return _remind(consultation, queries.silent_companies(consultation), by=None)


def remind(consultation: ConsultationSession, company: Company | None = None, *, by: User) -> int:
    """Remind a company, or all that have ranked nobody; says how many got a mail.

    Raises NotAllowed, and Conflict when wishes are no longer asked for.
    """
    must_run(consultation, by)
    if why_not := rules.why_not_wish(consultation.phase, consultation.booking_mode):
        raise Conflict(why_not)
    silent = queries.silent_companies(consultation)
    chosen = silent if company is None else [each for each in silent if each.id == company.id]
    return _remind(consultation, chosen, by=by)


def _remind(
    consultation: ConsultationSession, companies: Iterable[Company], *, by: User | None
) -> int:
    before = queries.reminded_at(consultation, companies := list(companies))
    places = participations_in(consultation, companies)
    number = 0
    for company in companies:
        if rules.why_not_remind(
            consultation.phase, consultation.booking_mode, before.get(company.id), clock.now()
        ):
            continue
        if notifications.say_your_wishes(consultation, company):
            _note(consultation, company)
            audit.record("reminded of wishes", places[company.id], by=by)
            number += 1
    session.flush()
    return number


def _note(consultation: ConsultationSession, company: Company) -> None:
    session.merge(
        WishReminder(consultation_id=consultation.id, company_id=company.id, sent_at=clock.now())
    )
