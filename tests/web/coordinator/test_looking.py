"""Looking through a company's eyes: a coordinator reads all that it reads, and changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts import queries, services
from portal.accounts.states import Duty
from portal.companies.rules import LOOKING_LASTS
from portal.companies.states import CompanyState
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Pair
from tests.house.access_table import REFUSED, Asker, routes_of
from tests.house.world import World

REASON = "They rang: a time is missing."


# What a company keeps for itself is not even looked at.
OF_ITS_OWN_PEOPLE = {"/company/shortlist"}


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def looker(visit, pair):
    return visit(pair.coordinator)


def look(browser, company, reason: str = REASON):
    address = f"/coordinator/companies/{company.public_id}/look"
    return browser.submit(browser.get(address), {"reason": reason})


def test_a_coordinator_reads_what_the_company_reads_and_changes_nothing(app, visit, database):
    world = World()
    own, looker = (visit(who) for who in (world.pair.korean_user, world.pair.coordinator))
    page = look(looker, world.pair.korean)
    assert page.url == "/company/"
    assert "Nothing can be changed here." in page.text
    mine, theirs = Asker(looker), Asker(own)
    for route in routes_of(app, "company"):
        asked = mine.ask(route, world)
        is_open = route.method == "GET" and route.rule.rule not in OF_ITS_OWN_PEOPLE
        expected = theirs.ask(route, world) if is_open else REFUSED
        assert asked == expected, route.rule


def test_whoever_tries_is_told_that_only_the_company_acts(looker, pair):
    look(looker, pair.korean)
    address = f"/company/consultations/{pair.consultation.public_id}/place"
    answer = looker.post(address, {"whereabouts": "VENUE"})
    assert answer.status == 403
    assert "Only the company acts here." in answer.text


def test_the_company_and_the_trail_know_who_looked_and_why(looker, visit, pair):
    look(looker, pair.korean)
    session.rollback()
    last = audit.history(pair.korean)[-1]
    assert (last.verb, last.reason) == ("looked through its eyes", REASON)
    page = visit(pair.korean_user).get("/company/account")
    assert REASON in page.main
    assert pair.coordinator.display_name in page.main


def test_without_a_reason_there_is_nothing_to_see(looker, pair):
    assert look(looker, pair.korean, " ").status == 422
    assert looker.get("/company/").status == 404


def test_looking_ends_by_a_button_and_by_itself(looker, pair, monday):
    look(looker, pair.korean)
    page = looker.submit(looker.get("/company/"), form='form[action$="/look/end"]')
    assert page.url == f"/coordinator/companies/{pair.korean.public_id}"
    assert looker.get("/company/").status == 404

    look(looker, pair.korean)
    monday(LOOKING_LASTS - timedelta(minutes=1))
    assert looker.get("/company/").status == 200
    monday(timedelta(minutes=1))
    assert looker.get("/company/").status == 404


def test_who_loses_the_duty_sees_nothing_more(looker, pair):
    look(looker, pair.korean)
    with db.writing():
        own = queries.coordinator_of(pair.coordinator)
        services.give_duties(own, [Duty.EXPORT, Duty.ADMINISTER], by=pair.coordinator)
    assert looker.get("/company/").status == 404


def test_only_ones_own_side_and_approved_companies_are_looked_at(looker, visit, pair):
    assert looker.get(f"/coordinator/companies/{pair.chinese.public_id}/look").status == 404
    waits = make.company(Side.KR, state=CompanyState.APPLIED)
    assert looker.get(f"/coordinator/companies/{waits.public_id}/look").status == 403
    exporter = visit(make.coordinator(duties=["EXPORT"]))
    assert exporter.get(f"/coordinator/companies/{pair.korean.public_id}/look").status == 403


def test_a_cookie_that_says_more_than_one_may_opens_nothing(visit, pair):
    browser = visit(pair.korean_user)
    with browser.client.session_transaction() as cookie:
        cookie["looking"] = {
            "company": pair.chinese.public_id,
            "until": "2999-01-01T00:00:00+00:00",
        }
    page = browser.get("/company/account")
    assert pair.korean_user.email in page.main
    assert pair.chinese_user.email not in page.main
