"""A company moves its meeting to another time by itself, on its desk."""

from __future__ import annotations

import pytest

from portal.bookings import services
from portal.bookings.states import BookingState
from portal.consultations.states import BookingMode
from portal.infra import audit, db
from portal.kernel import clock
from tests import make
from tests.bookings.pair import Pair
from tests.web.company.test_requests import slots_offered


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.OPEN)


def test_the_page_says_until_when_and_the_times_of_both_stand_side_by_side(pair, visit):
    booking = pair.met()
    korean = visit(pair.korean_user)
    page = korean.get(f"/company/meetings/{booking.public_id}")
    assert "You can move the meeting yourself until Sun 13 September, 14:00 Seoul" in page.main
    assert "You can cancel until Mon 14 September, 14:00 Seoul" in page.main

    sheet = korean.get(f"/company/meetings/{booking.public_id}/move")
    assert "Now it is on Mon 14 September, 14:00 – 14:25 Seoul" in sheet.text
    assert slots_offered(sheet) == [slot.public_id for slot in pair.slots[1:]]
    assert "The meeting is now at this time" in sheet.main
    moved = korean.submit(
        sheet, {"slot": pair.slots[2].public_id, "reason": "Our plant visit"}, form=".wrap > form"
    )

    assert moved.url == f"/company/meetings/{booking.public_id}"
    assert "The meeting has a new time" in moved.text
    assert "Meeting moved to another time – Your side" in moved.main
    theirs = visit(pair.chinese_user).get(moved.url)
    assert "Meeting moved to another time – The other company" in theirs.main
    assert "Our plant visit" in theirs.main
    assert booking.now.slot == pair.slots[2]


def test_a_form_sent_again_moves_nothing_and_says_so(pair, visit):
    booking = pair.met()
    korean = visit(pair.korean_user)
    form = korean.get(f"/company/meetings/{booking.public_id}/move")

    def send(number: int):
        fields = {"slot": pair.slots[number].public_id, "reason": "Our plant visit"}
        return korean.submit(form, fields, form=".wrap > form")

    first, again, other = send(1), send(1), send(2)

    assert "The meeting has a new time" in first.text
    assert "The meeting has a new time" in again.text
    assert "nothing changed now" in other.text
    assert booking.now.slot == pair.slots[1]
    assert [entry.verb for entry in audit.history(booking.now)] == [
        "meeting booked",
        "meeting moved",
    ]


def test_a_taken_time_is_told_with_those_that_remain_and_what_was_typed_is_kept(pair, visit):
    booking = pair.met()
    korean = visit(pair.korean_user)
    form = korean.get(f"/company/meetings/{booking.public_id}/move")
    other = pair.another_korean()
    with db.writing():
        services.book(
            pair.consultation, other.company, pair.chinese, pair.slots[1], "x", by=other.user
        )

    late = korean.submit(form, {"reason": "Our plant visit"}, form=".wrap > form")

    assert late.status == 409
    assert "in another meeting at this time" in late.main
    assert "Still free: Mon 14 September, 15:00 Seoul" in late.main
    assert late.page.select_one(".sheet input[checked]")["value"] == pair.slots[2].public_id
    assert "Our plant visit" in late.main
    assert booking.now.slot == pair.slots[0]


@pytest.mark.parametrize("slot", ["", "nonsense", "x" * 3000])
def test_a_time_that_does_not_exist_is_refused_with_a_sentence(pair, visit, slot):
    booking = pair.met()

    answer = visit(pair.korean_user).post(
        f"/company/meetings/{booking.public_id}/move", {"slot": slot, "reason": "Why"}
    )

    assert answer.status == 422
    assert "choose" in " ".join(answer.errors())
    assert booking.now.slot == pair.slots[0]


def test_a_slot_of_another_session_no_reason_and_too_late_change_nothing(pair, visit, monday):
    booking = pair.met()
    path = f"/company/meetings/{booking.public_id}/move"
    foreign = make.slots_of(make.consultation(owner=pair.host))[0].public_id
    korean = visit(pair.korean_user)
    fields = {"slot": pair.slots[1].public_id, "reason": "Why"}

    assert korean.post(path, fields | {"slot": foreign}).status == 422
    assert korean.post(path, fields | {"reason": " "}).status == 422
    assert korean.post(path, fields | {"slot": pair.slots[0].public_id}).status == 409
    with db.writing():
        consultation = pair.consultation
        consultation.booking_ends_at = clock.now()
    late = korean.post(path, fields)
    assert late.status == 409
    assert "deadline for booking" in late.main
    assert "deadline for booking" in korean.get(path).main
    assert slots_offered(korean.get(path)) == []
    assert booking.now.slot == pair.slots[0]


def test_meetings_of_others_and_cancelled_ones_are_not_moved(pair, visit):
    booking = pair.met()
    path = f"/company/meetings/{booking.public_id}/move"
    fields = {"slot": pair.slots[1].public_id, "reason": "Why"}
    stranger = visit(pair.another_korean().user)
    assert stranger.get(path).status == stranger.post(path, fields).status == 404
    assert stranger.post("/company/meetings/unknown/move", fields).status == 404
    with db.writing():
        services.cancel(booking.now, "Ill", by=pair.chinese_user)

    refused = visit(pair.korean_user).post(path, fields)

    assert refused.status == 409
    assert "the meeting is now “Cancelled”" in refused.main
    assert booking.now.state is BookingState.CANCELLED


def test_cancelling_twice_with_one_form_is_one_answer(pair, visit):
    booking = pair.met()
    korean = visit(pair.korean_user)
    page = korean.get(f"/company/meetings/{booking.public_id}")

    answers = [
        korean.submit(page, {"reason": "Ill"}, form="form[action$=cancel]") for _ in range(2)
    ]

    assert [answer.status for answer in answers] == [200, 200]
    assert all("The meeting is cancelled" in answer.text for answer in answers)
