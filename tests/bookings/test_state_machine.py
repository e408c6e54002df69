"""Companies, coordinators and time play with the portal; a small model of the rules says what
must come of it, and after every move all seats, bookings, histories and counters are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.bookings import queries, services
from portal.bookings.jobs import HANDLERS
from portal.bookings.models import Booking, MeetingRequest, Seat, SlotOffer
from portal.bookings.models import Waiting as WaitingRow
from portal.bookings.states import BookingState
from portal.consultations import services as taking_part
from portal.consultations.models import ConsultationSession, Delegate, Participation
from portal.consultations.states import BookingMode, OfferState
from portal.infra import db, jobs
from portal.infra.audit import AuditEntry
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict
from tests import make
from tests.bookings.model import (
    COMPANIES,
    PAIRS,
    Limits,
    Meeting,
    Model,
    Offer,
    Request,
    Session,
    Waiting,
)
from tests.conftest import MONDAY, empty

SIDES = st.booleans()
BY_COORDINATOR = st.booleans()
ALMOST_ALWAYS = st.sampled_from((True, True, True, False))
A_PAIR = st.sampled_from(PAIRS)
A_SESSION = st.sampled_from((0, 1))
A_SLOT = st.integers(0, 2)
SOME_SLOTS = st.frozensets(A_SLOT, max_size=2)
ONE_OF_THEM = st.integers(0, 20)
WHO = st.sampled_from(("korean", "chinese", "coordinator"))
# What the portal does without anybody.
BY_ITSELF = {"request expired", "time offered", "offer expired", "offer withdrawn"}
WHY = "They asked for it on the telephone"


def _one_of(pairs: list[Any], number: int, lives: Callable[[Any], bool]) -> Any:
    alive = [each for each in pairs if lives(each[0])]
    pool = alive if alive and number % 5 else pairs
    return pool[-1 - number % len(pool)]


# Tight enough to be met in a few moves: a rest longer than the pause of the one grid, two meetings
# that follow one another in the other, and notices that end on different days.
LIMITS = {
    "direct": Limits(
        meetings=2,
        rest=timedelta(minutes=6),
        notice=timedelta(hours=30),
        change=timedelta(hours=40),
        own={"C1": 1},
    ),
    "asked": Limits(
        open_requests=1,
        meetings=1,
        in_a_row=1,
        change=timedelta(hours=26),
        request_lasts=timedelta(hours=31),
    ),
}


class Portal(RuleBasedStateMachine):
    """Two companies a side in two sessions at once, whose slots overlap by minutes."""

    engine: sa.Engine

    @initialize(
        placed=st.lists(st.tuples(A_SESSION, A_PAIR, A_SLOT), max_size=5),
        asked=st.lists(st.tuples(A_PAIR, SIDES, SOME_SLOTS), min_size=2, max_size=4),
        limited=st.booleans(),
        lines=st.sampled_from(("offered", "offered", "waiting", "none")),
    )
    def begin(self, placed, asked, limited, lines) -> None:
        self.limits = LIMITS if limited else {}
        self.open = ExitStack()
        self.move_on = self.open.enter_context(clock.stopped(MONDAY))
        with db.writing():
            self._make_rows()
        self.moves = 0
        if lines != "none":
            self._leave_no_room()
        for which, pair, number in placed:
            self.book(which, pair, False, number, True)
        for pair, turned, numbers in asked:
            self.ask(1, pair, turned, False, numbers)
        if lines != "none":
            self._leave_no_time()
        for number in range(len(self._have_no_offer()) if lines == "offered" else 0):
            self.make_room(number, bool(number))

    def _leave_no_room(self) -> None:
        """Others have the only room of the first session all the time; two companies wait."""
        for number, pair in enumerate((("K2", "C2"), ("K1", "C2"), ("K2", "C1"))):
            self.book(0, pair, False, number, True)
        self.wait(0, ("K1", "C1"), False, False)

    def _leave_no_time(self) -> None:
        """A company of the second session has no time at all; its answers wait for some."""
        of = self.model.sessions[1]
        self._mark_slots(of, "C1", set(of.slots), False)
        for number in range(len(self.requests)):
            self.wait_to_accept(number, False)

    def _make_rows(self) -> None:
        host = make.host()
        self.coordinator = make.coordinator(of=host)
        self.users = {
            "K1": make.representative(side=Side.KR),
            "K2": make.representative(side=Side.KR, languages=["ko", "zh"]),
            "C1": make.representative(side=Side.CN),
            "C2": make.representative(side=Side.CN),
        }
        self.companies = {name: make.company_of(user) for name, user in self.users.items()}
        self.delegates: dict[tuple[str, int], list[Delegate]] = {}
        direct = make.consultation(owner=host, slots=3, rooms=1, **self._terms("direct"))
        asked = make.consultation(
            owner=host,
            slots=3,
            mode=BookingMode.REQUEST,
            needs_interpreter=True,
            **self._terms("asked"),
        )
        self.rows = {"direct": direct, "asked": asked}
        # The second session's grid: a minute into the first slot of the other, back to back with
        # its last, and inside one.
        first = direct.starts_at
        spans = [(24, 25), (85, 25), (120, 20)]
        for slot, (begins, lasts) in zip(make.slots_of(asked), spans, strict=True):
            slot.starts_at = first + timedelta(minutes=begins)
            slot.ends_at = slot.starts_at + timedelta(minutes=lasts)
        asked.ends_at = first + timedelta(minutes=140)
        self.interpreter = make.interpreter(of=host, sessions=(direct, asked))
        for name, company in self.companies.items():
            for row in self.rows.values():
                own = self._limits_of(row is direct).own.get(name)
                place = make.participation(company, row, bookable=name != "C2", most_meetings=own)
                self._name_two(name, place)
        self.slots = {
            f"{name}{number}": slot
            for name, row in self.rows.items()
            for number, slot in enumerate(make.slots_of(row))
        }
        self.parties = {
            **{name: company.party_id for name, company in self.companies.items()},
            "interpreter": self.interpreter.party_id,
            "room": make.rooms_of(direct)[0].party_id,
        }
        self.model = Model(clock.now(), [self._as_model(name) for name in self.rows])
        self.bookings: list[tuple[Meeting, Booking]] = []
        self.requests: list[tuple[Request, MeetingRequest]] = []
        self.waits: list[tuple[Waiting, WaitingRow]] = []

    def _name_two(self, company: str, place: Participation) -> None:
        """Who speaks for the company, and a colleague who speaks the same."""
        speaker = self.users[company].person
        colleague = make.person(side=speaker.side, languages=speaker.languages)
        named = [make.delegate(place, each) for each in (speaker, colleague)]
        self.delegates[company, place.consultation_id] = named

    def _limits_of(self, direct: bool) -> Limits:
        return self.limits.get("direct" if direct else "asked", Limits())

    def _terms(self, name: str) -> dict[str, Any]:
        """The limits as columns of a session."""
        if name not in self.limits:
            return {}
        limits = self.limits[name]
        minutes = timedelta(minutes=1)
        return {
            "most_open_requests": limits.open_requests,
            "most_meetings": limits.meetings,
            "most_in_a_row": limits.in_a_row,
            "rest_minutes": limits.rest // minutes,
            "notice_minutes": limits.notice // minutes,
            "change_minutes": limits.change // minutes,
            "request_hours": limits.request_lasts // (60 * minutes),
        }

    def _as_model(self, name: str) -> Session:
        row = self.rows[name]
        return Session(
            name=name,
            direct=name == "direct",
            asking_ends=row.asking_ends_at,
            booking_ends=row.booking_ends_at,
            starts=row.starts_at,
            ends=row.ends_at,
            slots={
                key: (slot.starts_at, slot.ends_at)
                for key, slot in self.slots.items()
                if slot.consultation_id == row.id
            },
            one_room=name == "direct",
            needs_interpreter=name == "asked",
            wants_to_be_asked=frozenset({"C2"}) if name == "direct" else frozenset(),
            limits=self._limits_of(name == "direct"),
        )

    def teardown(self) -> None:
        if hasattr(self, "open"):
            self.open.close()
            empty(self.engine)

    # ---- helpers

    def does(self, expected: bool, service: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Call a service; it must do what the model expects, or refuse with a sentence."""
        self.moves += 1
        try:
            with db.writing():
                done = service(*given, **named)
        except Conflict as refusal:
            if expected:
                raise AssertionError("refused against the rules") from refusal
            return None
        assert expected, "done against the rules"
        return done if done is not None else True

    def actor(self, company: str, by_coordinator: bool) -> dict[str, Any]:
        if by_coordinator:
            return {"by": self.coordinator, "because": WHY}
        return {"by": self.users[company]}

    def one_of(self, meeting: Meeting, who: str) -> Any:
        return self.coordinator if who == "coordinator" else self.users[getattr(meeting, who)]

    def slot(self, of: Session, number: int) -> str:
        return sorted(of.slots)[number]

    def meeting(self, number: int) -> tuple[Meeting, Booking]:
        """One of the meetings, mostly of those that stand."""
        return _one_of(self.bookings, number, lambda each: each.state == "CONFIRMED")

    def request(self, number: int) -> tuple[Request, MeetingRequest]:
        """One of the requests, mostly of those that wait for an answer."""
        return _one_of(self.requests, number, self.model.is_open_to_answers)

    # ---- companies and coordinators

    @rule(which=A_SESSION, pair=A_PAIR, turned=SIDES, number=A_SLOT, by=BY_COORDINATOR)
    def book(self, which, pair, turned, number, by, again=False):
        of = self.model.sessions[which]
        booker, booked = reversed(pair) if turned else pair
        slot = self.slot(of, number)
        booking = self.does(
            self.model.may_book(of, booker, booked, slot, by, again),
            services.book,
            self.rows[of.name],
            self.companies[booker],
            self.companies[booked],
            self.slots[slot],
            "Bag filters",
            again=again,
            **self.actor(booker, by),
        )
        if booking:
            self.bookings.append((self.model.book(of, booker, booked, slot), booking))

    @precondition(lambda self: self.bookings)
    @rule(which=ONE_OF_THEM, number=A_SLOT, by=BY_COORDINATOR)
    def book_once_more(self, which, number, by):
        model, _ = self.meeting(which)
        session_number = self.model.sessions.index(model.session)
        self.book(session_number, (model.korean, model.chinese), False, number, by, again=True)

    @rule(which=A_SESSION, pair=A_PAIR, turned=SIDES, by=BY_COORDINATOR, numbers=SOME_SLOTS)
    def ask(self, which, pair, turned, by, numbers):
        of = self.model.sessions[which]
        asker, asked = reversed(pair) if turned else pair
        times = frozenset(self.slot(of, number) for number in numbers)
        request = self.does(
            self.model.may_ask(of, asker, asked, by, times),
            services.ask,
            self.rows[of.name],
            self.companies[asker],
            self.companies[asked],
            None,
            "We look for bag filters",
            slots=[self.slots[name] for name in times],
            **self.actor(asker, by),
        )
        if request:
            self.requests.append((self.model.ask(of, asker, asked, times), request))

    @precondition(lambda self: self.requests)
    @rule(which=ONE_OF_THEM, number=A_SLOT, by=BY_COORDINATOR, in_turn=ALMOST_ALWAYS)
    def accept(self, which, number, by, in_turn):
        model, row = self.request(which)
        slot = self.slot(model.session, number)
        company = model.waits_for if by or in_turn else model.other(model.waits_for)
        booking = self.does(
            self.model.may_accept(model, company, slot, by),
            services.accept,
            row,
            self.slots[slot],
            **self.actor(company, by),
        )
        if booking:
            meeting = self.model.book(model.session, model.asked, model.asker, slot)
            self.bookings.append((meeting, booking))

    @precondition(lambda self: self.requests)
    @rule(
        which=ONE_OF_THEM,
        numbers=st.frozensets(A_SLOT, min_size=1, max_size=2),
        by=BY_COORDINATOR,
        in_turn=ALMOST_ALWAYS,
    )
    def propose(self, which, numbers, by, in_turn):
        model, row = self.request(which)
        times = frozenset(self.slot(model.session, number) for number in numbers)
        company = model.waits_for if by or in_turn else model.other(model.waits_for)
        if self.does(
            self.model.may_propose(model, company, times, by),
            services.propose,
            row,
            [self.slots[name] for name in times],
            **self.actor(company, by),
        ):
            self.model.propose(model, company, times)

    @precondition(lambda self: self.requests)
    @rule(which=ONE_OF_THEM, by=BY_COORDINATOR, yes=st.booleans())
    def decline_or_withdraw(self, which, by, yes):
        model, row = self.request(which)
        service = services.decline if yes else services.withdraw
        who = model.asked if yes else model.asker
        if self.does(self.model.is_open_to_answers(model), service, row, **self.actor(who, by)):
            self.model.close(model, "DECLINED" if yes else "WITHDRAWN")

    @precondition(lambda self: self.bookings)
    @rule(which=ONE_OF_THEM, who=WHO)
    def cancel(self, which, who):
        self._cancel(*self.meeting(which), who)

    def _cancel(self, model: Meeting, row: Booking, who: str) -> None:
        by = self.one_of(model, who)
        may = self.model.may_cancel(model, who == "coordinator")
        if self.does(may, services.cancel, row, "We are ill", by=by):
            model.state = "CANCELLED"
            model.note("meeting cancelled", in_calendars=True)
            self._freed(model, model.span)

    @precondition(lambda self: self.bookings)
    @rule(which=ONE_OF_THEM, number=A_SLOT, who=WHO)
    def move(self, which, number, who):
        model, row = self.meeting(which)
        slot = self.slot(model.session, number)
        may = self.model.may_move(model, slot, who == "coordinator")
        by = self.one_of(model, who)
        if self.does(may, services.move, row, self.slots[slot], "Later", by=by):
            left, model.slot = model.span, slot
            model.note("meeting moved", in_calendars=True)
            self._freed(model, left)

    def _freed(self, model: Meeting, span: tuple[datetime, datetime]) -> None:
        self.model.offer_freed(model.session, span, (model.korean, model.chinese))

    @precondition(lambda self: self.bookings)
    @rule(which=ONE_OF_THEM)
    def seat_interpreter(self, which):
        model, row = self.meeting(which)
        may = self.model.may_interpret(model)
        seat = services.assign_interpreter
        done = self.does(may, seat, row, self.interpreter, by=self.coordinator, because="So")
        if done and not model.interpreter:
            model.interpreter = True
            model.note("interpreter seated", in_calendars=True)

    @precondition(lambda self: self.bookings)
    @rule(which=ONE_OF_THEM, wanted=st.booleans())
    def release_interpreter(self, which, wanted):
        model, row = self.meeting(which)
        may = model.state == "CONFIRMED"
        if not self.does(
            may, services.release_interpreter, row, wanted=wanted, by=self.coordinator, because="So"
        ):
            return
        if model.interpreter or model.wanted != wanted:
            released = model.interpreter
            model.note("interpreter released", in_calendars=released)
            model.interpreter, model.wanted = False, wanted
            if released:
                self.model.offer_freed(model.session, model.span)

    @precondition(lambda self: self.bookings)
    @rule(which=ONE_OF_THEM, met=st.booleans())
    def mark(self, which, met):
        model, row = self.meeting(which)
        state = BookingState.MET if met else BookingState.MISSED
        may = self.model.may_mark(model, state.value)
        if self.does(may, services.mark, row, state, by=self.coordinator, because="So"):
            model.state = state.value
            model.note("meeting met" if met else "meeting missed")

    @rule(
        which=A_SESSION,
        company=st.sampled_from(COMPANIES),
        cannot=st.sampled_from((set(), {0}, {1, 2}, {0, 1, 2}, None)),
        by=st.booleans(),
    )
    def change_participation(self, which, company, cannot, by):
        """Mark the slots that cannot be used; else leave the session, or come back."""
        of = self.model.sessions[which]
        if cannot is not None:
            self._mark_slots(of, company, {self.slot(of, number) for number in cannot}, by)
        elif self.model.take_part(of, company):
            self._leave(of, company)
        else:
            self._come_back(of, company)

    def _leave(self, of: Session, company: str) -> None:
        if self.does(
            self.model.may_leave(of, company),
            services.leave_session,
            make.participation_of(self.companies[company], self.rows[of.name]),
            by=self.coordinator,
            reason=WHY,
        ):
            self.model.away.add((company, of.name))

    def _come_back(self, of: Session, company: str) -> None:
        if self.does(
            self.model.now < of.ends,
            taking_part.join_on_behalf,
            self.companies[company],
            self.rows[of.name],
            by=self.coordinator,
            reason=WHY,
        ):
            self.model.away.discard((company, of.name))

    def _mark_slots(self, of: Session, company: str, names: set[str], by: bool) -> None:
        may = self.model.take_part(of, company) and self.model.is_open(of, of.booking_ends, by)
        if self.does(
            may,
            services.mark_slots,
            make.participation_of(self.companies[company], self.rows[of.name]),
            [self.slots[name].public_id for name in names],
            by=self.coordinator if by else self.users[company],
            reason=WHY if by else None,
        ):
            self.model.unavailable -= {(company, name) for name in of.slots}
            self.model.unavailable |= {(company, name) for name in names}
            for model in list(self.model.line(of)):
                if company in model.pair and model.offer and model.offer.slot in names:
                    self.model.end_offer(model.offer, "WITHDRAWN", "offer withdrawn")
            self.model.offer_freed(of, companies=(company,))

    # ---- who attends

    @precondition(lambda self: self.bookings)
    @rule(
        which=ONE_OF_THEM,
        side=st.sampled_from(("korean", "chinese")),
        people=st.sampled_from((frozenset({0}), frozenset({1}), frozenset({0, 1}))),
        by=BY_COORDINATOR,
    )
    def hand_over(self, which, side, people, by):
        model, row = self.meeting(which)
        company = getattr(model, side)
        named = self.delegates[company, self.rows[model.session.name].id]
        if self.does(
            model.state == "CONFIRMED" and (by or self.model.now < model.span[0]),
            services.hand_over,
            row,
            self.companies[company],
            [named[number].public_id for number in people],
            **self.actor(company, by),
        ):
            self.model.hand_over(model, company, people)

    # ---- waiting lists

    def in_line(self, number: int) -> tuple[Waiting, WaitingRow]:
        """One of the places in lines, mostly of those who wait."""
        return _one_of(self.waits, number, lambda each: each.state == "WAITING")

    def offered(self, number: int) -> tuple[Offer, SlotOffer]:
        """One of the offers, mostly of those that stand."""
        return _one_of(self._all_offers(), number, lambda each: each.state == "OFFERED")

    def _all_offers(self) -> list[tuple[Offer, SlotOffer]]:
        rows: dict[int, list[SlotOffer]] = {waiting.id: [] for _, waiting in self.waits}
        every = sa.select(SlotOffer).order_by(SlotOffer.id)
        for row in session.scalars(every.execution_options(populate_existing=True)):
            rows[row.waiting_id].append(row)
        return [
            pair
            for model, waiting in self.waits
            for pair in zip(model.offers, rows[waiting.id], strict=True)
        ]

    @rule(which=A_SESSION, pair=A_PAIR, turned=SIDES, by=BY_COORDINATOR)
    def wait(self, which, pair, turned, by):
        of = self.model.sessions[which]
        waiter, wanted = reversed(pair) if turned else pair
        row = self.does(
            self.model.may_wait(of, waiter, wanted, by, None),
            services.wait,
            self.rows[of.name],
            self.companies[waiter],
            self.companies[wanted],
            "Bag filters",
            **self.actor(waiter, by),
        )
        if row and (model := self.model.wait(of, waiter, wanted, None)):
            self.waits.append((model, row))

    @precondition(lambda self: self.requests)
    @rule(which=ONE_OF_THEM, by=BY_COORDINATOR)
    def wait_to_accept(self, which, by):
        model, request = self.request(which)
        waiter = model.waits_for
        wanted = model.other(waiter)
        row = self.does(
            self.model.may_wait(model.session, waiter, wanted, by, model),
            services.wait_to_accept,
            request,
            **self.actor(waiter, by),
        )
        if row and (waiting := self.model.wait(model.session, waiter, wanted, model)):
            self.waits.append((waiting, row))

    @precondition(lambda self: self._have_no_offer())
    @rule(which=ONE_OF_THEM, marks=st.booleans())
    def make_room(self, which, marks):
        """Let time fall free for somebody who waits: by what was marked, or who meets then."""
        lines = self._have_no_offer()
        if not lines:
            return
        waiting = lines[which % len(lines)]
        meetings = [
            (model, row)
            for model, row in self.bookings
            if model.session is waiting.session and model.state == "CONFIRMED"
        ]
        if marks or not meetings:
            for company in waiting.pair:
                self._mark_slots(waiting.session, company, set(), True)
        else:
            self._cancel(*meetings[which % len(meetings)], "coordinator")

    def _have_no_offer(self) -> list[Waiting]:
        return [
            each for of in self.model.sessions for each in self.model.line(of) if not each.offer
        ]

    @precondition(lambda self: self.waits)
    @rule(which=ONE_OF_THEM, by=BY_COORDINATOR)
    def leave_line(self, which, by):
        model, row = self.in_line(which)
        may = model.state == "WAITING"
        if self.does(may, services.leave, row, **self.actor(model.waiter, by)):
            self.model.leave_line(model)

    @precondition(lambda self: self.waits)
    @rule(which=ONE_OF_THEM, position=st.integers(1, 2))
    def move_in_line(self, which, position):
        model, row = self.in_line(which)
        may, by = model.state == "WAITING", self.coordinator
        if self.does(may, services.move_in_line, row, position, WHY, by=by):
            self.model.move_in_line(model, position)

    @precondition(lambda self: any(model.offers for model, _ in self.waits))
    @rule(which=ONE_OF_THEM, by=BY_COORDINATOR)
    def accept_offer(self, which, by):
        model, row = self.offered(which)
        new = model.state == "OFFERED"
        booking = self.does(
            self.model.may_take(model, by),
            services.accept_offer,
            row,
            **self.actor(model.waiting.waiter, by),
        )
        if booking and new:
            self.bookings.append((self.model.take(model), booking))

    @precondition(lambda self: any(model.offers for model, _ in self.waits))
    @rule(which=ONE_OF_THEM, by=BY_COORDINATOR, stay=ALMOST_ALWAYS)
    def decline_offer(self, which, by, stay):
        model, row = self.offered(which)
        if self.does(
            model.state == "OFFERED",
            services.decline_offer,
            row,
            stay=stay,
            **self.actor(model.waiting.waiter, by),
        ):
            self.model.decline_offer(model, stay)

    @precondition(lambda self: any(model.offers for model, _ in self.waits))
    @rule(which=ONE_OF_THEM)
    def take_offer_back(self, which):
        model, row = self.offered(which)
        may, by = model.state == "OFFERED", self.coordinator
        if self.does(may, services.take_offer_back, row, WHY, by=by):
            self.model.end_offer(model, "WITHDRAWN", "offer withdrawn")

    @precondition(lambda self: self.waits)
    @rule(which=ONE_OF_THEM, number=A_SLOT)
    def offer_by_hand(self, which, number):
        model, row = self.in_line(which)
        slot = self.slot(model.session, number)
        may, by = self.model.may_offer_by_hand(model, slot), self.coordinator
        if self.does(may, services.offer_by_hand, row, self.slots[slot], WHY, by=by):
            self.model.keep(model, slot, timedelta(0))

    # ---- time

    @rule(
        hours=st.sampled_from((0, 1, 1, 1, 2, 2, 30, 73)),
        minutes_into_the_day=st.sampled_from((None,) * 9 + (0, 25, 60)),
    )
    def time_passes(self, hours, minutes_into_the_day):
        if minutes_into_the_day is None:
            time = timedelta(hours=hours)
        else:
            day = self.model.sessions[0].starts
            time = day + timedelta(minutes=minutes_into_the_day) - self.model.now
        if time > timedelta(0):
            self.move_on(time)
            self.model.now += time
        # What was offered lapses in time: a worker who is late is played elsewhere.
        standing = [each.offer for each in self.model.waits if each.offer]
        if hours != 1 or any(each.expires <= self.model.now for each in standing):
            self._worker_comes()

    def _worker_comes(self) -> None:
        """Whatever it comes to, in its order; the model knows what is to happen then."""
        visited = True
        while visited:
            visited = []
            with db.writing():
                for job in jobs.claim():
                    HANDLERS[job.kind](**job.ids)
                    jobs.done(job.id)
                    visited.append(dict(job.ids))
            for ids in visited:
                self.model.expire(self._visited(ids))
        for _, offer in self._all_offers():
            assert offer.state is not OfferState.OFFERED or offer.expires_at > clock.now()
        for model, _ in self.requests:
            self.model.expire(model)

    def _visited(self, ids: dict[str, int]) -> Request | Offer:
        if "request_id" in ids:
            return next(model for model, row in self.requests if row.id == ids["request_id"])
        offer = session.get_one(SlotOffer, ids["offer_id"])
        before = sa.select(sa.func.count()).where(
            SlotOffer.waiting_id == offer.waiting_id, SlotOffer.id < offer.id
        )
        waiting = next(model for model, row in self.waits if row.id == offer.waiting_id)
        return waiting.offers[session.scalar(before) or 0]

    # ---- what must hold after every move

    @invariant()
    def seats_are_those_of_meetings_and_offers_that_stand_and_never_overlap(self):
        if not hasattr(self, "model"):
            return
        seats = [
            tuple(row)
            for row in session.execute(
                sa.select(
                    Seat.party_id, Seat.starts_at, Seat.ends_at, Seat.booking_id, Seat.offer_id
                )
            )
        ]
        for one, other in combinations(seats, 2):
            assert one[0] != other[0] or one[1] >= other[2] or other[1] >= one[2]
        own = [(model, row.id, None) for model, row in self.bookings]
        kept = [(model, None, row.id) for model, row in self._all_offers()]
        assert Counter(seats) == Counter(
            (self.parties[party], *model.span, *owner)
            for model, *owner in own + kept
            for party in model.parties
        )

    def _histories(self, kind: str) -> dict[str, list[str]]:
        """What the trail says of bookings or requests, by their public ids."""
        found: dict[str, list[str]] = {}
        for name, verb, who in session.execute(
            sa.select(AuditEntry.about_id, AuditEntry.verb, AuditEntry.actor_name)
            .where(AuditEntry.about_kind == kind)
            .order_by(AuditEntry.id)
        ):
            assert who or verb in BY_ITSELF
            found.setdefault(name, []).append(verb)
        return found

    @invariant()
    def bookings_are_as_the_model_has_them_with_their_whole_history(self):
        if not hasattr(self, "model"):
            return
        histories = self._histories("booking")
        found = session.scalars(
            sa.select(Booking).execution_options(populate_existing=True)
        ).unique()
        rows = {row.id: row for row in found}
        assert rows.keys() == {row.id for _, row in self.bookings}
        for model, booking in self.bookings:
            row = rows[booking.id]
            assert row.state.value == model.state
            assert row.slot_id == self.slots[model.slot].id
            assert (row.turn, row.calendar_sequence) == (model.turn, model.sequence)
            assert (row.interpreter_id is not None) == model.interpreter
            assert row.interpreter_wanted == model.wanted
            assert (row.room_id is not None) == model.session.one_room
            assert histories.get(row.public_id) == model.history
        self._who_attends_is_as_the_model_has_it()

    def _who_attends_is_as_the_model_has_it(self) -> None:
        people = queries.people_at([row for _, row in self.bookings])
        for model, row in self.bookings:
            for name in (model.korean, model.chinese):
                named = self.delegates[name, self.rows[model.session.name].id]
                wanted = model.attending.get(name, (0, 1))
                there = [person.id for person in people[row.id, self.companies[name].id]]
                assert there == [named[number].person_id for number in sorted(wanted)]

    @invariant()
    def lines_and_offers_are_as_the_model_has_them_with_their_whole_history(self):
        if not hasattr(self, "model"):
            return
        found = session.scalars(
            sa.select(WaitingRow).execution_options(populate_existing=True)
        ).unique()
        rows = {row.id: row for row in found}
        assert rows.keys() == {row.id for _, row in self.waits}
        histories = self._histories("waiting")
        for model, waiting in self.waits:
            row = rows[waiting.id]
            assert (row.state.value, row.number) == (model.state, model.number)
            assert histories[row.public_id] == model.history
        for offer, row in self._all_offers():
            assert row.state.value == offer.state
            assert (row.slot_id, row.expires_at) == (self.slots[offer.slot].id, offer.expires)
            assert (row.booking_id is not None) == (offer.state == "ACCEPTED")
        ids = {of.name: self.rows[of.name].id for of in self.model.sessions}
        numbers = queries.line_numbers(ids.values())
        for of in self.model.sessions:
            line = self.model.line(of)
            offered = sum(each.offer is not None for each in line)
            got = numbers.get(ids[of.name], queries.LineNumbers())
            assert (got.waiting, got.offered) == (len(line), offered)

    @invariant()
    def requests_and_counters_are_right(self):
        if not hasattr(self, "model"):
            return
        sides = {"K": Side.KR, "C": Side.CN}
        states = session.execute(
            sa.select(MeetingRequest.id, MeetingRequest.state, MeetingRequest.waits_for)
        )
        assert {id: (state.value, side) for id, state, side in states} == {
            row.id: (model.state, sides[model.waits_for[0]]) for model, row in self.requests
        }
        histories = self._histories("meeting_request")
        assert histories == {row.public_id: model.history for model, row in self.requests}
        ids = {of.name: self.rows[of.name].id for of in self.model.sessions}
        numbers, waiting = (
            queries.numbers_of(ids.values()),
            queries.number_of_open_requests(ids.values()),
        )
        for of in self.model.sessions:
            mine = [each for each in self.model.meetings if each.session is of]
            standing = [each for each in mine if each.state != "CANCELLED"]
            to_come = [e for e in mine if e.state == "CONFIRMED" and e.span[1] > self.model.now]
            got = numbers.get(ids[of.name], queries.meetings.Numbers())
            assert got.standing == len(standing)
            assert got.lack_interpreter == sum(e.wanted and not e.interpreter for e in to_come)
            assert waiting.get(ids[of.name], 0) == sum(
                self.model.is_open_to_answers(each)
                for each in self.model.requests
                if each.session is of
            )
        of = self.model.sessions[self.moves % 2]
        company = COMPANIES[self.moves // 2 % 4]
        assert queries.meetings_to_come(
            self.rows[of.name], self.companies[company]
        ) == self.model.to_come(of, company)

    @invariant()
    def what_is_offered_as_free_is_free(self):
        if not hasattr(self, "model"):
            return
        of = self.model.sessions[self.moves % 2]
        korean, chinese = PAIRS[self.moves // 2 % 4]
        row: ConsultationSession = self.rows[of.name]
        free = queries.free_slots(row, self.companies[korean], self.companies[chinese])
        assert [slot.starts_at for slot in free] == self._free(of, korean, chinese)

    def _free(self, of: Session, korean: str, chinese: str) -> list[datetime]:
        return sorted(
            span[0]
            for name, span in of.slots.items()
            if self.model.is_free(of, korean, chinese, name)
        )


def play(engine: sa.Engine, games: int, moves: int, *, the_same: bool) -> None:
    machine = type("PortalOn", (Portal,), {"engine": engine})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=games,
            stateful_step_count=moves,
            derandomize=the_same,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_they_do_the_portal_keeps_to_the_rules(database):
    play(database, games=20, moves=40, the_same=True)


@pytest.mark.proof
def test_whatever_they_do_for_long_the_portal_keeps_to_the_rules(database):
    play(database, games=60, moves=60, the_same=False)
