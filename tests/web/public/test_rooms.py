"""The pages and requests of the video room, as browsers send them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.bookings import services
from portal.consultations.rules import Link
from portal.consultations.states import LinkKind
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.languages import Wording
from tests import make
from tests.bookings.pair import Kept, Pair, soon
from tests.hostile import HOSTILE
from tests.statements import counted

pytestmark = pytest.mark.any_engine


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair, monday) -> Kept:
    return soon(pair, monday, 0)


class Room:
    """One person's page of a room."""

    def __init__(self, browser, booking: Kept) -> None:
        self.browser, self.address = browser, f"/rooms/{booking.public_id}"
        self.token = browser._token()
        self.key = None

    def send(self, what: str, said=None, **headers):
        return self.browser.client.post(
            f"{self.address}/{what}",
            json={"key": self.key, **(said or {})} if not isinstance(said, str) else said,
            headers={"X-CSRFToken": self.token, **headers},
        )

    def enter(self):
        answer = self.send("enter")
        self.key = answer.get_json()["key"]
        return answer.get_json()


def test_two_pages_find_each_other_and_talk(pair, booking, visit):
    mine, theirs = (Room(visit(who), booking) for who in (pair.korean_user, pair.chinese_user))
    mine.enter()
    people = theirs.enter()["people"]
    assert [each["is"] for each in people] == ["Korean side", "Chinese side"]
    assert (
        mine.send("tell", {"to": theirs.key, "kind": "description", "body": "{}"}).status_code
        == 200
    )
    (signal,) = theirs.send("ask").get_json()["signals"]
    assert (signal["from"], signal["kind"]) == (mine.key, "description")
    assert theirs.send("ask", {"got": [signal["id"]]}).get_json()["signals"] == []
    mine.send("say", {"text": "안녕하세요"})
    (message,) = theirs.send("ask").get_json()["messages"]
    assert (message["text"], message["is"]) == ("안녕하세요", "Korean side")
    assert theirs.send("ask", {"after": message["id"]}).get_json()["messages"] == []
    mine.send("leave")
    assert len(theirs.send("ask").get_json()["people"]) == 1


def test_the_page_may_ask_for_camera_and_microphone_and_no_other_may(pair, booking, visit):
    browser = visit(pair.korean_user)
    policy = browser.get(f"/rooms/{booking.public_id}").headers["Permissions-Policy"]
    assert "camera=(self)" in policy
    assert "camera=()" in browser.get("/company/").headers["Permissions-Policy"]


def test_strangers_find_no_room_and_nobody_speaks_with_anothers_key(pair, booking, visit):
    mine = Room(visit(pair.korean_user), booking)
    mine.enter()
    stranger = Room(visit(pair.another_korean().user), booking)
    stranger.key = mine.key
    for what in ("enter", "ask", "tell", "say", "leave"):
        assert stranger.send(what).status_code == 404, what
    assert stranger.browser.get(stranger.address).status == 404
    partner = Room(visit(pair.chinese_user), booking)
    partner.key = mine.key
    assert partner.send("say", {"text": "I am you"}).status_code == 404


def test_early_birds_are_told_when_the_room_opens(pair, visit, monday):
    booking = Kept(pair.meet())
    browser = visit(pair.korean_user)
    page = browser.get(f"/rooms/{booking.public_id}")
    assert "a quarter of an hour before the meeting" in page.main
    assert page.page.select_one("[data-enter]") is None
    assert Room(browser, booking).send("enter").status_code == 403


def test_without_the_token_nothing_is_done(pair, booking, visit):
    room = Room(visit(pair.korean_user), booking)
    assert room.send("enter", **{"X-CSRFToken": "wrong"}).status_code == 400


@pytest.mark.parametrize("what", ["ask", "tell", "say", "leave", "enter"])
def test_odd_requests_are_refused_and_break_nothing(pair, booking, visit, what):
    room = Room(visit(pair.korean_user), booking)
    room.enter()
    odd = [
        {"got": "all", "after": "x", "to": 5, "kind": "bomb", "body": {}, "text": 7},
        {"got": 5, "to": [1], "kind": ["candidate"], "body": ["x"], "text": ["x"]},
        {"got": None, "to": {}, "kind": {}, "text": {}},
        {"got": [{}], "after": None, "to": None, "kind": None, "body": None, "text": None},
        {"to": room.key, "kind": "candidate", "body": "x" * 30_000, "text": "x" * 2000},
        *({"text": words, "to": words, "kind": words, "body": words} for words in HOSTILE.values()),
        *({"kind": "candidate", "to": room.key, "body": words} for words in HOSTILE.values()),
        *({"kind": "candidate", "to": words, "body": "{}"} for words in HOSTILE.values()),
        *({"key": words} for words in HOSTILE.values()),
    ]
    for said in odd:
        assert room.send(what, said).status_code < 500
    assert room.send(what, "[]").status_code < 500


def test_a_question_that_changes_nothing_writes_nothing(pair, booking, visit, engine, monday):
    room = Room(visit(pair.korean_user), booking)
    room.enter()
    with counted(engine) as sent:
        room.send("ask")
    assert not [each for each in sent if each.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not [each for each in sent if "FROM company" in each or "consultation_region" in each]
    monday(timedelta(seconds=5))
    with counted(engine) as sent:
        room.send("ask")
    assert [each for each in sent if each.startswith("UPDATE room_presence")]


def test_who_was_there_stands_on_the_coordinators_page(pair, booking, visit, monday):
    mine = Room(visit(pair.korean_user), booking)
    mine.enter()
    monday(timedelta(seconds=5))
    mine.send("leave")
    here = f"/coordinator/consultations/{pair.consultation.public_id}/bookings/{booking.public_id}"
    page = visit(pair.coordinator).get(here)
    assert "Who was in the room" in page.main
    assert pair.korean_user.person.name in page.main


def test_a_coordinator_who_looks_through_a_companys_eyes_enters_as_themselves(pair, booking, visit):
    looker = visit(pair.coordinator)
    address = f"/coordinator/companies/{pair.korean.public_id}/look"
    looker.submit(looker.get(address), {"reason": "They rang."})
    room = Room(looker, booking)
    (person,) = room.enter()["people"]
    assert person["is"] == "Coordinator"
    session.rollback()
    assert make.company_of(pair.korean_user).id == pair.korean.id
    assert audit.history(pair.korean)[-1].reason == "They rang."


def link_of(pair, booking, url="https://voov.example/dm/1"):
    link = Link(LinkKind.VOOV, url, "418 220 637", "2468") if url else Link(None, None, None, None)
    with db.writing():
        services.set_link(booking.now, link, by=pair.coordinator)


def test_who_waits_in_the_lobby_sees_both_sides_and_where_the_meeting_is(pair, booking, visit):
    make.profile(pair.korean, title=Wording(en="Bag filter for sinter gas"))
    make.profile(pair.chinese, title=Wording(en="Wanted: low-temperature SCR"))
    lobby = visit(pair.korean_user).get(f"/rooms/{booking.public_id}")
    assert "Bag filter for sinter gas" in lobby.main
    assert "Wanted: low-temperature SCR" in lobby.main
    assert "takes place elsewhere" not in lobby.main
    link_of(pair, booking)
    fresh = visit(pair.korean_user).get(f"/rooms/{booking.public_id}").page
    # This part asks for itself every few seconds, so whoever waits follows.
    live = fresh.select_one("#now-there[data-refresh]")
    assert live.select_one('a[href="https://voov.example/dm/1"]')
    assert "418 220 637" in live.text


def test_everybody_in_a_running_room_is_told_where_the_meeting_goes_on(pair, booking, visit):
    room = Room(visit(pair.korean_user), booking)
    assert room.enter()["elsewhere"] is None
    link_of(pair, booking)
    told = room.send("ask").get_json()["elsewhere"]
    assert (told["label"], told["url"]) == ("VooV Meeting", "https://voov.example/dm/1")
    assert (told["number"], told["password"]) == ("418 220 637", "2468")


def test_the_page_knows_the_way_to_ones_next_meeting(pair, booking, visit):
    following = Kept(pair.meet_others(pair.another_korean().company, pair.chinese, pair.slots[1]))
    korean, chinese = (Room(visit(who), booking) for who in (pair.korean_user, pair.chinese_user))
    assert korean.enter()["next"] is None
    assert chinese.enter()["next"]["url"] == f"/rooms/{following.public_id}"


def test_an_interpreter_in_the_lobby_has_the_brief_at_hand(pair, booking, visit):
    interpreter = make.interpreter()
    with db.writing():
        booking.now.interpreter_id = interpreter.id
    lobby = visit(interpreter.user).get(f"/rooms/{booking.public_id}").page
    assert lobby.select_one(f'a[href="/interpreter/meetings/{booking.public_id}/brief"]')


# ---- calling a coordinator, going on, notes


def test_a_call_is_seen_in_the_room_and_on_the_board_until_a_coordinator_is_there(
    pair, booking, visit
):
    mine, theirs = (Room(visit(who), booking) for who in (pair.korean_user, pair.chinese_user))
    mine.enter()
    theirs.enter()
    assert mine.send("call").get_json()["call"]["coming"] is None
    assert theirs.send("ask").get_json()["call"]["name"] in mine.enter()["call"]["name"]

    desk = visit(pair.coordinator)
    here = f"/coordinator/consultations/{pair.consultation.public_id}"
    assert "Calls you:" in desk.get(f"{here}/day").main
    rescue = desk.get(f"{here}/bookings/{booking.public_id}/rescue")
    told = desk.submit(rescue, form='form[action$="/come"]')
    assert "They read that you are coming." in told.text
    assert mine.send("ask").get_json()["call"]["coming"] == pair.coordinator.display_name

    Room(desk, booking).enter()
    assert mine.send("ask").get_json()["call"] is None
    assert "Calls you:" not in desk.get(f"{here}/day").main


def test_the_end_of_a_meeting_that_goes_on_is_told_to_all_and_a_refusal_says_why(
    pair, booking, visit
):
    mine, theirs = (Room(visit(who), booking) for who in (pair.korean_user, pair.chinese_user))
    mine.enter()
    ends = theirs.enter()["ends"]
    longer = mine.send("extend", {"minutes": 10, "ends": ends}).get_json()["ends"]
    assert theirs.send("ask").get_json()["ends"] == longer > ends
    refused = theirs.send("extend", {"minutes": 10, "ends": ends})
    assert refused.status_code == 409
    assert refused.get_json() == {"sentence": "The meeting has another end by now."}
    for odd in ("soon", "2026-01-01", 5, None):
        assert mine.send("extend", {"minutes": 10, "ends": odd}).status_code == 422, odd


def test_notes_of_the_room_are_the_beginning_of_each_sides_own_record(pair, booking, visit):
    browser = visit(pair.korean_user)
    mine, theirs = Room(browser, booking), Room(visit(pair.chinese_user), booking)
    mine.enter()
    theirs.enter()
    assert mine.send("notes", {"text": "Samples in May", "base": ""}).get_json()["version"] == 1
    assert theirs.send("ask").get_json()["notes"]["text"] == "Samples in May"
    assert theirs.send("ask", {"notes": 1}).get_json()["notes"] is None
    both = theirs.send("notes", {"text": "样品", "base": ""}).get_json()
    assert both == {"text": "Samples in May\n样品", "version": 2}
    record = browser.get(f"/company/meetings/{booking.public_id}/log")
    assert "样品" in record.page.select_one("textarea[name=note]").get_text()


def test_a_page_that_is_closed_leaves_behind_what_was_typed_last(pair, booking, visit):
    mine, theirs = (Room(visit(who), booking) for who in (pair.korean_user, pair.chinese_user))
    mine.enter()
    theirs.enter()
    assert mine.send("leave", {"text": "Samples in May", "base": ""}).status_code == 200
    state = theirs.send("ask").get_json()
    assert (state["notes"]["text"], len(state["people"])) == ("Samples in May", 1)
    mine.enter()
    refused = mine.send("leave", {"text": "x" * 10_001, "base": "Samples in May"})
    assert (refused.status_code, len(theirs.send("ask").get_json()["people"])) == (422, 1)
    assert theirs.send("ask").get_json()["notes"]["text"] == "Samples in May"


def test_strangers_call_extend_and_write_nothing(pair, booking, visit):
    mine = Room(visit(pair.korean_user), booking)
    mine.enter()
    stranger = Room(visit(pair.another_korean().user), booking)
    stranger.key = mine.key
    said = {"text": "x", "base": "", "minutes": 10, "ends": booking.now.span.ends_at.isoformat()}
    for what in ("call", "extend", "notes"):
        assert stranger.send(what, said).status_code == 404, what
