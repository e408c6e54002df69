"""A meeting is forwarded as a short text and as a picture whose code leads to its room."""

from __future__ import annotations

from io import BytesIO

import pytest
from icalendar import Calendar
from PIL import Image

from portal.infra import db
from portal.infra.db import session
from tests import make
from tests.bookings.pair import Kept, Pair

pytestmark = pytest.mark.any_engine


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.mark.parametrize(
    ("lang", "when"),
    [
        ("en", "14:00 Seoul · 13:00 Beijing"),
        ("ko", "14:00 서울 · 13:00 베이징"),
        ("zh", "14:00 首尔 · 13:00 北京"),
    ],
)
def test_a_meeting_has_a_text_and_a_card_in_the_readers_language(visit, pair, lang, when):
    meeting = Kept(pair.meet())
    visitor = visit(pair.korean_user, lang=lang)
    page = f"/company/meetings/{meeting.public_id}"
    text = visitor.get(page).page.select_one("#to-forward").text
    assert when in text
    assert f"/rooms/{meeting.public_id}" in text
    card = visitor.get(f"{page}/card.png")
    with Image.open(BytesIO(card.body)) as picture:
        assert (picture.format, picture.width) == ("PNG", 1080)
    known = {"If-None-Match": dict(card.headers)["ETag"]}
    assert visitor.get(f"{page}/card.png", headers=known).status == 304


def test_interpreters_and_coordinators_have_text_card_and_calendar_entry_as_well(visit, pair):
    booking = pair.meet()
    interpreter = make.interpreter()
    with db.writing():
        session.get_one(type(booking), booking.id).interpreter_id = interpreter.id
    meeting, session_id = Kept(booking), pair.consultation.public_id
    desk = f"/coordinator/consultations/{session_id}/bookings/{meeting.public_id}"
    own = f"/interpreter/meetings/{meeting.public_id}"
    for user, page, files in (
        (pair.coordinator, desk, desk),
        (interpreter.user, f"{own}/brief", own),
    ):
        visitor = visit(user)
        shown = visitor.get(page).page
        assert f"/rooms/{meeting.public_id}" in shown.select_one("#to-forward").text
        assert shown.select_one(f'a[href="{files}/card.png"]')
        assert shown.select_one(f'a[href="{files}/calendar.ics"]')
        with Image.open(BytesIO(visitor.get(f"{files}/card.png").body)) as picture:
            assert picture.format == "PNG"
        (event,) = Calendar.from_ical(visitor.get(f"{files}/calendar.ics").body).events
        assert event["uid"] == f"{meeting.public_id}@meeting"
    stranger = visit(make.interpreter().user)
    assert stranger.get(f"{own}/card.png").status == 404
    assert stranger.get(f"{own}/calendar.ics").status == 404


def test_a_card_is_for_the_people_of_its_meeting(visit, pair):
    page = f"/company/meetings/{Kept(pair.meet()).public_id}/card.png"
    assert visit(Pair().korean_user).get(page).status == 404
