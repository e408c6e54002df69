"""A coordinator writes when an interpreter is there; every page where it matters shows it."""

import pytest

from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.statements import counted


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def who(pair):
    return Kept(make.interpreter(of=pair.host, sessions=(pair.consultation,)))


@pytest.fixture
def desk(visit, pair):
    return visit(pair.coordinator)


def page_of(pair, who) -> str:
    return (
        f"/coordinator/consultations/{pair.consultation.public_id}"
        f"/interpreters/{who.public_id}/hours"
    )


# The session of the tests is on this Monday, from 13:00 in Beijing.
DAY = "20260914"
FROM, UNTIL, AWAY = f"from_{DAY}", f"until_{DAY}", f"away_{DAY}"


def test_hours_are_written_and_shown_on_both_clocks(pair, who, desk, visit):
    form = desk.get(page_of(pair, who))
    assert "14:00 – 15:55 Seoul · 13:00 – 14:55 Beijing" in form.main
    answer = desk.submit(form, {FROM: "13:00", UNTIL: "14:00"})
    assert "The hours are saved." in answer.text
    assert "14:00 – 15:00 Seoul · 13:00 – 14:00 Beijing" in answer.main
    own = visit(who.now.user).get("/interpreter/")
    assert "14:00 – 15:00 Seoul · 13:00 – 14:00 Beijing" in own.main
    again = desk.get(page_of(pair, who))
    assert again.page.select_one(f"[name={UNTIL}]")["value"] == "14:00"
    answer = desk.submit(again, {FROM: "", UNTIL: "", AWAY: "y"})
    assert "not there" in answer.main


def test_what_is_wrong_is_told_beside_its_field_and_stays_typed(pair, who, desk):
    page = desk.get(page_of(pair, who))
    for typed, sentence in (
        ({FROM: "14:00", UNTIL: "13:00"}, "The end must be after the start."),
        ({FROM: "13:00", UNTIL: ""}, "Please write until when."),
        ({FROM: "", UNTIL: "13:00"}, "Please write from when."),
        ({FROM: "25:00", UNTIL: "13:00"}, "There is no such time."),
        ({FROM: "13:00", UNTIL: "14:00", AWAY: "y"}, "Please give hours, or say"),
    ):
        answer = desk.submit(page, typed)
        assert answer.status == 422
        assert answer.page.select_one(".fld.err")
        assert all(sentence in error for error in answer.errors()), answer.errors()
        assert answer.page.select_one(f"[name={FROM}]")["value"] == typed[FROM]
    assert "morning to night" in desk.get(f"/coordinator/interpreters/{who.public_id}").main


def test_who_is_not_there_is_marked_and_seated_only_with_a_reason(pair, who, desk):
    desk.submit(desk.get(page_of(pair, who)), {FROM: "14:00", UNTIL: "15:00"})
    booking = pair.met(pair.slots[0])
    here = f"/coordinator/consultations/{pair.consultation.public_id}/bookings/{booking.public_id}"
    form = "form[action$=interpreter]"
    page = desk.get(here)
    assert "– outside their hours" in page.main
    refused = desk.submit(page, {"interpreter": who.public_id}, form=form)
    assert refused.status == 409
    assert "You may seat them all the same: please say why." in refused.main
    chosen = refused.page.select_one(f"[name=interpreter] [value='{who.public_id}']")
    assert chosen.has_attr("selected")
    answer = desk.submit(
        refused, {"interpreter": who.public_id, "because": "Agreed by telephone"}, form=form
    )
    assert "Interpreter found, outside their hours" in answer.main
    assert "Agreed by telephone" in answer.main
    saved = desk.submit(desk.get(page_of(pair, who)), {FROM: "14:00", UNTIL: "15:00"})
    assert "They stay seated at 1 meeting outside these hours." in saved.text


def test_hours_of_others_are_not_there(pair, who, desk, visit):
    foreign = visit(make.coordinator(Side.CN))
    assert foreign.get(page_of(pair, who)).status == 404
    stranger = Kept(make.interpreter(of=pair.host))
    assert desk.get(page_of(pair, stranger)).status == 404
    elsewhere = Kept(make.interpreter(sessions=(pair.consultation,)))
    assert desk.get(page_of(pair, elsewhere)).status == 404


def test_a_meeting_asks_as_much_for_many_interpreters_as_for_one(pair, who, desk, engine):
    booking = pair.met(pair.slots[0])
    here = f"/coordinator/consultations/{pair.consultation.public_id}/bookings/{booking.public_id}"
    with counted(engine) as few:
        desk.get(here)
    for _ in range(4):
        make.interpreter(of=pair.host, sessions=(pair.consultation,))
    with counted(engine) as many:
        desk.get(here)
    assert len(many) == len(few)
