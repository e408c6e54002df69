"""Companies, a coordinator and time play with the few places of a region; a small model says who
has one, who waits in which order, and what is kept for whom after every move.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from portal.bookings import services as bookings
from portal.consultations import queries, services
from portal.consultations.jobs import HANDLERS
from portal.consultations.models import Participation, PlaceOffer
from portal.consultations.services import Place
from portal.infra import db, jobs
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict
from tests import make
from tests.conftest import MONDAY, empty

WHY = "They asked for it on the telephone"
SHANGHAI = "310000"
LASTS = timedelta(hours=2)
COMPANIES = 4
ONE = st.integers(0, COMPANIES - 1)
ONE_OF_THEM = st.integers(0, 20)
BY_COORDINATOR = st.booleans()


@dataclass
class Kept:
    """A place that is kept for a company since a moment, until another."""

    since: datetime
    expires: datetime
    state: str = "OFFERED"


@dataclass
class Member:
    """A company in the session; `holds` says whether a place is its own, or kept for it."""

    id: int
    state: str
    asked: datetime
    holds: bool = False
    offers: list[Kept] = field(default_factory=list)

    @property
    def offer(self) -> Kept | None:
        return next((each for each in self.offers if each.state == "OFFERED"), None)

    @property
    def had_turn(self) -> bool:
        """It let an offer pass since it asked."""
        return any(each.state != "OFFERED" and each.since >= self.asked for each in self.offers)


class Model:
    """So many places of one region, and a line for them."""

    def __init__(self, now: datetime, booking_ends: datetime) -> None:
        self.now, self.booking_ends, self.places = now, booking_ends, 1
        self.members: dict[int, Member] = {}
        self.line: list[Member] = []

    @property
    def held(self) -> int:
        return sum(each.holds for each in self.members.values())

    def keep(self, member: Member) -> None:
        ends = self.booking_ends
        until = min([self.now + LASTS, *([ends] if ends > self.now else [])])
        member.holds = True
        member.offers.append(Kept(self.now, until))

    def offer_places(self) -> None:
        if self.now >= self.booking_ends:
            return
        for each in list(self.line):
            if self.held < self.places and not each.offer and not each.had_turn:
                self.keep(each)

    def let_in(self, member: Member) -> None:
        if member.offer:
            member.offer.state = "ACCEPTED"
        member.state, member.holds = "ACCEPTED", True
        self.out_of_line(member)

    def let_wait(self, member: Member) -> None:
        """Behind everybody who asked before it, wherever they have been put."""
        member.state = "WAITING"
        before = [
            number
            for number, each in enumerate(self.line, start=1)
            if (each.asked, each.id) < (member.asked, member.id)
        ]
        self.line.insert(max(before, default=0), member)

    def out_of_line(self, member: Member) -> None:
        if member in self.line:
            self.line.remove(member)

    def give_up(self, member: Member, state: str, offer: str = "WITHDRAWN") -> None:
        member.state = state
        self.end_offer(member, offer)
        self.out_of_line(member)
        self.offer_places()

    def end_offer(self, member: Member, state: str) -> None:
        if member.offer:
            member.offer.state = state
        member.holds = False

    def expire(self, member: Member) -> None:
        if member.offer and member.offer.expires <= self.now:
            self.end_offer(member, "EXPIRED")
            self.line.remove(member)
            self.line.append(member)
            self.offer_places()


class Places(RuleBasedStateMachine):
    """Four companies of a region that has one, two or three places."""

    engine: sa.Engine

    @initialize(asked=st.lists(ONE, unique=True, min_size=3), freed=st.sampled_from((True, False)))
    def begin(self, asked, freed) -> None:
        self.open = ExitStack()
        self.move_on = self.open.enter_context(clock.stopped(MONDAY))
        with db.writing():
            host = make.host()
            self.coordinator = make.coordinator(of=host)
            self.users = [make.representative() for _ in range(COMPANIES)]
            self.companies = [make.company_of(user) for user in self.users]
            self.at = make.consultation(owner=host)
            services.limit_places(self.at, {SHANGHAI: 1}, by=self.coordinator)
        self.model = Model(clock.now(), self.at.booking_ends_at)
        for which in asked:
            self.ask(which)
        for which in asked:
            self.accept(which)
        if freed:
            self.leave(asked[0], True)

    def teardown(self) -> None:
        if hasattr(self, "open"):
            self.open.close()
            empty(self.engine)

    def does(self, expected: bool, service: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Call a service; it must do what the model expects, or refuse with a sentence."""
        try:
            with db.writing():
                done = service(*given, **named)
        except Conflict as refusal:
            if expected:
                raise AssertionError("refused against the rules") from refusal
            return None
        assert expected, "done against the rules"
        return done if done is not None else True

    def actor(self, which: int, by: bool) -> dict[str, Any]:
        return {"by": self.coordinator, "reason": WHY} if by else {"by": self.users[which]}

    def place(self, which: int) -> tuple[Member, Participation] | None:
        member = self.model.members.get(which)
        return member and (member, make.participation_of(self.companies[which], self.at))

    def mostly(self, which: int, lives: Callable[[Member], Any]) -> int:
        """One of the companies of which something is true, mostly."""
        alive = [number for number, each in self.model.members.items() if lives(each)]
        return alive[which % len(alive)] if alive and which % 5 else which % COMPANIES

    def offered(self, number: int) -> tuple[int, Member, Kept, PlaceOffer] | None:
        """What was offered last to a company, mostly one that may answer now."""
        which = self.mostly(number, lambda each: each.offer)
        found = self.place(which)
        if found is None or not found[0].offers:
            return None
        offer = queries.last_place_offer_to(found[1])
        return which, found[0], found[0].offers[-1], offer

    @property
    def joining(self) -> bool:
        return self.model.now < self.at.joining_ends_at

    @property
    def over(self) -> bool:
        return self.model.now >= self.at.ends_at

    @rule(which=ONE)
    def ask(self, which):
        member = self.model.members.get(which)
        may = self.joining and (member is None or member.state == "WITHDRAWN")
        service, company = services.ask_to_join, self.companies[which]
        done = self.does(may, service, company, self.at, Place(), by=self.users[which])
        if not done:
            return
        if member is None:
            member = self.model.members[which] = Member(done.id, "ASKED", self.model.now)
        member.state, member.asked = "ASKED", self.model.now
        if self.model.held >= self.model.places:
            self.model.let_wait(member)

    @rule(which=ONE)
    def accept(self, which):
        if not (found := self.place(which)):
            return
        member, row = found
        free = member.holds or self.model.held < self.model.places
        may = not self.over and member.state != "ACCEPTED" and (free or member.state != "WAITING")
        if self.does(may, services.accept, row, by=self.coordinator, reason=WHY):
            (self.model.let_in if free else self.model.let_wait)(member)

    @rule(which=ONE)
    def decline(self, which):
        if not (found := self.place(which)):
            return
        member, row = found
        may = not self.over and member.state in ("ASKED", "WAITING")
        if self.does(may, services.decline, row, by=self.coordinator, reason=WHY):
            waited, member.state = member.state == "WAITING", "DECLINED"
            if waited:
                self.model.give_up(member, "DECLINED")

    @rule(which=ONE, by=BY_COORDINATOR)
    def leave(self, which, by):
        if not (found := self.place(which)):
            return
        member, row = found
        in_time = by or self.joining or member.state == "WAITING"
        may = not self.over and in_time and member.state in ("ASKED", "WAITING", "ACCEPTED")
        if self.does(may, bookings.leave_session, row, **self.actor(which, by)):
            self.model.give_up(member, "WITHDRAWN")

    @rule(which=ONE_OF_THEM, by=BY_COORDINATOR)
    def accept_place(self, which, by):
        if not (found := self.offered(which)):
            return
        which, member, kept, offer = found
        may = not self.over and kept.state in ("OFFERED", "ACCEPTED")
        new = kept.state == "OFFERED"
        if self.does(may, services.accept_place, offer, **self.actor(which, by)) and new:
            self.model.let_in(member)

    @rule(which=ONE_OF_THEM, by=BY_COORDINATOR)
    def decline_place(self, which, by):
        if not (found := self.offered(which)):
            return
        which, member, kept, offer = found
        may = kept.state == "OFFERED"
        if self.does(may, services.decline_place, offer, **self.actor(which, by)):
            self.model.give_up(member, "WITHDRAWN", offer="DECLINED")

    @rule(which=ONE_OF_THEM)
    def take_offer_back(self, which):
        if not (found := self.offered(which)):
            return
        _, member, kept, offer = found
        take_back, by = services.take_place_offer_back, self.coordinator
        if self.does(kept.state == "OFFERED", take_back, offer, by=by, reason=WHY):
            self.model.end_offer(member, "WITHDRAWN")
            self.model.offer_places()

    @rule(which=ONE)
    def offer_by_hand(self, which):
        if not (found := self.place(which)):
            return
        member, row = found
        free = self.model.held < self.model.places
        may = member.state == "WAITING" and not member.offer and free
        by_hand, by = services.offer_place_by_hand, self.coordinator
        if self.does(may, by_hand, row, by=by, reason=WHY):
            self.model.keep(member)

    @rule(which=ONE_OF_THEM, by=BY_COORDINATOR)
    def take_left_place(self, which, by):
        """Others who wait and had no turn come first."""
        which = self.mostly(which, lambda each: each.state == "WAITING" and each.had_turn)
        if not (found := self.place(which)):
            return
        member, row = found
        others = sum(not (each.offer or each.had_turn) for each in self.model.line)
        before = self.model.now < self.model.booking_ends
        left = self.model.places - self.model.held - (others if before else 0) > 0
        in_time = before or (by and not self.over)
        may = in_time and member.state == "WAITING" and member.had_turn and (member.holds or left)
        if self.does(may, services.take_left_place, row, **self.actor(which, by)):
            self.model.offer_places()
            self.model.let_in(member)

    @rule(places=st.integers(1, 3))
    def limit(self, places):
        if self.does(True, services.limit_places, self.at, {SHANGHAI: places}, by=self.coordinator):
            self.model.places = places
            self.model.offer_places()

    @rule(which=ONE, position=st.integers(1, 3))
    def move_on_list(self, which, position):
        if not (found := self.place(which)):
            return
        member, row = found
        move, by = services.move_on_list, self.coordinator
        if self.does(member.state == "WAITING", move, row, position, by=by, reason=WHY):
            self.model.line.remove(member)
            self.model.line.insert(position - 1, member)

    @rule(hours=st.sampled_from((1, 1, 2, 2, 2, 50)))
    def time_passes(self, hours):
        """The worker comes to every place that was kept too long, in its order."""
        self.move_on(timedelta(hours=hours))
        self.model.now += timedelta(hours=hours)
        visited: Any = True
        while visited:
            visited = []
            with db.writing():
                for job in jobs.claim():
                    HANDLERS[job.kind](**job.ids)
                    jobs.done(job.id)
                    visited.append(job.ids["offer_id"])
            for id in visited:
                whose = session.get_one(PlaceOffer, id).participation.company_id
                which = [company.id for company in self.companies].index(whose)
                self.model.expire(self.model.members[which])

    @invariant()
    def everybody_is_where_the_model_has_them_and_places_are_counted(self):
        if not hasattr(self, "model"):
            return
        found = sa.select(Participation).execution_options(populate_existing=True)
        rows = {row.id: row for row in session.scalars(found).unique()}
        for member in self.model.members.values():
            row = rows.pop(member.id)
            assert row.state.value == member.state
            assert (row.place_number is not None) == member.holds
            offers = sa.select(PlaceOffer).where(PlaceOffer.participation_id == row.id)
            assert [
                (each.state.value, each.expires_at)
                for each in session.scalars(
                    offers.order_by(PlaceOffer.id).execution_options(populate_existing=True)
                )
            ] == [(each.state, each.expires) for each in member.offers]
        assert rows == {}
        line = queries.waiting_list(self.at, SHANGHAI)
        assert [each.participation.id for each in line] == [each.id for each in self.model.line]
        assert [each.position for each in line] == list(range(1, len(line) + 1))
        (counted,) = [each for each in queries.places_of(self.at) if each.where == SHANGHAI]
        states = [each.state for each in self.model.members.values()]
        kept = sum(each.offer is not None for each in self.model.line)
        assert (counted.most, counted.taken, counted.offered, counted.waiting) == (
            self.model.places,
            states.count("ACCEPTED"),
            kept,
            states.count("WAITING"),
        )


def test_whatever_they_do_places_are_given_once_and_in_order(database):
    run_state_machine_as_test(
        type("PlacesOn", (Places,), {"engine": database}),
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
