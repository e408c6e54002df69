"""A meeting is forwarded as a short text and as a picture whose code leads to its room."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

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
    text = visitor.get(page).page.select_one("#forward ~ p.typed").text
    assert when in text
    assert f"/rooms/{meeting.public_id}" in text
    card = visitor.get(f"{page}/card.png")
    with Image.open(BytesIO(card.body)) as picture:
        assert (picture.format, picture.width) == ("PNG", 1080)
    known = {"If-None-Match": dict(card.headers)["ETag"]}
    assert visitor.get(f"{page}/card.png", headers=known).status == 304


def test_a_card_is_for_the_people_of_its_meeting(visit, pair):
    page = f"/company/meetings/{Kept(pair.meet()).public_id}/card.png"
    assert visit(Pair().korean_user).get(page).status == 404
