"""Anyone signed in checks devices and network; the coordinator sees on the board what was found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.rooms.rules import Found, recommended
from portal.rooms.states import Recommendation
from tests import make
from tests.bookings.pair import Pair

FINE = {
    "camera": True,
    "microphone": True,
    "speakers": True,
    "direct": True,
    "relayed": None,
    "kbps": 4000,
}


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("found", "advice"),
    [
        ({}, Recommendation.ROOM),
        ({"speakers": None}, Recommendation.ROOM),
        ({"direct": False, "relayed": True}, Recommendation.ROOM),
        ({"camera": False}, Recommendation.AUDIO),
        ({"kbps": 599}, Recommendation.AUDIO),
        ({"kbps": 79}, Recommendation.LINK),
        ({"microphone": False}, Recommendation.LINK),
        ({"speakers": False}, Recommendation.LINK),
        ({"direct": False}, Recommendation.LINK),
        ({"direct": False, "relayed": False}, Recommendation.LINK),
    ],
)
def test_what_is_recommended_follows_from_what_was_found(found, advice):
    assert recommended(Found(**{**FINE, **found})) is advice


def token(browser) -> str:
    page = browser.get("/device-check").page
    return page.select_one("[data-check]")["data-token"]


def send(browser, found) -> int:
    answer = browser.client.post(
        "/device-check", json=found, headers={"X-CSRFToken": token(browser)}
    )
    return answer.status_code


def test_the_result_is_kept_for_each_person_with_a_plain_recommendation(database, monday, visit):
    korean = visit(make.representative())
    other = visit(make.interpreter().user)
    assert "You have not checked yet." in korean.get("/device-check").main
    assert send(korean, FINE) == 200
    assert "Use the video room" in korean.get("/device-check").main
    assert send(korean, {**FINE, "camera": False}) == 200
    assert "Use the video room with sound only" in korean.get("/device-check").main
    assert "You have not checked yet." in other.get("/device-check").main


def test_what_is_not_understood_is_not_kept(database, monday, visit):
    browser = visit(make.representative())
    for kbps in (None, "9", -1, 10**9, True, 1.5):
        assert send(browser, {**FINE, "kbps": kbps}) == 422
    assert send(browser, []) == 422
    assert "You have not checked yet." in browser.get("/device-check").main


def test_the_speed_is_measured_against_the_portal_itself(database, monday, visit):
    browser = visit(make.representative())
    answer = browser.client.get("/device-check/load")
    assert len(answer.data) == 512 * 1024
    assert answer.headers["Cache-Control"] == "no-store"
    sent = browser.client.post(
        "/device-check/load",
        data=b"x" * 1000,
        content_type="application/octet-stream",
        headers={"X-CSRFToken": token(browser)},
    )
    assert sent.json == {"bytes": 1000}


def test_strangers_are_asked_to_sign_in(database, visitor):
    assert visitor.get("/device-check").url == "/sign-in"


def test_the_coordinator_sees_on_the_board_what_was_found(database, monday, visit):
    pair = Pair()
    starts_at = pair.meet().slot.starts_at
    monday(starts_at - timedelta(minutes=20) - clock.now())
    send(visit(pair.korean_user), {**FINE, "direct": False, "relayed": True})
    board = f"/coordinator/consultations/{pair.consultation.public_id}/day"
    words = visit(pair.coordinator).get(board).main
    assert "Checked: Use the video room (camera works, microphone works, by relay only)" in words
    assert words.count("Checked:") == 1
    monday(timedelta(days=31))
    day = starts_at.date().isoformat()
    assert "Checked:" not in visit(pair.coordinator).get(f"{board}?day={day}").main
