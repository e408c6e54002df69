"""A company that brings its own interpreter needs none of the session's, anywhere."""

from __future__ import annotations

import pytest

from portal.bookings import queries
from portal.infra import db
from portal.kernel.clocks import Side
from portal.timetabling import queries as timetabling
from portal.timetabling.posing import pose
from tests import make
from tests.bookings.pair import Kept, Pair

BOX = "[name=own_interpreter]"


@pytest.fixture
def pair(database, monday) -> Pair:
    """Two who share no language, in a session without interpreters that asks for one."""
    found = Pair(needs_interpreter=True)
    for company, side, language in (
        (found.korean, Side.KR, "ko"),
        (found.chinese, Side.CN, "zh"),
    ):
        place = make.participation_of(company, found.consultation)
        make.delegate(place, make.person(side=side, languages=[language]))
    return found


def bring(pair: Pair) -> None:
    with db.writing():
        make.participation_of(pair.korean, pair.consultation).own_interpreter = True


def why_not(pair: Pair) -> set[str]:
    rows = queries.slots_for_pair(pair.consultation, pair.korean, pair.chinese)
    return {str(row.neither.msgid) for row in rows if row.neither}


def test_with_an_interpreter_of_its_own_a_company_meets_whom_it_could_not(pair):
    assert why_not(pair) == {"No interpreter is free"}
    bring(pair)
    assert why_not(pair) == set()
    meeting = pair.met(pair.slots[0])
    assert not meeting.now.interpreter_wanted


def test_the_timetable_needs_no_interpreter_for_it(pair):
    bring(pair)
    posed = pose(timetabling.situation_of(pair.consultation))
    assert not posed.needs_help((pair.korean.id, pair.chinese.id))


def test_the_company_says_so_itself_and_everybody_reads_it(pair, visit):
    own = visit(pair.korean_user)
    here = f"/company/consultations/{pair.consultation.public_id}"
    saved = own.submit(own.get(f"{here}/place"), {"own_interpreter": "y"})
    assert "You bring your own" in saved.main
    assert own.get(f"{here}/place").page.select_one(BOX).has_attr("checked")
    meeting = Kept(pair.met(pair.slots[0]).now)

    theirs = visit(pair.chinese_user).get(f"/company/meetings/{meeting.public_id}")
    assert f"{pair.korean.name.en} brings its own" in theirs.main
    desk = visit(pair.coordinator)
    at = f"/coordinator/consultations/{pair.consultation.public_id}"
    assert "brings its own interpreter." in desk.get(f"{at}/bookings/{meeting.public_id}").main
    other = pair.another_chinese()
    booking_page = visit(other.user).get(f"{here}/partners/{pair.korean.public_id}/book")
    assert f"{pair.korean.name.en} brings its own interpreter." in booking_page.main
