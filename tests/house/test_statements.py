"""No page asks the database more when there is more to show: every page of the desks, at two sizes.

Slots, meetings, requests, lines, offers, people, participants and wishes all grow at once, also the
one meeting, request and company that the pages are about.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from portal.bookings import services
from portal.consultations.models import ConsultationSession, Slot
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.technologies.states import ProfileKind
from portal.timetabling.models import Wish
from portal.timetabling.states import Rank
from tests import make
from tests.bookings.pair import One, Pair
from tests.house.access_table import routes_of
from tests.house.world import World
from tests.statements import counted

WHY = {"because": "They asked for it on the telephone"}


def two_more_slots(pair: Pair) -> tuple[Slot, Slot]:
    """After the last one of the session."""
    at = pair.consultation
    found = []
    for _ in range(2):
        starts_at = make.slots_of(at)[-1].ends_at + timedelta(minutes=5)
        ends_at = starts_at + timedelta(minutes=25)
        slot = Slot(consultation_id=at.id, starts_at=starts_at, ends_at=ends_at)
        found.append(make.add(slot))
    with db.writing():
        session.get_one(ConsultationSession, at.id).ends_at = ends_at
    return found[0], found[1]


class Growing(World):
    """A world in which there is more of everything each time that it grows."""

    def grow(self) -> None:
        for side in Side:
            self._of_side(self.pair.korean_one if side is Side.CN else self.pair.chinese_one, side)
        make.profile(self.pair.korean, ProfileKind.NEED)
        make.colleague(self.pair.korean)
        make.coordinator(of=self.pair.host)
        make.interpreter(of=self.pair.host, sessions=(self.pair.consultation,))
        make.delegate(make.participation_of(self.pair.korean, self.pair.consultation))
        make.consultation(mode=BookingMode.OPEN, owner=self.pair.host)
        make.venue(self.pair.consultation, self.pair.coordinator, self.pair.chinese)
        for state in (ParticipationState.ASKED, ParticipationState.WAITING):
            self.pair.another(Side.CN, state)

    def _of_side(self, one: One, side: Side) -> None:
        """Companies of a side that meet one of the other, ask it, are asked, wait, are offered."""
        pair = self.pair
        meets, asks, asked, waits, offered = (pair.another(side) for _ in range(5))
        make.delegate(make.participation_of(meets.company, pair.consultation))
        make.profile(asks.company)
        first, second = two_more_slots(pair)
        at, by = pair.consultation, pair.coordinator
        make.waiting(waits.company, one.company, at)
        line = make.waiting(offered.company, one.company, at)
        with db.writing():
            services.book(at, meets.company, one.company, first, "Filters", by=by, **WHY)
            services.ask(at, asks.company, one.company, None, "Filters", by=asks.user)
            services.ask(at, one.company, asked.company, None, "Filters", by=one.user)
            services.offer_by_hand(line, second, "For the test", by=by)
        self._wish(one, side)

    def _wish(self, one: One, side: Side) -> None:
        """In the session whose coordinator places the meetings."""
        public_id = self.of_timetable["consultations"]
        at = session.query(ConsultationSession).filter_by(public_id=public_id).one()
        partner = make.company_of(make.representative(side=side))
        make.participation(partner, at)
        korean, chinese = (partner, one.company) if side is Side.KR else (one.company, partner)
        own = session.query(Wish).filter_by(wished_by_side=side.other).count()
        make.add(
            Wish(
                consultation_id=at.id,
                korean_company_id=korean.id,
                chinese_company_id=chinese.id,
                wished_by_side=side.other,
                rank=Rank.MUST,
                position=own + 1,
                written_by_id=one.user.id,
            )
        )


@pytest.mark.any_engine
@pytest.mark.parametrize("desk", ["company", "coordinator", "interpreter"])
def test_no_page_asks_more_when_there_is_more(app, visit, engine, monday, desk):
    world = Growing()
    who = {
        "company": world.pair.korean_user,
        "coordinator": world.pair.coordinator,
        "interpreter": world.interpreter_user,
    }
    browser = visit(who[desk])
    addresses = {
        route.address(world.ids_for(route.rule.rule)): route.rule.rule
        for route in routes_of(app, desk)
        if route.method == "GET"
    }

    def cost() -> dict[str, list[str]]:
        found = {}
        for address, rule in addresses.items():
            with counted(engine) as sent:
                answer = browser.get(address)
            if answer.status == 200:
                found[rule] = list(sent)
        return found

    world.grow()
    few = cost()
    for _ in range(3):
        world.grow()
    many = cost()

    assert few.keys() == many.keys()
    assert len(few) > 0.7 * len(addresses)
    more = {
        rule: (Counter(many[rule]) - Counter(few[rule])).most_common(2)
        for rule in few
        if len(many[rule]) > len(few[rule])
    }
    assert more == {}


@pytest.mark.any_engine
@pytest.mark.parametrize("mode", [BookingMode.OPEN, BookingMode.REQUEST])
def test_the_sheet_of_two_companies_asks_no_more_when_there_are_more_times(
    visit, engine, monday, mode
):
    pair = Pair(mode=mode, needs_interpreter=True, rooms=2, rest_minutes=6, most_in_a_row=3)
    make.interpreter(of=pair.host, sessions=(pair.consultation,))
    korean = visit(pair.korean_user)
    partner = f"/company/consultations/{pair.consultation.public_id}/partners/"
    what = "book" if mode is BookingMode.OPEN else "ask"

    def cost() -> int:
        with counted(engine) as sent:
            assert korean.get(f"{partner}{pair.chinese.public_id}/{what}").status == 200
        return len(sent)

    def meet() -> None:
        first, second = two_more_slots(pair)
        at, by = pair.consultation, pair.coordinator
        for one, other, slot in (
            (pair.korean, pair.another_chinese().company, first),
            (pair.chinese, pair.another_korean().company, second),
        ):
            with db.writing():
                services.book(at, one, other, slot, "Filters", by=by, **WHY)

    meet()
    few = cost()
    for _ in range(3):
        meet()

    assert cost() == few
