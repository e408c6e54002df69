"""The rules of booking once more, as plainly as can be: what the portal is compared with.

It knows companies, sessions and parties by short names, keeps everything in lists, and looks at
every meeting each time it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

OFFER_LASTS = timedelta(hours=2)
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
    # Who attends for each company; everybody whom it named unless it chose.
    attending: dict[str, frozenset[int]] = field(default_factory=dict)
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


@dataclass
class Waiting:
    """A company in line for a time with another, perhaps to accept its request then."""

    session: Session
    waiter: str
    wanted: str
    number: int
    request: Request | None = None
    state: str = "WAITING"
    offers: list[Offer] = field(default_factory=list)
    history: list[str] = field(default_factory=lambda: ["stood in line"])

    @property
    def pair(self) -> tuple[str, str]:
        """The Korean company first."""
        korean, chinese = sorted((self.waiter, self.wanted), reverse=True)
        return korean, chinese

    @property
    def offer(self) -> Offer | None:
        return next((each for each in self.offers if each.state == "OFFERED"), None)


@dataclass
class Offer:
    """A slot that is kept for a pair until its company answers, or the time for it is over."""

    waiting: Waiting
    slot: str
    expires: datetime
    interpreter: bool
    state: str = "OFFERED"

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.waiting.session.slots[self.slot]

    @property
    def parties(self) -> set[str]:
        if self.state != "OFFERED":
            return set()
        room = {"room"} if self.waiting.session.one_room else set()
        interpreter = {"interpreter"} if self.interpreter else set()
        return set(self.waiting.pair) | room | interpreter


class Model:
    """What is, and what may be done: every `may_…` is the whole rule."""

    def __init__(self, now: datetime, sessions: list[Session]) -> None:
        self.now = now
        self.sessions = sessions
        self.meetings: list[Meeting] = []
        self.requests: list[Request] = []
        self.waits: list[Waiting] = []
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
            for each in self.busy()
            if each is not but
        )

    def busy(self) -> list[Meeting | Offer]:
        """Whatever keeps parties busy."""
        return [*self.meetings, *(each for wait in self.waits for each in wait.offers)]

    def open_wait(self, session: Session, one: str, other: str) -> Waiting | None:
        for each in self.line(session):
            if set(each.pair) == {one, other}:
                return each
        return None

    def line(self, session: Session) -> list[Waiting]:
        """Everybody who waits in a session, in their order."""
        return sorted(
            (each for each in self.waits if each.session is session and each.state == "WAITING"),
            key=lambda each: each.number,
        )

    def open_request(self, session: Session, one: str, other: str) -> Request | None:
        for each in self.requests:
            if each.session is session and each.pair == {one, other} and each.state == "ASKED":
                return each
        return None

    def is_open_to_answers(self, request: Request) -> bool:
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
            each.asker == company and self.is_open_to_answers(each)
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
        others = [each.span for each in self.busy() if company in each.parties and each is not but]
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
            and not (before and self.is_open_to_answers(before))
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
            self.is_open_to_answers(request)
            and (company == request.waits_for or lost)
            and self.is_open(request.session, request.session.booking_ends, on_behalf)
            and self.take_part(request.session, korean, chinese)
            and times <= free
        )

    def may_accept(self, request: Request, company: str, slot: str, on_behalf: bool) -> bool:
        korean, chinese = sorted(request.pair, reverse=True)
        return (
            self.is_open_to_answers(request)
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
        """Whether leaving would touch a meeting that has not begun, an open request, or a line."""
        return (
            any(
                each.session is session
                and company in each.parties
                and each.state == "CONFIRMED"
                and each.span[0] > self.now
                for each in self.meetings
            )
            or any(
                each.session is session and company in each.pair and self.is_open_to_answers(each)
                for each in self.requests
            )
            or any(company in each.pair for each in self.line(session))
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
        if waiting := self.open_wait(session, one, other):
            self.end_wait(waiting, "BOOKED")
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
            self.close(before, "EXPIRED")
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
        self.nobody_waits_to_accept(request)

    def close(self, request: Request, state: str) -> None:
        request.close(state)
        self.nobody_waits_to_accept(request)

    def nobody_waits_to_accept(self, request: Request) -> None:
        for each in self.waits:
            if each.request is request and each.state == "WAITING":
                self.end_wait(each, "LEFT")

    def expire(self, what: Request | Offer) -> None:
        """The worker comes to something whose time may be over."""
        if isinstance(what, Offer):
            if what.state == "OFFERED" and what.expires <= self.now:
                what.waiting.number = self.last_number(what.waiting.session) + 1
                self.end_offer(what, "EXPIRED", "offer expired")
        elif what.state == "ASKED" and not self.is_open_to_answers(what):
            self.close(what, "EXPIRED")

    # ---- lines, and what is offered

    def last_number(self, session: Session) -> int:
        return max((each.number for each in self.waits if each.session is session), default=0)

    def may_wait(
        self, session: Session, waiter: str, wanted: str, on_behalf: bool, request: Request | None
    ) -> bool:
        if request and not self.is_open_to_answers(request):
            return False
        before = self.open_wait(session, waiter, wanted)
        if before is not None:
            return before.waiter == waiter
        korean, chinese = sorted((waiter, wanted), reverse=True)
        directly = session.direct and wanted not in session.wants_to_be_asked
        return (
            self.take_part(session, waiter, wanted)
            and not self.meetings_of(session, korean, chinese)
            and (directly or request is not None)
            and self.is_open(session, session.booking_ends, on_behalf)
            and not any(self.is_free(session, korean, chinese, slot) for slot in session.slots)
        )

    def wait(
        self, session: Session, waiter: str, wanted: str, request: Request | None
    ) -> Waiting | None:
        """The new place in a line; None where the company has one already."""
        if request is not None:
            request.expires = max(request.expires, session.booking_ends)
        if self.open_wait(session, waiter, wanted):
            return None
        number = self.last_number(session) + 1
        self.waits.append(Waiting(session, waiter, wanted, number, request))
        return self.waits[-1]

    def leave_line(self, waiting: Waiting) -> None:
        waiting.history.append("left the line")
        self.end_wait(waiting, "LEFT")
        self.expires_as_usual(waiting)

    def expires_as_usual(self, waiting: Waiting) -> None:
        if request := waiting.request:
            request.expires = min(request.expires, self.expiry(request.session))

    def end_wait(self, waiting: Waiting, state: str) -> None:
        offer = waiting.offer
        waiting.state = state
        if offer is not None:
            self.end_offer(offer, "WITHDRAWN", "offer withdrawn")

    def end_offer(self, offer: Offer, state: str, verb: str) -> None:
        """It gives up its seats, and the next in line is offered the time."""
        offer.state = state
        offer.waiting.history.append(verb)
        self.offer_freed(offer.waiting.session, offer.span, offer.waiting.pair)

    def decline_offer(self, offer: Offer, stay: bool) -> None:
        offer.state = "DECLINED"
        waiting = offer.waiting
        waiting.history.append("offer declined")
        if not stay:
            self.leave_line(waiting)
        self.offer_freed(waiting.session, offer.span, waiting.pair)

    def may_take(self, offer: Offer, on_behalf: bool) -> bool:
        waiting = offer.waiting
        if offer.state == "ACCEPTED":
            return True  # it is the same meeting
        return (
            offer.state == "OFFERED"
            and self.take_part(waiting.session, *waiting.pair)
            and (on_behalf or self.has_room(waiting.session, *waiting.pair))
        )

    def take(self, offer: Offer) -> Meeting:
        waiting = offer.waiting
        offer.state = "ACCEPTED"
        waiting.state = "BOOKED"
        waiting.history.append("offer accepted")
        meeting = self.book(waiting.session, *waiting.pair, offer.slot)
        meeting.interpreter = offer.interpreter
        return meeting

    def may_offer_by_hand(self, waiting: Waiting, slot: str) -> bool:
        return (
            waiting.state == "WAITING"
            and waiting.offer is None
            and self.take_part(waiting.session, *waiting.pair)
            and self.is_open(waiting.session, waiting.session.booking_ends, True)
            and self.is_free(waiting.session, *waiting.pair, slot, bound=False)
        )

    def keep(self, waiting: Waiting, slot: str, notice: timedelta) -> None:
        of = waiting.session
        ends = of.booking_ends, of.slots[slot][0] - notice
        expires = min([self.now + OFFER_LASTS, *(each for each in ends if each > self.now)])
        alone = of.needs_interpreter and self.lacks_language(waiting.pair[0])
        waiting.offers.append(Offer(waiting, slot, expires, interpreter=alone))
        waiting.history.append("time offered")

    def offer_freed(
        self,
        session: Session,
        span: tuple[datetime, datetime] | None = None,
        companies: tuple[str, ...] = (),
    ) -> None:
        """Whoever waits in the session, or for time of these companies, is offered what suits."""
        lines = [
            each
            for of in self.sessions
            for each in self.line(of)
            if of is session or set(companies) & set(each.pair)
        ]
        # One number can be given in each session; then who came first.
        for waiting in sorted(lines, key=lambda each: (each.number, self.waits.index(each))):
            slots = sorted(waiting.session.slots.items(), key=lambda each: each[1])
            for slot, (starts, ends) in slots:
                near = span is None or (starts < span[1] and span[0] < ends)
                if near and self.may_offer(waiting, slot):
                    self.keep(waiting, slot, waiting.session.limits.notice)

    def may_offer(self, waiting: Waiting, slot: str) -> bool:
        """By itself: never the same time twice, and no more than the companies could take."""
        of = waiting.session
        directly = of.direct and waiting.wanted not in of.wants_to_be_asked
        return (
            waiting.offer is None
            and slot not in [each.slot for each in waiting.offers]
            and (directly or waiting.request is not None)
            and self.take_part(of, *waiting.pair)
            and self.is_open(of, of.booking_ends, False)
            and self.is_free(of, *waiting.pair, slot)
            and all(
                self.number_of_meetings(of, company) + self.number_kept(of, company)
                < min(of.limits.meetings, of.limits.own.get(company, 99))
                for company in waiting.pair
            )
        )

    def number_kept(self, session: Session, company: str) -> int:
        return sum(
            each.offer is not None and company in each.pair
            for each in self.waits
            if each.session is session
        )

    def move_in_line(self, waiting: Waiting, position: int) -> None:
        line = [
            each
            for each in self.line(waiting.session)
            if (each.waiter[0], each.wanted) == (waiting.waiter[0], waiting.wanted)
        ]
        numbers = [each.number for each in line]
        line.remove(waiting)
        line.insert(position - 1, waiting)
        for each, number in zip(line, numbers, strict=True):
            each.number = number
        waiting.history.append("moved in line")

    # ---- who attends

    def hand_over(self, meeting: Meeting, company: str, people: frozenset[int]) -> None:
        everybody = frozenset({0, 1})
        if people != meeting.attending.get(company, everybody):
            meeting.attending[company] = people
            meeting.note("attendees changed", in_calendars=True)
            # Others come: where they share no language, somebody is wanted again.
            alone = self.lacks_language(meeting.korean) and not meeting.interpreter
            meeting.wanted = meeting.wanted or alone
