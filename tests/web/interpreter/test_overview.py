from __future__ import annotations

from datetime import timedelta

import pytest

from portal.bookings import services
from portal.infra import db
from portal.kernel import clock
from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.statements import counted


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def interpreter(pair):
    return Kept(make.interpreter(sessions=(pair.consultation,)))


def seat(pair: Pair, interpreter, slot, korean=None, chinese=None):
    with db.writing():
        booking = services.book(
            pair.consultation,
            korean or pair.korean,
            chinese or pair.chinese,
            slot,
            "Bag filters for two strands",
            by=pair.coordinator,
            because="Both asked for it",
        )
        services.assign_interpreter(booking, interpreter.now, by=pair.coordinator)
    return booking


def test_an_interpreter_sees_their_meetings_with_people_and_both_clocks(pair, interpreter, visit):
    place = make.participation_of(pair.chinese, pair.consultation)
    make.delegate(place, make.person("王芳", "WANG Fang", Side.CN, languages=["zh"]))
    seat(pair, interpreter, pair.slots[0])

    page = visit(interpreter.now.user).get("/interpreter/")

    assert "You interpret 1 meeting" in page.main
    assert "14:00 – 14:25 Seoul · 13:00 – 13:25 Beijing" in page.main
    assert pair.korean.name.en in page.main
    assert pair.chinese.name.en in page.main
    assert "WANG Fang" in page.main
    assert "Bag filters for two strands" in page.main


def test_meetings_of_others_are_not_shown(pair, interpreter, visit):
    seat(pair, interpreter, pair.slots[0])
    colleague = make.interpreter(sessions=(pair.consultation,))

    page = visit(colleague.user).get("/interpreter/")

    assert "No meeting is yours at the moment" in page.main
    assert pair.korean.name.en not in page.main


def test_past_meetings_stand_apart(pair, interpreter, visit, monday):
    seat(pair, interpreter, pair.slots[0])
    monday(pair.slots[0].starts_at - clock.now() - timedelta(minutes=10))
    browser = visit(interpreter.now.user)
    assert "In 10 minutes you interpret" in browser.get("/interpreter/").main

    monday(timedelta(hours=3))

    assert "No meeting is yours" in browser.get("/interpreter/").main
    assert pair.korean.name.en in browser.get("/interpreter/?show=past").main


def test_the_desk_costs_the_same_however_many_meetings_there_are(pair, interpreter, visit, engine):
    seat(pair, interpreter, pair.slots[0])
    browser = visit(interpreter.now.user)

    def statements() -> int:
        with counted(engine) as sent:
            assert browser.get("/interpreter/").status == 200
        return len(sent)

    few = statements()
    for slot in pair.slots[1:]:
        seat(
            pair,
            interpreter,
            slot,
            pair.another_korean().company,
            pair.another_chinese().company,
        )

    assert statements() == few
