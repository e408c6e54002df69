"""Who acts: a company's own representative, or a coordinator of the session on its behalf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.states import Duty
from portal.bookings.models import Booking, MeetingRequest
from portal.bookings.queries import participants_in
from portal.bookings.rules import LONGEST_REASON, Participant
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.consultations.rules import why_not_run
from portal.kernel.clocks import Side
from portal.kernel.errors import Invalid, NotAllowed
from portal.kernel.languages import Text


@dataclass(frozen=True)
class Acting:
    """Somebody who acts for `company`; `on_behalf` when they are a coordinator."""

    user: User
    company: Company | None
    on_behalf: bool
    because: str | None = None

    @property
    def side(self) -> Side:
        """Which of the two sides a company's change comes from."""
        assert self.company is not None
        return self.company.side

    @property
    def behalf_of(self) -> Company | None:
        """For the trail: the company that did not act itself."""
        return self.company if self.on_behalf else None


def acting_for(
    company: Company, consultation: ConsultationSession, by: User, because: str | None
) -> Acting:
    """Find out as what a user acts for a company in a session.

    Raises NotAllowed for strangers, and Invalid when a coordinator does not say why.
    """
    if companies.acts_for(by, company):
        return Acting(by, company, on_behalf=False)
    must_run(consultation, by)
    return Acting(by, company, on_behalf=True, because=reason_of(because, "because"))


def acting_in(request: MeetingRequest, by: User, because: str | None) -> Acting:
    """As what a user answers a request: as one of its two companies, or as coordinator for the one
    whose turn it is. Raises NotAllowed for strangers, Invalid when a coordinator does not say why.
    """
    for company in (request.korean_company, request.chinese_company):
        if companies.acts_for(by, company):
            return Acting(by, company, on_behalf=False)
    return acting_for(request.answering, request.consultation, by, because)


def acting_for_either(booking: Booking, by: User) -> Acting:
    """As what a user may change a booking: as one of its two companies, or as coordinator."""
    for company in (booking.korean_company, booking.chinese_company):
        if companies.acts_for(by, company):
            return Acting(by, company, on_behalf=False)
    must_run(booking.consultation, by)
    return Acting(by, None, on_behalf=True)


def must_run(consultation: ConsultationSession, user: User) -> None:
    """Raises NotAllowed unless the user coordinates for a host of the session."""
    coordinator = accounts.coordinator_of(user)
    why_not = why_not_run(
        session_hosts=consultation.host_ids,
        host=coordinator.host_id if coordinator else None,
        may_schedule=coordinator is not None and coordinator.may(Duty.SCHEDULE),
    )
    if why_not:
        raise NotAllowed(why_not)


def reason_of(typed: str | None, field: str = "reason") -> str:
    """A reason that must be given. Raises Invalid when it is missing or too long."""
    reason = (typed or "").strip()
    if not reason:
        raise Invalid(Text("Please give a reason."), field=field)
    return limited(reason, field)


def reason_where(typed: str | None, *, needed: bool) -> str | None:
    """Why something is done, for the history. Raises Invalid where it is needed and missing."""
    given = needed or bool((typed or "").strip())
    return reason_of(typed, "because") if given else None


def limited(text: str, field: str, most: int = LONGEST_REASON) -> str:
    """A text that fits its column. Raises Invalid when it is too long."""
    if len(text) > most:
        raise Invalid(Text("At most %(max)d characters, please.", max=most), field=field)
    return text


def participants(
    consultation: ConsultationSession, companies: Sequence[Company]
) -> tuple[Participant, ...]:
    """These companies as the rules want to know them; nobody withdraws them until we are done."""
    found = participants_in(consultation, companies, keep=True, counted=False)
    return tuple(found[company.id] for company in companies)
