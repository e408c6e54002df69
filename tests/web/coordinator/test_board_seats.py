"""A meeting keeps its time and gets another room or interpreter: dragged to its row, or by form."""

from __future__ import annotations

import pytest

from portal.consultations.models import InterpreterHours
from portal.infra import db
from portal.timetabling import queries, services
from portal.timetabling.seating import Seat
from tests import make
from tests.bookings.pair import Kept
from tests.hostile import HOSTILE
from tests.timetabling.test_publishing import Session
from tests.web.coordinator.test_board import address, drafted, pair_address, pair_of, slot_of, where

NOBODY = "nobody"


@pytest.fixture
def here(database, monday) -> Session:
    return Session()


class Hand:
    """A coordinator's page with a meeting in hand, among rooms or interpreters."""

    def __init__(self, browser, address: str, kind: str) -> None:
        self.browser, self.address = browser, f"{address}/seat/{kind}"
        self.token = browser._token()
        self.found = browser.client.get(f"{self.address}/places").get_json()
        self.places = {each["place"]: each for each in self.found["places"]}

    def drop(self, place: str) -> dict:
        swap = self.places.get(place, {"swap": []})["swap"]
        return self.send(
            {"place": place, "was": self.found["was"], "had": self.found["had"], "swap": swap}
        )

    def send(self, said: dict) -> dict:
        answer = self.browser.client.post(
            f"{self.address}/drop", json=said, headers={"X-CSRFToken": self.token}
        )
        assert answer.status_code == 200, answer.data
        return answer.get_json()


def rooms(draft: Kept, here: Session) -> dict[tuple[int, int], int | None]:
    """The numbers of the rooms of a draft's meetings, by pair."""
    numbers = {room.id: room.number for room in make.rooms_of(here.consultation)}
    return {each.pair: numbers.get(each.room) for each in queries.planned_in(draft.now)}


def helpers(draft: Kept) -> dict[tuple[int, int], int | None]:
    return {each.pair: each.interpreter for each in queries.planned_in(draft.now)}


def another(here: Session) -> Kept:
    return Kept(make.interpreter(of=here.host, sessions=(here.consultation,)))


def test_a_meeting_in_hand_is_told_of_every_room_at_its_time_and_moves_there(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    coordinator = visit(here.coordinator)
    hand = Hand(coordinator, pair_address(here, draft, 0, 0), "room")
    assert (hand.found["was"], hand.found["had"]) == (slot_of(here, 0), "1")
    assert {name: each["kind"] for name, each in hand.places.items()} == {"2": "free"}

    said = hand.drop("2")

    assert said == {"done": True, "words": "Done. Nobody is told before you publish."}
    assert rooms(draft, here) == {pair_of(here, 0, 0): 2}
    assert where(draft) == {pair_of(here, 0, 0): here.slots[0].id}
    coordinator.submit(coordinator.get(address(here, draft)), form="form[action$=undo]")
    assert rooms(draft, here) == {pair_of(here, 0, 0): 1}


@pytest.mark.any_engine
def test_two_meetings_of_one_time_exchange_their_rooms_unless_one_is_locked(here, visit):
    draft = drafted(here, here.plan(0, 0, 0), here.plan(1, 1, 0, 1))
    coordinator = visit(here.coordinator)
    hand = Hand(coordinator, pair_address(here, draft, 0, 0), "room")
    assert "exchanges with" in hand.places["2"]["words"]
    assert hand.drop("2")["done"]
    assert rooms(draft, here) == {pair_of(here, 0, 0): 2, pair_of(here, 1, 1): 1}
    with db.writing():
        at = here.slots[0].id
        services.lock(draft.now, pair_of(here, 1, 1), locked=True, was=at, by=here.coordinator)
    late = Hand(coordinator, pair_address(here, draft, 0, 0), "room")
    assert "are locked there" in late.places["1"]["words"]
    assert not late.drop("1")["done"]
    assert rooms(draft, here) == {pair_of(here, 0, 0): 2, pair_of(here, 1, 1): 1}


def test_an_interpreter_is_free_exchanged_or_not_possible_with_the_reason_why(here, visit):
    mine = here.plan(0, 0, 0)
    busy, free, away, mute = (another(here) for _ in range(4))
    draft = drafted(here, mine, here.plan_with(1, 1, 0, 1, busy.id))
    with db.writing():
        day = here.slots[0].starts_at.date()
        db.session.add(
            InterpreterHours(consultation_id=here.consultation.id, interpreter_id=away.id, day=day)
        )
        mute.now.person.languages = ["ko"]
    hand = Hand(visit(here.coordinator), pair_address(here, draft, 0, 0), "interpreter")
    kinds = {name: each["kind"] for name, each in hand.places.items()}
    names = {each: each.now.public_id for each in (busy, free, away, mute)}
    assert kinds == {
        names[busy]: "swap",
        names[free]: "free",
        names[away]: "not",
        names[mute]: "not",
        NOBODY: "free",
    }
    assert hand.places[names[away]]["words"] == "is not there then"
    assert hand.places[names[mute]]["words"] == "does not speak the languages of both"

    assert hand.drop(names[busy])["done"]
    assert helpers(draft) == {mine.pair: busy.id, pair_of(here, 1, 1): mine.interpreter}


@pytest.mark.any_engine
def test_what_lacks_an_interpreter_gets_one_and_can_be_left_without_again(here, visit):
    draft = drafted(here, here.plan(0, 0, 0, 1))
    free = queries.situation_of(here.consultation).helpers[0].id
    coordinator = visit(here.coordinator)
    hand = Hand(coordinator, pair_address(here, draft, 0, 0), "interpreter")
    assert hand.found["had"] == NOBODY
    (name,) = hand.places
    assert hand.drop(name)["done"]
    assert helpers(draft) == {pair_of(here, 0, 0): free}
    again = Hand(coordinator, pair_address(here, draft, 0, 0), "interpreter")
    assert again.places[NOBODY]["words"] == "goes on without an interpreter"
    assert again.drop(NOBODY)["done"]
    assert helpers(draft) == {pair_of(here, 0, 0): None}


@pytest.mark.any_engine
def test_an_interpreter_is_not_given_more_than_their_day_holds(here, visit):
    mine = here.plan(0, 0, 0)
    tired = another(here)
    with db.writing():
        tired.now.most_per_day = 1
    draft = drafted(here, mine, here.plan_with(1, 1, 1, 0, tired.id))
    hand = Hand(visit(here.coordinator), pair_address(here, draft, 0, 0), "interpreter")
    place = hand.places[tired.now.public_id]
    assert (place["kind"], place["words"]) == ("not", "has enough meetings, or would have no rest")
    assert not hand.drop(tired.now.public_id)["done"]


@pytest.mark.parametrize("kind", list(Seat))
def test_the_plain_form_offers_the_same_and_keeps_to_what_was_seen(here, visit, kind):
    mine = here.plan(0, 0, 0)
    draft = drafted(here, mine, here.plan_with(1, 1, 0, 1, another(here).id))
    coordinator = visit(here.coordinator)
    link = f"a[href$='/seat/{kind}']"
    href = coordinator.get(pair_address(here, draft, 0, 0)).page.select_one(link)["href"]
    page = coordinator.get(href)
    assert "exchanges with" in page.page.select_one("li.swap").get_text()
    value = page.page.select_one("li.swap input")["value"]
    before = rooms(draft, here), helpers(draft)

    done = coordinator.submit(page, {"place": value}, form="form.put")
    assert "Done. Nobody is told before you publish." in done.text
    assert (rooms(draft, here), helpers(draft)) != before

    late = coordinator.submit(page, {"place": value}, form="form.put")
    assert late.status == 409
    assert "Somebody else has changed this meeting meanwhile." in late.text
    nothing = coordinator.submit(page, form="form.put")
    assert nothing.status == 422


@pytest.mark.any_engine
def test_a_room_that_somebody_took_meanwhile_is_not_taken_from_them_unseen(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    hand = Hand(visit(here.coordinator), pair_address(here, draft, 0, 0), "room")
    with db.writing():
        services.put(
            draft.now, pair_of(here, 1, 1), here.slots[0].id, was=None, by=here.coordinator
        )
    before = rooms(draft, here)
    said = hand.drop("2")
    assert not said["done"]
    assert "Somebody else has changed this meeting meanwhile." in said["words"]
    assert rooms(draft, here) == before


@pytest.mark.any_engine
def test_nonsense_in_a_drop_changes_nothing(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    hand = Hand(visit(here.coordinator), pair_address(here, draft, 0, 0), "room")
    good = {"place": "2", "was": hand.found["was"], "had": "1", "swap": []}
    for words in [*HOSTILE.values(), 7, None, ["x"], {"x": 1}]:
        for odd in ({"place": words}, {"was": words}, {"had": words}, {"swap": [words, words]}):
            assert not hand.send(good | odd)["done"], odd
    assert rooms(draft, here) == {pair_of(here, 0, 0): 1}


@pytest.mark.any_engine
def test_there_is_nothing_else_to_have_and_nothing_for_a_stranger(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    coordinator, company = visit(here.coordinator), visit(here.k[0].user)
    assert coordinator.get(pair_address(here, draft, 0, 0) + "/seat/chair").status == 404
    assert coordinator.get(pair_address(here, draft, 1, 1) + "/seat/room").status == 404
    assert company.get(pair_address(here, draft, 0, 0) + "/seat/room").status == 404
