"""What each side records of a meeting once it has begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.bookings import queries, rules
from portal.bookings.models import Booking, ConsultationLog
from portal.bookings.rules import logs as log_rules
from portal.bookings.services.acting import Acting, acting_for
from portal.bookings.services.trail import note
from portal.bookings.states import Currency, MeetingResult
from portal.companies import queries as companies
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Text


@dataclass(frozen=True)
class Recorded:
    """What came of a meeting; amounts are whole units of the currency."""

    result: MeetingResult
    next_step: str | None = None
    next_step_on: date | None = None
    currency: Currency | None = None
    consultation_amount: int | None = None
    expected_amount: int | None = None
    signed_amount: int | None = None
    note: str | None = None

    @property
    def amounts(self) -> tuple[int | None, ...]:
        return self.consultation_amount, self.expected_amount, self.signed_amount


def record_log(
    booking: Booking, recorded: Recorded, *, by: User, because: str | None = None
) -> ConsultationLog:
    """Record, or change, what came of a meeting for the side that this user acts for.

    A coordinator of the session does so for the company of the own side, and says why. What says
    nothing new changes nothing. Raises NotAllowed for anybody else, Conflict before the meeting
    begins, Invalid for amounts without a currency.
    """
    acting = _acting(booking, by, because)
    db.lock(booking)
    why_not = log_rules.why_not_record(booking.state, booking.slot.starts_at, clock.now())
    if why_not:
        raise Conflict(why_not)
    if any(amount is not None for amount in recorded.amounts) and recorded.currency is None:
        raise Invalid(Text("Please say in which currency the amounts are."), field="currency")
    log = queries.log_of(booking, acting.side)
    verb, was = ("log changed", log.result) if log else ("log written", None)
    if log is None:
        log = ConsultationLog(booking_id=booking.id, side=acting.side)
        session.add(log)
    changed = [name for name, value in vars(recorded).items() if getattr(log, name) != value]
    if not changed:
        return log
    for name in changed:
        setattr(log, name, getattr(recorded, name))
    log.changed_at = clock.now()
    with db.refusing({"uq_consultation_log_booking_id_side": rules.FORM_WAS_USED}):
        session.flush()
    note(
        verb,
        log,
        acting,
        result_was=was.value if was else None,
        result=recorded.result.value,
        changed=changed,
    )
    return log


def _acting(booking: Booking, by: User, because: str | None) -> Acting:
    """As what a user records: as one of the two companies, or as coordinator of its side."""
    for company in (booking.korean_company, booking.chinese_company):
        if companies.acts_for(by, company):
            return Acting(by, company, on_behalf=False)
    coordinator = accounts.coordinator_of(by)
    if coordinator is None:
        raise NotAllowed(Text("Each side keeps its own record of a meeting."))
    company = booking.company_of(coordinator.host.side)
    return acting_for(company, booking.consultation, by, because)
