"""One message to each about all meetings that a published timetable brings, moves or takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from portal.accounts.notifications import recipient
from portal.bookings.calendars import entry_of
from portal.bookings.models import Booking
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Interpreter
from portal.infra import outbox
from portal.kernel.languages import Text, Wording


class Arranged(Enum):
    """What became of a meeting."""

    BOOKED = "booked"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class News:
    """What became of one meeting; when it was before, and who interpreted then."""

    what: Arranged
    booking: Booking
    before: datetime | None = None
    was_with: Interpreter | None = None


def meetings_arranged(consultation: ConsultationSession, news: Sequence[News], reason: str) -> None:
    """Tell every company and interpreter concerned; nobody else."""
    of_company: defaultdict[int, list[News]] = defaultdict(list)
    firms: dict[int, Company] = {}
    of_helper: defaultdict[int, list[News]] = defaultdict(list)
    helpers: dict[int, Interpreter] = {}
    for each in news:
        for company in (each.booking.korean_company, each.booking.chinese_company):
            firms[company.id] = company
            of_company[company.id].append(each)
        for helper in {each.booking.interpreter, each.was_with} - {None}:
            assert helper is not None
            helpers[helper.id] = helper
            of_helper[helper.id].append(each)
    told = companies.recipients_of(firms.values())
    messages = [
        _to_company(consultation, firms[id], told[id], theirs, reason)
        for id, theirs in of_company.items()
    ]
    messages += [
        _to_interpreter(consultation, helpers[id], theirs, reason)
        for id, theirs in of_helper.items()
        if (account := helpers[id].user) is not None and account.is_active
    ]
    outbox.post_all(messages)


def _to_company(
    consultation: ConsultationSession,
    company: Company,
    to: Sequence[outbox.Recipient],
    news: Sequence[News],
    reason: str,
) -> outbox.Message:
    ordered = sorted(news, key=lambda each: each.booking.slot.starts_at)
    return outbox.message(
        "bookings/meetings_arranged",
        to,
        session=consultation.title,
        happens_at=ordered[0].booking.slot.starts_at,
        about=outbox.About(consultation.id, company.id),
        reason=reason,
        lines=[line_of(each, each.booking.partner_of(company).name) for each in ordered],
        calendar=[
            entry_of(each.booking, f"/company/meetings/{each.booking.public_id}")
            for each in ordered
        ],
        path="/company/meetings",
    )


def _to_interpreter(
    consultation: ConsultationSession, helper: Interpreter, news: Sequence[News], reason: str
) -> outbox.Message:
    assert helper.user is not None
    ordered = sorted(news, key=lambda each: each.booking.slot.starts_at)
    lines, entries = [], []
    for each in ordered:
        booking = each.booking
        gone = booking.interpreter is not helper
        pair = both_of(booking.korean_company, booking.chinese_company)
        start, had = booking.slot.starts_at, each.was_with is helper
        lines.append(words_to_helper(each.what, start, pair, each.before, had=had, has=not gone))
        entries.append(entry_of(booking, "/interpreter/", gone=gone))
    return outbox.message(
        "bookings/meetings_arranged",
        [recipient(helper.user)],
        session=consultation.title,
        happens_at=ordered[0].booking.slot.starts_at,
        about=outbox.About(consultation.id),
        reason=reason,
        lines=lines,
        calendar=entries,
        path="/interpreter/",
    )


def both_of(korean: Company, chinese: Company) -> Text:
    """Whom an interpreter helps."""
    return Text("%(korean)s and %(chinese)s", korean=korean.name, chinese=chinese.name)


def words_to_helper(
    what: Arranged, start: datetime, pair: Text, before: datetime | None, *, had: bool, has: bool
) -> Text:
    """What became of a meeting for an interpreter who had it until now, or has it from now on."""
    if not has:
        return Text(
            "No longer yours: %(start)s with %(partner)s", start=before or start, partner=pair
        )
    is_new = not had and what is not Arranged.CANCELLED
    return words_of(Arranged.BOOKED if is_new else what, start, pair, before)


def line_of(news: News, partner: Wording | Text) -> Text:
    """One line of the message: what became of a meeting."""
    return words_of(news.what, news.booking.slot.starts_at, partner, news.before)


def words_of(
    what: Arranged, start: datetime, partner: Wording | Text, before: datetime | None = None
) -> Text:
    """What became of the meeting with a partner at a time; `before` is when it was until now."""
    match what:
        case Arranged.BOOKED:
            return Text("New: %(start)s with %(partner)s", start=start, partner=partner)
        case Arranged.MOVED:
            return Text(
                "Moved: %(start)s with %(partner)s, until now on %(before)s",
                start=start,
                partner=partner,
                before=before,
            )
        case Arranged.CHANGED:
            return Text(
                "Same time, new room or interpreter: %(start)s with %(partner)s",
                start=start,
                partner=partner,
            )
        case Arranged.CANCELLED:
            return Text("Cancelled: %(start)s with %(partner)s", start=start, partner=partner)
