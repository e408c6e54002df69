"""An interpreter says on the day that they run late, or gives a meeting back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.bookings import services
from portal.infra import db
from portal.kernel import clock
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.web.coordinator.test_rescue import rescue, told, verbs


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def interpreter(pair) -> Kept:
    return Kept(make.interpreter(of=pair.host, sessions=(pair.consultation,)))


@pytest.fixture
def booking(pair, interpreter, monday) -> Kept:
    """A meeting of this interpreter that begins in twenty minutes."""
    made = pair.met()
    with db.writing():
        services.assign_interpreter(made.now, interpreter.now, by=pair.coordinator)
    monday(made.now.slot.starts_at - timedelta(minutes=20) - clock.now())
    return made


@pytest.fixture
def desk(interpreter, booking, visit):
    return visit(interpreter.now.user)


def link(desk, words: str) -> str:
    """Where a link of the desk leads."""
    (found,) = [a for a in desk.get("/interpreter/").page.select("main a") if words in a.get_text()]
    return found["href"]


def test_companies_and_coordinators_hear_that_the_interpreter_runs_late(pair, booking, desk, visit):
    page = desk.get(link(desk, "I am running late"))
    desk.submit(page, {"minutes": "10"})
    expected = {pair.korean_user.email, pair.chinese_user.email, pair.coordinator.email}
    assert told("interpreter_late") == expected
    assert "You said that you will be 10 minutes late" in desk.get("/interpreter/").main
    board = visit(pair.coordinator).get(
        f"/coordinator/consultations/{pair.consultation.public_id}/day"
    )
    assert "says: 10 minutes late" in board.main


def test_who_gives_a_meeting_back_is_not_proposed_again(pair, booking, interpreter, desk, visit):
    other = Kept(make.interpreter(of=pair.host, sessions=(pair.consultation,)))
    page = desk.get(link(desk, "I cannot come"))
    assert desk.submit(page, {"reason": " "}).status == 422
    desk.submit(page, {"reason": "Fever"})
    assert booking.now.interpreter is None
    assert booking.now.interpreter_wanted
    assert told("assignment_declined") == {pair.coordinator.email}
    assert "assignment declined" in verbs(booking)
    found = visit(pair.coordinator).get(rescue(pair, booking))
    offered = found.page.select("form[action*='/rescue/interpreter/']")
    assert [form["action"].rsplit("/", 1)[1] for form in offered] == [other.public_id]
    assert "gave this meeting back" in found.main
    assert "Fever" in found.main


def test_a_meeting_that_has_begun_is_not_given_back(booking, desk, monday):
    monday(timedelta(minutes=21))
    page = desk.get(f"/interpreter/meetings/{booking.public_id}/decline")
    assert "The meeting has begun already" in page.main
    assert "I cannot come" not in desk.get("/interpreter/").main


def test_other_interpreters_say_nothing_of_it(pair, booking, visit):
    other = make.interpreter(of=pair.host, sessions=(pair.consultation,))
    for page in ("late", "decline"):
        address = f"/interpreter/meetings/{booking.public_id}/{page}"
        assert visit(other.user).get(address).status == 404
