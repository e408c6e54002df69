"""The coordinators of a host: administrators add them, say what they may do, and let them go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts import queries, services
from portal.accounts.models import Coordinator
from portal.accounts.states import AccountAction, Duty
from portal.companies import notifications
from portal.companies.states import CompanyState
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import NotAllowed
from tests import mails, make
from tests.bookings.pair import Kept
from tests.bookings.test_rivals import at_once, call

LIST = "/coordinator/colleagues/"
NEW = f"{LIST}new"
ADDRESS = "han@agency.example"
PERSON = {
    "name": "한지우",
    "name_latin": "HAN Ji-woo",
    "email": ADDRESS,
    "languages": ["ko", "en"],
    "language": "ko",
}


@pytest.fixture
def host(database, monday) -> Kept:
    return Kept(make.host(Side.KR))


@pytest.fixture
def administrator(host) -> Kept:
    return Kept(make.coordinator(of=host.now))


@pytest.fixture
def colleague(host) -> Kept:
    return Kept(make.coordinator(of=host.now, duties=["SCHEDULE"]))


@pytest.fixture
def desk(visit, administrator):
    return visit(administrator.now)


def of(someone: Kept) -> Coordinator:
    session.rollback()
    found = queries.coordinator_of(someone.now)
    assert found is not None
    return found


def verbs(someone: Kept) -> list[str]:
    session.rollback()
    return [entry.verb for entry in audit.history(someone.now)]


def change(desk, someone: Kept, **fields):
    address = f"{LIST}{someone.public_id}"
    return desk.submit(desk.get(address), fields, form=f'form[action$="{someone.public_id}"]')


def act(desk, someone: Kept, what: str, reason: str = "They changed posts."):
    address = f"{LIST}{someone.public_id}"
    return desk.submit(desk.get(address), {"reason": reason}, form=f'main form[action$="/{what}"]')


# ---- who there is


def test_everybody_at_a_host_sees_who_may_do_what(visit, host, administrator, colleague):
    make.coordinator(of=make.host(Side.KR))  # of another host
    page = visit(colleague.now).get(LIST)
    assert "2 people coordinate" in page.main
    assert administrator.now.email in page.main
    assert "Run sessions and meetings" in page.main
    assert page.page.select(f'a[href^="{LIST}"].btn') == []


def test_only_an_administrator_of_the_same_host_changes_coordinators(
    visit, administrator, colleague
):
    theirs = visit(colleague.now)
    assert theirs.get(NEW).status == 403
    assert theirs.get(f"{LIST}{administrator.public_id}").status == 403
    elsewhere = visit(make.coordinator(Side.KR))
    assert elsewhere.get(f"{LIST}{colleague.public_id}").status == 404
    with pytest.raises(NotAllowed), db.writing():
        services.give_duties(of(colleague), list(Duty), by=colleague.now)


def test_whoever_has_not_proved_lately_who_they_are_is_asked(desk, colleague, monday):
    assert desk.get(f"{LIST}{colleague.public_id}").status == 200
    monday(timedelta(minutes=20))
    assert desk.get(f"{LIST}{colleague.public_id}").url.startswith("/account/prove")


# ---- adding


def test_a_new_coordinator_gets_a_link_and_has_the_duties_that_were_ticked(desk, visitor):
    done = desk.submit(
        desk.get(NEW), {**PERSON, "duties": ["APPROVE", "EXPORT"], "regions": ["KR-11"]}
    )
    assert "The coordinator is added" in done.text
    session.rollback()
    added = queries.coordinator_of(queries.user_of_address(ADDRESS))
    assert added.duties == ["APPROVE", "EXPORT"]
    assert added.regions == ["KR-11"]
    assert visitor.get(mails.link(ADDRESS)).status == 200


def test_an_address_with_an_account_is_refused_beside_the_field_and_nothing_is_lost(
    desk, colleague
):
    page = desk.submit(desk.get(NEW), {**PERSON, "email": colleague.now.email})
    assert page.status in (409, 422)
    assert page.page.select_one("[name=name]")["value"] == "한지우"
    assert page.page.select_one(".fld.err [name=email]") is not None


# ---- duties


def test_duties_are_given_and_taken_and_the_trail_says_so(desk, visit, colleague):
    theirs = visit(colleague.now)
    assert "The changes are saved." in change(desk, colleague, duties=["APPROVE"]).text
    assert of(colleague).duties == ["APPROVE"]
    assert verbs(colleague)[-1] == "duties changed"
    assert theirs.get("/coordinator/").status == 200


def test_without_duties_one_reads_and_changes_nothing(desk, visit, colleague):
    change(desk, colleague, duties=[])
    waits = Kept(make.company(Side.KR, state=CompanyState.APPLIED))
    theirs = visit(colleague.now)
    address = f"/coordinator/companies/{waits.public_id}"
    page = theirs.get(address)
    assert "Approving companies is not among your duties." in page.main
    assert page.page.select('form[action$="/approve"]') == []
    theirs.post(f"{address}/approve")
    assert waits.now.state is CompanyState.APPLIED


def test_who_sees_to_some_regions_decides_on_their_companies_alone(desk, visit, colleague):
    change(desk, colleague, duties=["APPROVE"], regions=["KR-26"])
    mine = Kept(make.company(Side.KR, state=CompanyState.APPLIED, region_code="KR-26"))
    others = Kept(make.company(Side.KR, state=CompanyState.APPLIED, region_code="KR-11"))
    theirs = visit(colleague.now)

    assert "1 company waits for your approval" in theirs.get("/coordinator/").text
    page = theirs.get(f"/coordinator/companies/{others.public_id}")
    assert "seen to by colleagues of yours" in page.main
    theirs.post(f"/coordinator/companies/{others.public_id}/approve")
    theirs.post(f"/coordinator/companies/{mine.public_id}/return", {"reason": "Which city?"})
    assert others.now.state is CompanyState.APPLIED
    assert mine.now.state is CompanyState.RETURNED


def test_of_an_application_hear_those_who_see_to_its_region(host, administrator, colleague):
    with db.writing():
        services.give_duties(of(colleague), [Duty.APPROVE], ["KR-26"], by=administrator.now)
    company = make.company(Side.KR, state=CompanyState.APPLIED, region_code="KR-11")
    with db.writing():
        notifications.applied(company)
    assert "companies/applied" in mails.kinds(administrator.now.email)
    assert "companies/applied" not in mails.kinds(colleague.now.email)


def test_the_last_administrator_stays_one(desk, administrator, colleague):
    page = change(desk, administrator, duties=["SCHEDULE"])
    assert page.status == 409
    assert "A host needs an administrator" in page.text
    page = act(desk, administrator, "part")
    assert page.status == 409
    assert Duty.ADMINISTER.value in of(administrator).duties


@pytest.mark.parametrize("goes", ["let go", "without duties", "closed"])
def test_two_administrators_who_go_at_once_leave_one(administrator, host, goes):
    other = Kept(make.coordinator(of=host.now))

    def going(one: Kept, by: Kept):
        if goes == "let go":
            return call(services.let_go, of(one), by=by.now, reason="Moves on.")
        if goes == "without duties":
            return call(services.give_duties, of(one), [], by=by.now)
        action = AccountAction.SUSPEND
        return call(services.change_account, of(one), action, by=by.now, reason="Moves on.")

    got = at_once([going(administrator, other), going(other, administrator)])
    assert sum(isinstance(each, Exception) for each in got) == 1
    left = [
        each
        for each in queries.coordinators_of(host.now)
        if each.may(Duty.ADMINISTER) and each.user.is_active
    ]
    assert len(left) == 1


# ---- accounts


def test_a_closed_account_is_out_at_once_and_comes_back_when_it_is_opened(desk, visit, colleague):
    theirs = visit(colleague.now)
    assert "The account is closed" in act(desk, colleague, "close").text
    assert theirs.get("/coordinator/").url.startswith("/sign-in")
    assert "Account closed" in desk.get(LIST).main
    assert "The account is open again." in act(desk, colleague, "open").text
    assert verbs(colleague)[-2:] == ["account suspended", "account reopened"]


def test_lost_factors_are_taken_away_and_sign_ins_ended_with_a_reason(desk, visit, colleague):
    for what, verb in (("sign-out", "sign-ins ended"), ("reset-factors", "factors reset")):
        theirs = visit(colleague.now)
        act(desk, colleague, what)
        assert theirs.get("/coordinator/").url.startswith("/sign-in")
        assert verbs(colleague)[-1] == verb
    assert mails.kinds(colleague.now.email)[-1] == "accounts/factors_changed"


def test_nothing_is_done_to_an_account_without_a_reason_or_to_ones_own(
    desk, colleague, administrator
):
    page = act(desk, colleague, "close", reason=" ")
    assert page.status == 422
    assert "Please fill this in." in page.errors()
    assert colleague.now.is_active
    own = desk.get(f"{LIST}{administrator.public_id}")
    assert own.page.select('form[action$="/close"]') == []
    answer = desk.post(f"{LIST}{administrator.public_id}/close", {"reason": "I go."})
    assert answer.status == 409
    assert administrator.now.is_active


def test_who_is_let_go_coordinates_no_longer_and_their_sign_ins_end(desk, visit, colleague):
    theirs = visit(colleague.now)
    assert "They are no longer a coordinator." in act(desk, colleague, "part").text
    assert theirs.get("/coordinator/").url.startswith("/sign-in")
    assert visit(colleague.now).get("/coordinator/").status == 404
    assert verbs(colleague)[-1] == "coordinator let go"
