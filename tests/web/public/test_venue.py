"""The venue's page of the day, its rooms, and that its pass opens nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.infra import db
from portal.infra.db import session
from portal.rooms import queries
from tests.bookings.pair import Kept
from tests.rooms.test_venues import Day
from tests.statements import counted

pytestmark = pytest.mark.any_engine


@pytest.fixture
def day(database, monday) -> Day:
    return Day(monday)


class Venue:
    """The browser of the big screen."""

    def __init__(self, browser, day: Day) -> None:
        self.browser, self.home = browser, f"/venue/{day.venue.public_id}"
        self.link = f"{self.home}/{day.secret}"
        self.token, self.key = browser._token(), None

    def press(self):
        return self.browser.client.post(self.link, data={"csrf_token": self.token})

    def send(self, booking: Kept, what: str):
        return self.browser.client.post(
            f"{self.home}/rooms/{booking.public_id}/{what}",
            json={"key": self.key},
            headers={"X-CSRFToken": self.token},
        )

    def enter(self, booking: Kept):
        answer = self.send(booking, "enter").get_json()
        self.key = answer["key"]
        return answer


def test_the_link_shows_a_button_and_the_button_the_day_in_both_clocks(day, visit):
    venue = Venue(visit(), day)
    assert "join=" not in str(venue.browser.get(venue.link).headers)
    assert venue.browser.get(venue.home).status == 404
    assert venue.press().location == venue.home
    page = venue.browser.get(venue.home)
    assert "It is the turn of" in page.text
    assert "Seoul" in page.main
    assert "Beijing" in page.main
    assert len(page.page.select("main ol.ruled > li")) == 2


def test_two_companies_in_a_row_in_the_rooms_of_their_meetings(day, visit, monday):
    venue = Venue(visit(), day)
    venue.press()
    (person,) = venue.enter(day.first)["people"]
    assert person["is"] == "Chinese side"
    venue.browser.submit(venue.browser.get(venue.home), form="form[action$=next]")
    assert venue.send(day.first, "ask").status_code == 403
    assert venue.send(day.first, "enter").status_code == 403
    assert venue.browser.get(f"{venue.home}/rooms/{day.first.public_id}").url == venue.home
    monday(timedelta(minutes=20))
    venue.enter(day.second)
    session.rollback()
    assert [each.venue_id for each in queries.attendance_of(day.second.now)] == [day.venue.id]


def test_before_the_room_opens_there_is_nothing_to_move_on_from(day, visit, monday):
    venue = Venue(visit(), day)
    venue.press()
    monday(-timedelta(hours=1))
    page = venue.browser.get(venue.home)
    assert page.page.select_one("form[action$=next]") is None
    assert "The room opens:" in page.main


def test_the_pass_opens_the_venues_own_rooms_and_nothing_else(day, visit):
    venue = Venue(visit(), day)
    venue.press()
    for path in ("/company/", "/coordinator/", f"/rooms/{day.first.public_id}"):
        assert "/sign-in" in (venue.browser.client.get(path).location or ""), path
    names = f"{venue.home}/rooms/{day.first.public_id}/files"
    assert "Nothing was handed over yet." in venue.browser.get(names).main
    later = f"{venue.home}/rooms/{day.second.public_id}/files"
    assert venue.browser.get(later).status == 403
    value = venue.browser.client.get_cookie("join", path=venue.home).value
    other, _secret = day.make([day.pair.korean.public_id])
    theirs = f"/venue/{other.public_id}"
    venue.browser.client.set_cookie("join", value, path=theirs)
    assert venue.browser.get(theirs).status == 404
    stranger = Venue(visit(), day)
    for what in ("enter", "ask", "tell", "say", "leave", "call", "notes"):
        assert stranger.send(day.first, what).status_code == 404


def test_the_coordinator_makes_the_link_moves_the_venue_on_and_takes_it_back(day, visit):
    here = f"/coordinator/consultations/{day.pair.consultation.public_id}/venues"
    browser = visit(day.pair.coordinator)
    page = browser.get(here)
    chosen = [day.pair.chinese.public_id, day.other.company.public_id]
    on = day.venue.now.day.isoformat()
    made = browser.submit(
        page, {"name": "会场 2", "day": on, "companies": chosen}, form="form[data-make-venue]"
    )
    path = made.page.select_one("[data-link]").get_text().split("/venue/")[1]
    screen = visit()
    assert screen.get(f"/venue/{path}").status == 200
    assert path.split("/")[1] not in browser.get(here).text
    browser.submit(browser.get(here), form="form[action$=next]")
    session.rollback()
    assert queries.turn_now(day.venue.now).id == day.second.id
    browser.submit(browser.get(here), form=f"form[action*='{day.venue.public_id}/take-back']")
    assert Venue(screen, day).press().status_code == 404


def test_companies_of_a_side_or_a_region_are_chosen_in_one_click(day, visit):
    of_tianjin = [day.pair.another_chinese() for _ in range(2)]
    for one in of_tianjin:
        with db.writing():
            session.merge(one.company).region_code = "120000"
        day.pair.meet_others(day.pair.another_korean().company, one.company, day.pair.slots[2])
    browser = visit(day.pair.coordinator)
    here = f"/coordinator/consultations/{day.pair.consultation.public_id}/venues"
    page = browser.get(here)
    assert "All Chinese companies (4)" in page.main
    assert "Tianjin (2)" in page.main
    assert "All Korean companies (3)" in page.main
    assert "Seoul (" not in page.main  # all of them are from there
    said = {"name": "会场 3", "day": day.venue.now.day.isoformat(), "companies": None}
    tianjin = {one.company.public_id for one in of_tianjin}
    everybody = tianjin | {day.pair.chinese.public_id, day.other.company.public_id}
    for groups, companies in (
        (["CN"], everybody),
        (["120000"], tianjin),
        (["310000", "120000"], everybody),
    ):
        made = browser.submit(
            browser.get(here), {**said, "groups": groups}, form="form[data-make-venue]"
        )
        assert made.page.select_one("[data-link]") is not None
        session.rollback()
        newest = queries.venues_in(day.pair.consultation)[-1]
        assert newest.companies == sorted(companies)
    refused = browser.submit(browser.get(here), said, form="form[data-make-venue]")
    assert "or a whole group of them" in " ".join(refused.errors())


def test_the_board_moves_a_venue_on_and_shows_the_same_again(day, visit):
    browser = visit(day.pair.coordinator)
    board = f"/coordinator/consultations/{day.pair.consultation.public_id}/day"
    page = browser.get(board, query_string={"show": "all"})
    assert "Its turn at 会场 1" in page.main
    after = browser.submit(page, form=f"form[action*='{day.venue.public_id}/next']")
    assert after.url == board
    session.rollback()
    assert queries.turn_now(day.venue.now).id == day.second.id
    assert "the last one there" in after.main
    assert after.page.select_one("option[value=all]").has_attr("selected")


def test_venues_cost_no_statements_of_their_own(day, visit, engine):
    browser = visit(day.pair.coordinator)
    here = f"/coordinator/consultations/{day.pair.consultation.public_id}"

    def costs():
        found = []
        for path in ("/venues", "/day?show=all"):
            with counted(engine) as sent:
                assert browser.get(f"{here}{path}").status == 200
            found.append(len(sent))
        return found

    few = costs()
    for companies in ([day.pair.chinese], [day.other.company], [day.pair.korean]):
        day.make([each.public_id for each in companies])
    assert costs() == few


def test_a_stranger_finds_no_venues_of_a_session(day, visit):
    here = f"/coordinator/consultations/{day.pair.consultation.public_id}/venues"
    assert visit(day.pair.chinese_user).get(here).status == 404
