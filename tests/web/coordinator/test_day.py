"""The board of a session's day: what is late, on and next, and who is in its room."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from portal.bookings import services
from portal.consultations.rules import Link
from portal.consultations.states import LinkKind
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.rooms import services as rooms
from tests import make
from tests.bookings.pair import Kept, Pair, soon
from tests.statements import counted
from tests.web.public.test_rooms import Room


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair, monday) -> Kept:
    return soon(pair, monday, 20)


@pytest.fixture
def desk(pair, booking, visit):
    return visit(pair.coordinator)


def board(pair: Pair, more: str = "") -> str:
    return f"/coordinator/consultations/{pair.consultation.public_id}/day{more}"


def at(booking: Kept, monday, minute: int) -> None:
    """Let the clock stand so many minutes after the meeting's start."""
    monday(booking.now.slot.starts_at + timedelta(minutes=minute) - clock.now())


def enter(booking: Kept, user) -> Kept:
    with db.writing():
        return Kept(rooms.enter(booking.now, by=user))


def leave(presence: Kept) -> None:
    with db.writing():
        rooms.leave(presence.now)


def row(answer) -> list[str]:
    """What the first row says of the two sides and the interpreter."""
    cells = answer.page.select("#board tbody tr")[0].select("td")
    return [" ".join(cell.get_text(" ").split()) for cell in cells[:3]]


def test_the_board_sees_who_is_in_who_left_and_how_late_the_others_are(pair, booking, desk, monday):
    at(booking, monday, -5)
    before = desk.get(board(pair))
    assert "1 meeting begins within the hour." in before.main
    assert "not there yet" in row(before)[0]
    korean = enter(booking, pair.korean_user)
    at(booking, monday, 6)
    with db.writing():
        rooms.stay(korean.now)

    late = desk.get(board(pair))

    assert "In 1 meeting somebody is missing or not connected." in late.main
    assert "in the room" in row(late)[0]
    assert pair.korean_user.person.name in row(late)[0]
    assert "6 minutes late" in row(late)[1]
    assert "not needed" in row(late)[2] or "wanted" in row(late)[2]
    enter(booking, pair.chinese_user)
    on = desk.get(board(pair))
    assert "1 meeting is on, and nobody is missing." in on.main
    assert "came 6 minutes late" in row(on)[1]
    leave(korean)
    assert "has left the room" in row(desk.get(board(pair)))[0]


def test_a_lost_connection_is_told_from_leaving(pair, booking, desk, monday):
    at(booking, monday, 0)
    enter(booking, pair.korean_user)
    monday(timedelta(seconds=40))
    assert "connection lost" in row(desk.get(board(pair)))[0]


def test_who_is_in_the_room_without_a_way_to_the_others_is_seen_and_helped_with_one_press(
    pair, booking, desk, visit, monday
):
    with db.writing():
        voov = Link(LinkKind.VOOV, "https://voov.example/dm/abc")
        services.set_link(booking.now, Link(LinkKind.ROOM), [voov], by=pair.coordinator)
    at(booking, monday, 1)
    korean, chinese = (Room(visit(user), booking) for user in (pair.korean_user, pair.chinese_user))
    for each in (korean, chinese):
        each.enter()
    for each in (korean, chinese):
        each.send("ask", {"unreached": 1})

    answer = desk.get(board(pair))
    assert "In 1 meeting somebody is missing or not connected." in answer.main
    assert "not connected to the others" in row(answer)[0]
    assert "no way leads from one to the other" in answer.main
    desk.submit(answer, {"place": "1"}, form="#board form[action$='/way']")
    assert booking.now.way.kind is LinkKind.VOOV

    for each in (korean, chinese):
        each.send("ask", {"unreached": 0})
    assert "not connected" not in desk.get(board(pair)).page.select_one("#board").get_text()


def test_the_interpreter_stands_beside_the_companies(pair, booking, desk, monday):
    interpreter = make.interpreter(of=pair.host, sessions=(pair.consultation,))
    kept = Kept(interpreter)
    with db.writing():
        services.assign_interpreter(booking.now, interpreter, by=pair.coordinator)
    at(booking, monday, 3)
    assert "3 minutes late" in row(desk.get(board(pair)))[2]
    enter(booking, kept.now.user)
    assert "in the room" in row(desk.get(board(pair)))[2]
    assert row(desk.get(board(pair, f"?interpreter={kept.public_id}")))
    another = make.interpreter(of=pair.host, sessions=(pair.consultation,))
    nothing = desk.get(board(pair, f"?interpreter={another.public_id}"))
    assert nothing.page.select("#board tbody tr") == []


def test_nobody_is_called_missing_from_a_service_that_the_portal_does_not_see(
    pair, booking, desk, monday
):
    with db.writing():
        link = Link(LinkKind.VOOV, "https://voov.example/dm/abc")
        services.set_link(booking.now, link, by=pair.coordinator)
    at(booking, monday, 6)
    answer = desk.get(board(pair))
    assert "not seen from here" in row(answer)[0]
    assert "VooV Meeting" in answer.main


def test_a_service_that_was_taken_out_of_the_settings_is_named_nowhere_as_the_way(
    pair, booking, desk, monday
):
    with db.writing():
        services.set_link(booking.now, Link(LinkKind.JITSI), by=pair.coordinator)
    at(booking, monday, 6)

    answer = desk.get(board(pair))
    assert "6 minutes late" in row(answer)[0]
    assert "Jitsi" not in answer.main
    rescue = desk.get(
        f"/coordinator/consultations/{pair.consultation.public_id}/bookings/"
        f"{booking.public_id}/rescue"
    )
    where = " ".join(rescue.page.select_one("#way-now").get_text(" ").split())
    assert where.startswith("Now: Video room of this portal")
    assert "Jitsi" not in where
    assert (
        "not set up for it any more"
        in desk.get(
            f"/coordinator/consultations/{pair.consultation.public_id}/bookings/{booking.public_id}"
        ).main
    )


def test_the_board_is_narrowed_to_late_now_next_and_a_region(pair, booking, desk, monday):
    later = Kept(
        pair.meet_others(
            pair.another_korean().company, pair.another_chinese().company, pair.slots[1]
        )
    )
    at(booking, monday, 5)

    def codes(question: str = "") -> list[str]:
        answer = desk.get(board(pair, question))
        assert answer.status == 200
        return [each["href"].split("/")[-2] for each in answer.page.select("#board td a")]

    assert codes() == [booking.public_id, later.public_id]
    assert codes("?show=late") == [booking.public_id]
    assert codes("?show=now") == []
    assert codes("?show=next&region=310000") == [later.public_id]
    assert codes("?show=odd&day=2031-02-30&region=x") == [booking.public_id, later.public_id]


def test_a_day_is_one_sheet_and_one_picture(pair, booking, desk, monday):
    at(booking, monday, 6)
    sheet = desk.get(board(pair, "/print"))
    assert "6 minutes late" in sheet.page.get_text()
    assert pair.chinese.name.en in sheet.page.get_text()
    picture = desk.get(board(pair, "/picture.png"))
    assert picture.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(picture.body)).width == 1080


def test_other_hosts_and_companies_see_no_board(pair, booking, visit):
    for user in (make.coordinator(), pair.korean_user):
        for more in ("", "/print", "/picture.png"):
            assert visit(user).get(board(pair, more)).status == 404


def test_the_board_of_a_hundred_meetings_asks_no_more_than_that_of_ten(
    pair, booking, engine, desk, monday
):
    def meet(number: int) -> None:
        for _ in range(number):
            korean, chinese = pair.another_korean(), pair.another_chinese()
            made = Kept(pair.meet_others(korean.company, chinese.company, pair.slots[1]))
            present.append((made, Kept(korean.user)))

    def cost() -> int:
        with counted(engine) as sent:
            answer = desk.get(board(pair, "?show=all"))
        assert len(answer.page.select("#board tbody tr")) == len(present) + 1
        return len(sent)

    present: list[tuple[Kept, Kept]] = []
    meet(10)
    few = cost()
    meet(90)
    monday(timedelta(minutes=38))
    for made, user in present:
        enter(made, session.get_one(user.kind, user.id))
    assert cost() == few
