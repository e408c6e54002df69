"""Several people of one company press at the same moment: together they stay within its limits."""

from __future__ import annotations

from typing import Any

import pytest

from portal.bookings.models import Booking, MeetingRequest
from portal.consultations.states import BookingMode
from portal.kernel.clocks import Side
from tests import make
from tests.races.crowd import crowd
from tests.races.judge import count, wrong_seats
from tests.races.rivals import Answer, Race, Rival, race
from tests.races.rush import booking

PEOPLE = 8


def together(server, browsers, terms: dict[str, Any], wanted: Any) -> Race:
    """So many people of one Korean company, each of whom wants another Chinese one."""
    at = make.consultation(slots=PEOPLE, **terms)
    korean, chinese = crowd(at, Side.KR, 1)[0], crowd(at, Side.CN, PEOPLE)
    slots = make.slots_of(at)
    rivals = browsers(server, [korean.user] * PEOPLE)
    for rival in rivals:
        rival.connect()
    return race(
        [
            wanted(rival, at, chinese[number].company, slots[number])
            for number, rival in enumerate(rivals)
        ]
    )


def asking(rival: Rival, at: Any, partner: Any, _slot: Any):
    path = f"/company/consultations/{at.public_id}/partners/{partner.public_id}/ask"

    def press() -> Answer:
        return rival.post(path, profile="none", reason="Bag filters for our sintering plant")

    return press


def within(ran: Race, most: int, told: str) -> None:
    """As many won as may, and all others were told why."""
    assert set(ran.statuses) == {302, 409}
    assert 0 < ran.statuses[302] <= most
    lost = next(answer for answer in ran.answers if answer.status == 409)
    assert any(told in said for said in lost.sentences), lost.sentences


@pytest.mark.parametrize(
    ("terms", "most", "told"),
    [
        ({"most_meetings": 2}, 2, "2 of 2 meetings in this session"),
        ({"rest_minutes": 60}, 3, "less than 1 hour between two meetings"),
        ({"most_in_a_row": 2}, 6, "more than 2 meetings in a row"),
    ],
)
def test_together_they_book_no_more_than_their_company_may(server, browsers, terms, most, told):
    ran = together(server, browsers, terms, booking)

    print(f"{terms}, {PEOPLE} of one company: {ran}")
    within(ran, most, told)
    assert (count(Booking), wrong_seats()) == (ran.statuses[302], [])


def test_together_they_ask_no_more_than_their_company_may(server, browsers):
    terms = {"mode": BookingMode.REQUEST, "most_open_requests": 3}
    ran = together(server, browsers, terms, asking)

    print(f"3 open requests, {PEOPLE} of one company: {ran}")
    assert ran.statuses == {302: 3, 409: PEOPLE - 3}
    assert count(MeetingRequest) == 3


def test_control_who_looks_at_the_same_moment_goes_beyond(unprotected, browsers):
    """Shows that the tests above would notice."""
    ran = together(unprotected, browsers, {"most_meetings": 2}, booking)

    print(f"control, 2 meetings, {PEOPLE} of one company: {ran}")
    assert count(Booking) > 2
    with pytest.raises(AssertionError):
        within(ran, 2, "2 of 2 meetings in this session")
