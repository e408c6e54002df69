"""The page behind a link into a meeting, and that its pass opens nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.bookings import services
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clock import SEOUL
from portal.kernel.languages import Wording
from portal.rooms import queries
from portal.rooms.states import Role
from tests import mails, make
from tests.bookings.pair import Kept, Pair, soon
from tests.hostile import HOSTILE, sent

pytestmark = pytest.mark.any_engine

GUEST = "lee@guest.example"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair, monday) -> Kept:
    return soon(pair, monday, 0)


def link_from(browser, where: str, address: str = GUEST, **more: str) -> str:
    """Send a link by the form of a page; says the path that stands in the mail."""
    said = {"name": "이순신", "address": address, "language": "en", **more}
    browser.submit(browser.get(where), said)
    return mails.link(address)


@pytest.fixture
def link(pair, booking, visit) -> str:
    return link_from(visit(pair.korean_user), f"/company/meetings/{booking.public_id}/links")


class Guest:
    """Somebody's browser that has a link and no account."""

    def __init__(self, browser, link: str) -> None:
        self.browser, self.link = browser, link
        self.room = link.rsplit("/", 1)[0]
        self.token, self.key = browser._token(), None

    def press(self):
        return self.browser.client.post(self.link, data={"csrf_token": self.token})

    def send(self, what: str, said=None, where: str | None = None):
        return self.browser.client.post(
            f"{where or self.room}/{what}",
            json={"key": self.key, **(said or {})},
            headers={"X-CSRFToken": self.token},
        )

    def enter(self):
        answer = self.send("enter")
        self.key = answer.get_json()["key"]
        return answer.get_json()


def test_a_guest_in_the_lobby_sees_what_both_sides_offer_and_need(link, pair, booking, visit):
    title = Wording(en="Bag filters for cement kilns")
    make.profile(pair.korean, title=title)
    guest = Guest(visit(), link)
    guest.press()
    assert title.en in guest.browser.get(guest.room).main


def test_a_meeting_that_begins_later_says_so_behind_the_link(link, pair, booking, visit):
    with db.writing():
        services.start_later(booking.now, 10, "The line was bad.", by=pair.coordinator)
    starts_at = booking.now.span.starts_at
    seoul = starts_at.astimezone(SEOUL).strftime("%H:%M")

    assert seoul in visit().get(link).page.select_one(".now .lead").get_text()


def test_opening_the_link_changes_nothing_and_its_button_opens_the_room(link, booking, visit):
    guest = Guest(visit(), link)
    for _ in range(3):  # a program that looks through mails opens it, too
        page = guest.browser.get(link)
        assert page.status == 200
        assert "join=" not in str(page.headers)
    assert guest.browser.get(guest.room).status == 404
    session.rollback()
    assert queries.attendance_of(booking.now) == []
    pressed = guest.press()
    assert (pressed.status_code, pressed.location) == (303, guest.room)
    cookie = next(each for each in pressed.headers.getlist("Set-Cookie") if "join=" in each)
    assert "HttpOnly" in cookie
    assert f"Path={guest.room}" in cookie
    room = guest.browser.get(guest.room)
    assert "이순신" in room.main
    assert room.page.select_one("[data-enter]")
    (person,) = guest.enter()["people"]
    assert (person["name"], person["is"]) == ("이순신", "Korean side")
    session.rollback()
    assert [each.name for each in queries.attendance_of(booking.now)] == ["이순신"]


def test_a_guest_and_a_company_find_each_other(link, pair, booking, visit):
    guest = Guest(visit(), link)
    guest.press()
    guest.enter()
    theirs = visit(pair.chinese_user)
    answer = theirs.client.post(
        f"/rooms/{booking.public_id}/enter", json={}, headers={"X-CSRFToken": theirs._token()}
    ).get_json()
    told = guest.send("tell", {"to": answer["key"], "kind": "description", "body": "{}"})
    assert told.status_code == 200
    guest.send("say", {"text": "안녕하세요"})
    heard = theirs.client.post(
        f"/rooms/{booking.public_id}/ask",
        json={"key": answer["key"]},
        headers={"X-CSRFToken": theirs._token()},
    ).get_json()
    assert [each["text"] for each in heard["messages"]] == ["안녕하세요"]
    assert [each["from"] for each in heard["signals"]] == [guest.key]


def test_the_pass_signs_nobody_into_anything_else(link, pair, booking, visit):
    guest = Guest(visit(), link)
    guest.press()
    guest.enter()
    for path in ("/company/", "/coordinator/", "/interpreter/", f"/rooms/{booking.public_id}"):
        answer = guest.browser.client.get(path)
        assert "/sign-in" in (answer.location or ""), path
    for what in ("enter", "ask", "tell", "say", "leave"):
        answer = guest.send(what, where=f"/rooms/{booking.public_id}")
        assert "/sign-in" in (answer.location or ""), what
    assert "Sign in" in guest.browser.get("/").text


def test_the_pass_of_one_link_opens_no_other(link, pair, booking, visit):
    guest = Guest(visit(), link)
    guest.press()
    another = link_from(
        visit(pair.chinese_user),
        f"/company/meetings/{booking.public_id}/links",
        "wang@guest.example",
    )
    theirs = another.rsplit("/", 1)[0]
    value = guest.browser.client.get_cookie("join", path=guest.room).value
    guest.browser.client.set_cookie("join", value, path=theirs)
    assert guest.browser.get(theirs).status == 404
    for what in ("enter", "ask", "tell", "say", "leave"):
        assert guest.send(what, where=theirs).status_code == 404


@pytest.mark.parametrize("value", ["", "x", "0" * 64, "你好", *list(HOSTILE.values())[:6]])
def test_a_made_up_pass_opens_nothing(link, visit, value):
    guest = Guest(visit(), link)
    clean = value.encode("ascii", "ignore").decode().replace("\r", "").replace("\n", "")
    guest.browser.client.set_cookie("join", clean.replace("\x00", ""), path=guest.room)
    assert guest.browser.get(guest.room).status == 404
    assert guest.send("enter").status_code == 404


def test_taken_back_while_inside_one_is_out_and_stays_out(link, pair, booking, visit):
    guest, company = Guest(visit(), link), visit(pair.korean_user)
    guest.press()
    guest.enter()
    here = f"/company/meetings/{booking.public_id}/links"
    company.submit(company.get(here), form="form[action$=take-back]")
    session.rollback()
    assert queries.there(booking.now) == []
    for what in ("ask", "tell", "say", "leave", "enter"):
        assert guest.send(what).status_code == 403, what
    assert guest.browser.get(guest.room).status == 404
    assert guest.browser.get(link).status == 404
    assert guest.press().status_code == 404


def test_early_and_late_the_room_stays_shut_and_the_page_says_why(link, booking, visit, monday):
    guest = Guest(visit(), link)
    monday(-timedelta(hours=3))
    assert "Opens:" in guest.browser.get(link).main
    guest.press()
    assert "a quarter of an hour before the meeting" in guest.browser.get(guest.room).main
    assert guest.send("enter").status_code == 403
    monday(timedelta(hours=3))
    guest.enter()
    monday(timedelta(hours=2))
    for what in ("ask", "say", "enter"):
        assert guest.send(what).status_code == 403, what


def test_the_secret_is_not_passed_on(link, visit):
    guest = Guest(visit(), link)
    page = guest.browser.get(link)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "no-store"
    secret = link.rsplit("/", 1)[1]
    assert secret not in page.main
    guest.press()
    assert secret not in guest.browser.get(guest.room).text


def test_no_answer_behind_a_link_passes_its_address_on(link, visit):
    guest = Guest(visit(), link)
    wrong = [guest.browser.client.get(f"{link}{more}") for more in ("x", "x/mails", "/nothing")]
    for answer in (*wrong, guest.browser.client.post(link, data={}), guest.press()):
        assert answer.headers["Referrer-Policy"] == "strict-origin", answer.status
        assert answer.headers["Cache-Control"] == "no-store", answer.status


def test_a_link_into_one_meeting_tells_nothing_of_the_next_one(link, pair, booking, visit):
    pair.meet_others(pair.korean, pair.another_chinese().company, pair.slots[2])
    guest = Guest(visit(), link)
    guest.press()
    assert guest.enter()["next"] is None


def test_without_the_forms_token_the_button_does_nothing(link, visit):
    guest = Guest(visit(), link)
    assert guest.browser.client.post(link, data={}).status_code == 400


def test_odd_links_lead_to_a_page_that_says_so(link, visit):
    browser = visit()
    for odd in (link[:-1], f"{link}x", "/join/zzzz/zzzz", f"{link.rsplit('/', 1)[0]}/%F0%9F%98%80"):
        page = browser.get(odd)
        assert page.status == 404
        assert "This link opens no meeting" in page.main


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_typed_is_refused_or_shown_as_it_is(pair, booking, visit, words):
    browser = visit(pair.korean_user)
    here = f"/company/meetings/{booking.public_id}/links"
    said = {"name": words, "address": GUEST, "language": "ko", "csrf_token": browser._token()}
    answer = browser.client.post(
        here, data=sent(said), content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in (302, 422)
    page = browser.get(here)
    assert page.status == 200
    assert not page.page.select("main script")


def test_a_company_chooses_no_other_side(pair, booking, visit):
    browser = visit(pair.korean_user)
    here = f"/company/meetings/{booking.public_id}/links"
    link_from(browser, here, role="CHINESE")
    session.rollback()
    assert [each.role for each in queries.links_into(booking.now)] == [Role.KOREAN]


def test_a_coordinator_lets_in_on_any_side_and_takes_back_whoevers_link(link, pair, booking, visit):
    browser = visit(pair.coordinator)
    here = (
        f"/coordinator/consultations/{pair.consultation.public_id}"
        f"/bookings/{booking.public_id}/links"
    )
    assert link_from(browser, here, "int@guest.example", role="INTERPRETER")
    assert "이순신" in browser.get(here).main
    session.rollback()
    (first, second) = queries.links_into(booking.now)
    for each in (first.public_id, second.public_id):
        browser.client.post(f"{here}/{each}/take-back", data={"csrf_token": browser._token()})
    session.rollback()
    assert queries.links_into(booking.now) == []


def test_nobody_takes_back_a_link_of_another_meeting_or_side(link, pair, booking, visit):
    session.rollback()
    (made,) = queries.links_into(booking.now)
    chinese = visit(pair.chinese_user)
    stranger = visit(pair.another_korean().user)
    for browser in (chinese, stranger):
        answer = browser.client.post(
            f"/company/meetings/{booking.public_id}/links/{made.public_id}/take-back",
            data={"csrf_token": browser._token()},
        )
        assert answer.status_code == 404
    session.rollback()
    assert len(queries.links_into(booking.now)) == 1


def test_a_guest_writes_notes_and_calls_but_does_not_make_the_meeting_longer(
    pair, booking, link, visit
):
    guest = Guest(visit(), link)
    guest.press()
    guest.key = guest.send("enter").get_json()["key"]
    assert guest.send("notes", {"text": "견본", "base": ""}).get_json()["version"] == 1
    assert guest.send("call").get_json()["call"]["name"].startswith("이순신")
    ends = booking.now.span.ends_at
    said = {"minutes": 5, "ends": ends.isoformat()}
    assert guest.send("extend", said).status_code == 404
    assert booking.now.span.ends_at == ends
    stranger = Guest(visit(), link)
    for what in ("notes", "call"):
        assert stranger.send(what, {"text": "x", "base": ""}).status_code == 404
