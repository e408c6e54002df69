"""The rules of booking once more, as plainly as can be: what the portal is compared with.

It knows companies, sessions and parties by short names, keeps everything in lists, and looks at
every meeting each time it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

COMPANIES = ("K1", "K2", "C1", "C2")
PAIRS = tuple((korean, chinese) for korean in ("K1", "K2") for chinese in ("C1", "C2"))
REQUEST_LASTS = timedelta(hours=72)


@dataclass(frozen=True)
class Limits:
    """What companies may not exceed in a session; coordinators may."""

    open_requests: int = 99
    meetings: int = 99
    in_a_row: int = 99
    rest: timedelta = timedelta(0)
    notice: timedelta = timedelta(0)
    change: timedelta = timedelta(0)
    request_lasts: timedelta = REQUEST_LASTS
    pause: timedelta = timedelta(minutes=5)
    own: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Session:
    """`direct` says that companies book one another, apart from those in `wants_to_be_asked`."""

    name: str
    direct: bool
    asking_ends: datetime
    booking_ends: datetime
    starts: datetime
    ends: datetime
    slots: dict[str, tuple[datetime, datetime]]
    one_room: bool = False
    needs_interpreter: bool = False
    wants_to_be_asked: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)


@dataclass
class Meeting:
    session: Session
    korean: str
    chinese: str
    slot: str
    turn: int
    wanted: bool
    interpreter: bool
    state: str = "CONFIRMED"
    sequence: int = 0
    history: list[str] = field(default_factory=lambda: ["meeting booked"])

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.session.slots[self.slot]

    @property
    def parties(self) -> set[str]:
        """Whom it keeps busy."""
        if self.state == "CANCELLED":
            return set()
        room = {"room"} if self.session.one_room else set()
        interpreter = {"interpreter"} if self.interpreter else set()
        return {self.korean, self.chinese} | room | interpreter

    def note(self, verb: str, *, in_calendars: bool = False) -> None:
        self.history.append(verb)
        self.sequence += in_calendars


@dataclass
class Request:
    """`waits_for` is the company whose turn it is; `proposed` are the times that count, if any."""

    session: Session
    asker: str
    asked: str
    expires: datetime
    waits_for: str
    proposed: frozenset[str] | None = None
    state: str = "ASKED"
    history: list[str] = field(default_factory=lambda: ["request asked"])

    @property
    def pair(self) -> set[str]:
        return {self.asker, self.asked}

    def other(self, company: str) -> str:
        return self.asker if company == self.asked else self.asked

    def close(self, state: str) -> None:
        self.state = state
        self.history.append(f"request {state.lower()}")


class Model:
    """What is, and what may be done: every `may_…` is the whole rule."""

    def __init__(self, now: datetime, sessions: list[Session]) -> None:
        self.now = now
        self.sessions = sessions
        self.meetings: list[Meeting] = []
        self.requests: list[Request] = []
        self.away: set[tuple[str, str]] = set()
        self.unavailable: set[tuple[str, str]] = set()

    # ---- what is

    def is_open(self, session: Session, closes: datetime, on_behalf: bool) -> bool:
        return self.now < (session.ends if on_behalf else closes)

    def take_part(self, session: Session, *companies: str) -> bool:
        return not any((company, session.name) in self.away for company in companies)

    def meetings_of(self, session: Session, korean: str, chinese: str) -> list[Meeting]:
        return [
            each
            for each in self.meetings
            if (each.session, each.korean, each.chinese) == (session, korean, chinese)
            and each.state != "CANCELLED"
        ]

    def is_busy(
        self, party: str, span: tuple[datetime, datetime], but: Meeting | None = None
    ) -> bool:
        return any(
            party in each.parties and each.span[0] < span[1] and span[0] < each.span[1]
            for each in self.meetings
            if each is not but
        )

    def open_request(self, session: Session, one: str, other: str) -> Request | None:
        for each in self.requests:
            if each.session is session and each.pair == {one, other} and each.state == "ASKED":
                return each
        return None

    def waits(self, request: Request) -> bool:
        return request.state == "ASKED" and request.expires > self.now

    def to_come(self, session: Session, company: str) -> int:
        return sum(
            each.state == "CONFIRMED" and each.span[1] > self.now
            for each in self.meetings
            if each.session is session and company in (each.korean, each.chinese)
        )

    @staticmethod
    def lacks_language(korean: str) -> bool:
        """K2 speaks Chinese, K1 does not, and no Chinese company speaks Korean."""
        return korean == "K1"

    def number_of_meetings(self, session: Session, company: str) -> int:
        return sum(company in each.parties for each in self.meetings if each.session is session)

    def number_of_open_requests(self, session: Session, company: str) -> int:
        return sum(
            each.asker == company and self.waits(each)
            for each in self.requests
            if each.session is session
        )

    # ---- what the limits say

    def has_room(self, session: Session, *companies: str) -> bool:
        return all(
            self.number_of_meetings(session, company)
            < min(session.limits.meetings, session.limits.own.get(company, 99))
            for company in companies
        )

    def strains(self, session: Session, company: str, slot: str, but: Meeting | None) -> bool:
        """Whether it would have too little rest, or too many meetings in a row."""
        starts, ends = session.slots[slot]
        limits = session.limits
        others = [
            each.span for each in self.meetings if company in each.parties and each is not but
        ]
        if any(a < ends + limits.rest and starts < b + limits.rest for a, b in others):
            return limits.rest > timedelta(0)
        row, grown = [(starts, ends)], True
        while grown:
            grown = False
            for other in set(others) - set(row):
                gap = min(max(other[0] - b, a - other[1]) for a, b in row)
                if gap <= limits.pause or gap < ends - starts:
                    row.append(other)
                    grown = True
        return len(row) > limits.in_a_row

    # ---- what may be

    def is_free(
        self,
        session: Session,
        korean: str,
        chinese: str,
        slot: str,
        but: Meeting | None = None,
        bound: bool = True,
    ) -> bool:
        """`bound` says that the limits count: for all but coordinators."""
        span = session.slots[slot]
        needed = {korean, chinese} | ({"room"} if session.one_room else set())
        if but is None and session.needs_interpreter and self.lacks_language(korean):
            needed.add("interpreter")
        if but is not None and but.interpreter:
            needed.add("interpreter")
        return (
            span[0] > self.now
            and not {(korean, slot), (chinese, slot)} & self.unavailable
            and not any(self.is_busy(party, span, but) for party in needed)
            and not (bound and span[0] < self.now + session.limits.notice)
            and not (bound and self.strains(session, korean, slot, but))
            and not (bound and self.strains(session, chinese, slot, but))
        )

    def may_book(
        self, session: Session, booker: str, booked: str, slot: str, on_behalf: bool, again: bool
    ) -> bool:
        korean, chinese = sorted((booker, booked), reverse=True)
        directly = session.direct and booked not in session.wants_to_be_asked
        return (
            self.take_part(session, korean, chinese)
            and (on_behalf or directly)
            and self.is_open(session, session.booking_ends, on_behalf)
            and (not self.meetings_of(session, korean, chinese) or (again and on_behalf))
            and self.is_free(session, korean, chinese, slot, bound=not on_behalf)
            and (on_behalf or self.has_room(session, korean, chinese))
        )

    def may_ask(
        self, session: Session, asker: str, asked: str, on_behalf: bool, times: frozenset[str]
    ) -> bool:
        korean, chinese = sorted((asker, asked), reverse=True)
        before = self.open_request(session, asker, asked)
        directly = session.direct and asked not in session.wants_to_be_asked
        closes = session.booking_ends if session.direct else session.asking_ends
        return (
            self.take_part(session, korean, chinese)
            and not self.meetings_of(session, korean, chinese)
            and not directly
            and self.is_open(session, closes, on_behalf)
            and not (before and self.waits(before))
            and (on_behalf or self.has_room(session, korean, chinese))
            and (
                on_behalf
                or self.number_of_open_requests(session, asker) < session.limits.open_requests
            )
            and all(self.is_free(session, korean, chinese, slot) for slot in times)
        )

    def may_propose(
        self, request: Request, company: str, times: frozenset[str], on_behalf: bool
    ) -> bool:
        korean, chinese = sorted(request.pair, reverse=True)
        free = {
            slot
            for slot in request.session.slots
            if self.is_free(request.session, korean, chinese, slot)
        }
        lost = request.proposed is not None and not request.proposed & free
        return (
            self.waits(request)
            and (company == request.waits_for or lost)
            and self.is_open(request.session, request.session.booking_ends, on_behalf)
            and self.take_part(request.session, korean, chinese)
            and times <= free
        )

    def may_accept(self, request: Request, company: str, slot: str, on_behalf: bool) -> bool:
        korean, chinese = sorted(request.pair, reverse=True)
        return (
            self.waits(request)
            and company == request.waits_for
            and (on_behalf or request.proposed is None or slot in request.proposed)
            and self.is_open(request.session, request.session.booking_ends, on_behalf)
            and self.take_part(request.session, korean, chinese)
            and self.is_free(request.session, korean, chinese, slot, bound=not on_behalf)
            and (on_behalf or self.has_room(request.session, korean, chinese))
        )

    def is_early_enough(self, meeting: Meeting) -> bool:
        left = meeting.span[0] - self.now
        return left > timedelta(0) and left >= meeting.session.limits.change

    def may_cancel(self, meeting: Meeting, on_behalf: bool) -> bool:
        return meeting.state == "CONFIRMED" and (on_behalf or self.is_early_enough(meeting))

    def may_move(self, meeting: Meeting, slot: str, on_behalf: bool) -> bool:
        of = meeting.session
        still_theirs = (
            self.is_early_enough(meeting)
            and self.is_open(of, of.booking_ends, on_behalf)
            and self.take_part(of, meeting.korean, meeting.chinese)
        )
        return (
            meeting.state == "CONFIRMED"
            and (on_behalf or still_theirs)
            and slot != meeting.slot
            and self.is_free(
                of, meeting.korean, meeting.chinese, slot, but=meeting, bound=not on_behalf
            )
        )

    def may_interpret(self, meeting: Meeting) -> bool:
        return meeting.state == "CONFIRMED" and (
            meeting.interpreter or not self.is_busy("interpreter", meeting.span)
        )

    def may_mark(self, meeting: Meeting, state: str) -> bool:
        before = {"CONFIRMED", "MET", "MISSED"} - {state}
        return meeting.span[0] <= self.now and meeting.state in before

    def may_leave(self, session: Session, company: str) -> bool:
        return (
            self.take_part(session, company)
            and self.now < session.ends
            and not self.is_tied(session, company)
        )

    def is_tied(self, session: Session, company: str) -> bool:
        """Whether leaving would touch a meeting that has not begun, or an open request."""
        return any(
            each.session is session
            and company in each.parties
            and each.state == "CONFIRMED"
            and each.span[0] > self.now
            for each in self.meetings
        ) or any(
            each.session is session and company in each.pair and self.waits(each)
            for each in self.requests
        )

    # ---- what happens

    def book(self, session: Session, one: str, other: str, slot: str) -> Meeting:
        korean, chinese = sorted((one, other), reverse=True)
        turns = [each.turn for each in self.meetings_of(session, korean, chinese)]
        wanted = self.lacks_language(korean)
        meeting = Meeting(
            session,
            korean,
            chinese,
            slot,
            turn=max(turns, default=0) + 1,
            wanted=wanted,
            interpreter=wanted and session.needs_interpreter,
        )
        self.meetings.append(meeting)
        if request := self.open_request(session, one, other):
            request.close("ACCEPTED")
        return meeting

    def expiry(self, session: Session) -> datetime:
        deadlines = [
            each for each in (session.booking_ends, session.starts, session.ends) if each > self.now
        ]
        return min(self.now + session.limits.request_lasts, deadlines[0])

    def ask(self, session: Session, asker: str, asked: str, times: frozenset[str]) -> Request:
        if before := self.open_request(session, asker, asked):
            before.close("EXPIRED")
        request = Request(
            session, asker, asked, self.expiry(session), waits_for=asked, proposed=times or None
        )
        self.requests.append(request)
        return request

    def propose(self, request: Request, company: str, times: frozenset[str]) -> None:
        request.waits_for = request.other(company)
        request.proposed = times
        request.expires = self.expiry(request.session)
        request.history.append("times proposed")

    def expire(self) -> None:
        for request in self.requests:
            if request.state == "ASKED" and not self.waits(request):
                request.close("EXPIRED")
