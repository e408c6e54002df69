"""What each side records of a meeting once it has begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.accounts.models import User
from portal.bookings import queries, rules
from portal.bookings.models import Booking, ConsultationLog
from portal.bookings.rules import logs as log_rules
from portal.bookings.states import Currency, MeetingResult
from portal.companies import queries as companies
from portal.infra import audit, db
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


def record_log(booking: Booking, recorded: Recorded, *, by: User) -> ConsultationLog:
    """Record, or change, what came of a meeting for the side that this user acts for.

    Raises NotAllowed for anybody else, Conflict before it begins, Invalid for amounts without
    a currency.
    """
    company = next(
        (
            each
            for each in (booking.korean_company, booking.chinese_company)
            if companies.acts_for(by, each)
        ),
        None,
    )
    if company is None:
        raise NotAllowed(Text("Each side keeps its own record of a meeting."))
    db.lock(booking)
    why_not = log_rules.why_not_record(booking.state, booking.slot.starts_at, clock.now())
    if why_not:
        raise Conflict(why_not)
    if any(amount is not None for amount in recorded.amounts) and recorded.currency is None:
        raise Invalid(Text("Please say in which currency the amounts are."), field="currency")
    log = queries.log_of(booking, company.side)
    verb = "log changed" if log else "log written"
    if log is None:
        log = ConsultationLog(booking_id=booking.id, side=company.side)
        session.add(log)
    for name, value in vars(recorded).items():
        setattr(log, name, value)
    log.changed_at = clock.now()
    with db.refusing({"uq_consultation_log_booking_id_side": rules.FORM_WAS_USED}):
        session.flush()
    audit.record(verb, log, by=by, result=recorded.result.value)
    return log
