"""A meeting of a published version is called off: others meet in its time, and nobody is moved."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.bookings import services as bookings
from portal.bookings.models import Booking
from portal.infra import db
from portal.infra.db import session
from portal.timetabling import jobs, queries
from portal.timetabling.models import Timetable
from portal.timetabling.queries import What
from portal.timetabling.situation import Pair, Planned
from portal.timetabling.states import Rank
from tests.timetabling.test_publishing import Session
from tests.web.coordinator.test_wishes import wish


@pytest.fixture
def here(database, monday) -> Session:
    """A third company a side, which only the first of the other side wants to meet."""
    made = Session()
    made.k.append(made.another_korean())
    made.c.append(made.another_chinese())
    wish(made, made.k[2], made.c[0], Rank.WOULD)
    return made


def call_off(here: Session, pair: Pair) -> None:
    rows = sa.select(Booking).where(
        Booking.korean_company_id == pair[0], Booking.chinese_company_id == pair[1]
    )
    with db.writing():
        booking = session.scalars(rows).one()
        bookings.cancel(booking, "We are ill", by=here.k[0].user)
    session.rollback()


def everything(here: Session) -> list[Planned]:
    """Both wish lists of the first two companies fulfilled, in four slots."""
    return [
        here.plan(0, 0, 0),
        here.plan(1, 1, 0, 1),
        here.plan(0, 1, 1),
        here.plan(1, 0, 1, 1),
    ]


def pressed(here: Session, visit) -> Timetable:
    """The proposal that the one button of the timetable's page has built."""
    coordinator = visit(here.coordinator)
    base = f"/coordinator/consultations/{here.consultation.public_id}/timetable"
    page = coordinator.get(base)
    assert "1 meeting of version 1 was called off." in page.text
    coordinator.submit(page, form="form[action$='/fill']")
    session.rollback()
    made = queries.timetables_of(here.consultation)[0].id
    session.rollback()
    jobs.build(made)
    session.rollback()
    return session.get_one(Timetable, made)


def test_who_was_left_out_meets_in_the_time_that_fell_free_and_nobody_moves(here, visit):
    plan = everything(here)
    here.publish(here.draft(*plan))
    before = here.standing()
    call_off(here, plan[0].pair)

    draft = pressed(here, visit)

    changes = queries.publication_of(draft).changes
    assert [(each.what, each.korean.id, each.chinese.id) for each in changes] == [
        (What.NEW, here.k[2].company.id, here.c[0].company.id)
    ]
    here.publish(draft)
    assert sum((before & here.standing()).values()) == 3
    assert queries.called_off_since(queries.current_version(here.consultation)) == []


def test_the_two_whose_meeting_was_called_off_are_not_brought_together_again(here):
    plan = everything(here)
    here.publish(here.draft(*plan))
    call_off(here, plan[0].pair)
    situation = queries.situation_of(here.consultation)
    assert situation.called_off == {plan[0].pair}
    assert not situation.wants(plan[0].pair)

    # A version later it still holds, and a hand may think otherwise.
    here.publish(here.draft(*plan[1:]))
    assert queries.situation_of(here.consultation).called_off == {plan[0].pair}
    here.publish(here.draft(*plan))
    assert queries.situation_of(here.consultation).called_off == set()


def test_what_a_version_left_out_may_be_placed_again(here):
    plan = everything(here)
    here.publish(here.draft(*plan))
    here.publish(here.draft(*plan[1:]))
    situation = queries.situation_of(here.consultation)
    assert situation.called_off == set()
    assert situation.wants(plan[0].pair)
