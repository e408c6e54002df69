"""The figures of a draft that is changed by hand are those that a count of the whole would give."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.consultations.models import Slot
from portal.infra import db
from portal.infra.db import session
from portal.kernel.errors import Conflict
from portal.timetabling import queries, services
from portal.timetabling.queries.figures import Figures, figures_of
from portal.timetabling.states import Rank
from tests.bookings.pair import Kept
from tests.timetabling.test_publishing import Session
from tests.web.coordinator.test_wishes import wish

KOREAN, CHINESE, SLOTS = 3, 3, 6
ONE, OTHER, SLOT = (st.integers(0, number - 1) for number in (KOREAN, CHINESE, SLOTS))
STEPS = st.one_of(
    st.tuples(st.just("put"), ONE, OTHER, SLOT),
    st.tuples(st.just("put"), ONE, OTHER, SLOT),
    st.tuples(st.just("swap"), ONE, OTHER, ONE, OTHER),
    st.tuples(st.just("take_out"), ONE, OTHER),
    st.tuples(st.just("lock"), ONE, OTHER),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


class Played(Session):
    """Three companies a side on two days, with wishes of every kind and of nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.k.append(self.another_korean())
        self.c.append(self.another_chinese())
        wish(self, self.c[0], self.k[0], Rank.WOULD)
        wish(self, self.c[1], self.k[0], Rank.NO)
        wish(self, self.k[2], self.c[0], Rank.WOULD)
        wish(self, self.c[2], self.k[2], Rank.NO)
        self.mark_unavailable(self.k[1].company, self.slots[1])
        with db.writing():
            for each in self.slots[:2]:
                later = timedelta(days=1)
                slot = Slot(
                    consultation_id=self.consultation.id,
                    starts_at=each.starts_at + later,
                    ends_at=each.ends_at + later,
                )
                session.add(slot)
            self.consultation.ends_at += timedelta(days=1)
        rows = sa.select(Slot.id).where(Slot.consultation_id == self.consultation.id)
        self.times = list(session.scalars(rows.order_by(Slot.starts_at)))
        self.pairs = {
            (one, other): (self.k[one].company.id, self.c[other].company.id)
            for one in range(KOREAN)
            for other in range(CHINESE)
        }

    def do(self, draft: Kept, step: tuple[Any, ...]) -> None:
        """One step of somebody; what is refused changes nothing."""
        what, *rest = step
        at = {each.pair: each for each in queries.planned_in(draft.now)}
        by = self.coordinator
        with suppress(Conflict), db.writing():
            if what in ("undo", "redo"):
                getattr(services, what)(draft.now, seen=draft.now.revision, by=by)
                return
            pair = self.pairs[rest[0], rest[1]]
            now = at.get(pair)
            if what == "put":
                slot = self.times[rest[2]]
                services.put(draft.now, pair, slot, was=now.slot if now else None, by=by)
            elif what == "swap" and (other := at.get(self.pairs[rest[2], rest[3]])) and now:
                services.swap(draft.now, pair, other.pair, was=now.slot, at=other.slot, by=by)
            elif what == "take_out" and now:
                services.take_out(draft.now, pair, was=now.slot, by=by)
            elif what == "lock" and now:
                services.lock(draft.now, pair, locked=not now.locked, was=now.slot, by=by)


def kept(draft: Kept) -> Figures:
    made = draft.now
    numbers = made.weight, made.placed, made.asked, made.unserved, made.idle
    return Figures(*numbers, made.smallest_share)


def counted(draft: Kept) -> Figures:
    made = draft.now
    return figures_of(queries.situation_of(made.consultation, queries.planned_in(made)))


def test_every_step_brings_the_figures_to_what_a_count_of_everything_gives(database, monday):
    here = Played()

    @settings(
        max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(steps=st.lists(STEPS, min_size=1, max_size=8))
    def play(steps: list[tuple[Any, ...]]) -> None:
        draft = Kept(here.draft(here.plan(0, 0, 0), here.plan(1, 1, 2, 1)))
        with db.writing():
            queries.set_figures(draft.now)
        for step in steps:
            here.do(draft, step)
            assert kept(draft) == counted(draft), step

    play()


def test_figures_that_wishes_have_overtaken_are_counted_anew(database, monday):
    here = Played()
    draft = Kept(here.draft(here.plan(0, 0, 0)))
    with db.writing():
        queries.set_figures(draft.now)
    wish(here, here.k[2], here.c[1], Rank.MUST)
    assert kept(draft) != counted(draft)
    here.do(draft, ("put", 0, 0, 2))
    assert kept(draft) == counted(draft)
