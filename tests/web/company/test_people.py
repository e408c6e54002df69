"""A company's people: owners invite, promote and part; members look on; one owner stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.companies import queries, services
from portal.companies.models import Invitation, Representative
from portal.companies.rules import MOST_INVITED_AT_ONCE
from portal.companies.states import CompanyState, Standing
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict
from tests import mails, make
from tests.bookings.pair import Kept
from tests.bookings.test_rivals import at_once, call

PEOPLE = "/company/account"
ADDRESS = "lee@company.example"


@pytest.fixture
def owner(database, monday) -> Kept:
    return Kept(make.representative(side=Side.KR))


@pytest.fixture
def company(owner) -> Kept:
    return Kept(make.company_of(owner.now))


@pytest.fixture
def desk(visit, owner):
    return visit(owner.now)


@pytest.fixture
def colleague(company) -> Kept:
    return Kept(make.colleague(company.now))


def invite(desk, address: str = ADDRESS):
    return desk.submit(desk.get(PEOPLE), {"address": address}, form="form[action$=invitations]")


def press(desk, someone: Kept, what: str):
    return desk.submit(desk.get(PEOPLE), form=f'form[action$="/{someone.public_id}/{what}"]')


def standings(company: Kept) -> list[Standing]:
    session.rollback()
    return [each.standing for each in queries.representatives(company.now)]


def verbs(company: Kept) -> list[str]:
    session.rollback()
    return [entry.verb for entry in audit.history(company.now)]


# ---- inviting


def test_an_owner_invites_and_the_colleague_joins_with_an_account_of_their_own(
    desk, company, visit, owner
):
    assert "The invitation is sent." in invite(desk).text
    assert ADDRESS in desk.get(PEOPLE).main
    link = mails.link(ADDRESS)

    someone = Kept(make.user(Side.KR, email=ADDRESS))
    browser = visit(someone.now)
    joined = browser.submit(browser.get(link))

    assert "You act for your company now." in joined.text
    assert standings(company) == [Standing.OWNER, Standing.MEMBER]
    assert ADDRESS in desk.get(PEOPLE).main
    assert mails.kinds(owner.now.email)[-1] == "companies/colleague_joined"
    assert verbs(company)[-2:] == ["colleague invited", "colleague joined"]


def test_a_stranger_registers_by_the_invitation_for_the_companys_country(desk, visitor):
    invite(desk)
    page = visitor.get(mails.link(ADDRESS))
    assert "A colleague invites you" in page.main
    assert page.page.select_one("[name=side]") is None


def test_an_invitation_works_once(desk, visit):
    invite(desk)
    link = mails.link(ADDRESS)
    first, second = (visit(make.user(Side.KR)) for _ in range(2))
    first.submit(first.get(link))
    assert second.get(link).status == 404


def test_an_invitation_ends_after_seven_days(desk, visitor, monday):
    invite(desk)
    link = mails.link(ADDRESS)
    assert visitor.get(link).status == 200
    monday(timedelta(days=8))
    assert visitor.get(link).status == 404


def test_a_withdrawn_invitation_leads_nowhere(desk, visitor):
    invite(desk)
    gone = desk.submit(desk.get(PEOPLE), form="form[action$=withdraw]")
    assert "The invitation is withdrawn." in gone.text
    assert ADDRESS not in desk.get(PEOPLE).main
    assert visitor.get(mails.link(ADDRESS)).status == 404


def test_a_second_invitation_replaces_the_first(desk, visitor):
    invite(desk)
    first = mails.link(ADDRESS)
    invite(desk)
    assert visitor.get(first).status == 404
    assert visitor.get(mails.link(ADDRESS)).status == 200


def test_whoever_acts_for_another_company_is_told_so_and_the_invitation_stays(desk, visit):
    invite(desk)
    link = mails.link(ADDRESS)
    theirs = visit(make.representative(side=Side.KR))
    assert "works for somebody else already" in theirs.get(link).main
    assert theirs.client.post(link, data={"csrf_token": theirs._token()}).status_code == 409
    assert visit(make.user(Side.KR)).get(link).status == 200


def test_the_other_countrys_account_cannot_join(desk, visit, company):
    invite(desk)
    link = mails.link(ADDRESS)
    theirs = visit(make.user(Side.CN))
    assert theirs.client.post(link, data={"csrf_token": theirs._token()}).status_code == 422
    assert standings(company) == [Standing.OWNER]


def test_nobody_joins_a_company_that_was_taken_off_the_portal(desk, visitor, company):
    invite(desk)
    with db.writing():
        company.now.state = CompanyState.SUSPENDED
    assert visitor.get(mails.link(ADDRESS)).status == 404


@pytest.mark.parametrize("typed", ["", "no address", "lee@company.example\nBcc: x@y.example"])
def test_a_wrong_address_is_refused_beside_the_field_and_kept(desk, typed):
    answer = invite(desk, typed)
    assert answer.status == 422
    assert (
        answer.page.select_one(".fld.err [name=address]")["value"].split("\n")[0]
        == (typed.split("\n")[0])
    )
    assert session.scalar(sa.select(sa.func.count(Invitation.id))) == 0


def test_there_is_a_limit_to_open_invitations(desk):
    for number in range(MOST_INVITED_AT_ONCE):
        invite(desk, f"someone{number}@company.example")
    answer = invite(desk)
    assert answer.status == 409
    assert "At most 20 invitations can be open at once" in answer.main


# ---- owners and members


def test_an_owner_makes_another_one_and_steps_back(desk, company, colleague):
    assert "Your company has another account owner." in press(desk, colleague, "owner").text
    assert standings(company) == [Standing.OWNER, Standing.OWNER]
    assert mails.kinds(colleague.now.email)[-1] == "companies/made_owner"
    mine = Kept(session.scalars(sa.select(Representative).order_by(Representative.id)).first().user)
    press(desk, mine, "representative")
    assert sorted(standings(company)) == [Standing.MEMBER, Standing.OWNER]
    assert "An account owner of your company invites colleagues" in desk.get(PEOPLE).main


def test_whoever_is_parted_from_is_signed_out_at_once(desk, company, colleague, visit):
    theirs = visit(colleague.now)
    assert theirs.get("/company/").status == 200
    assert "They no longer act for your company." in press(desk, colleague, "part").text
    assert theirs.get("/company/").url.startswith("/sign-in")
    assert standings(company) == [Standing.OWNER]
    assert mails.kinds(colleague.now.email)[-1] == "companies/colleague_gone"
    assert verbs(company)[-1] == "parted from"


def test_a_member_leaves_and_the_owners_hear_of_it(visit, company, colleague, owner):
    theirs = visit(colleague.now)
    press(theirs, colleague, "part")
    assert theirs.get("/company/").url.startswith("/sign-in")
    assert standings(company) == [Standing.OWNER]
    assert mails.kinds(owner.now.email)[-1] == "companies/colleague_left"


def test_the_last_owner_stays(desk, owner, company, colleague):
    assert f"/{owner.public_id}/part" not in desk.get(PEOPLE).text
    for what in ("part", "representative"):
        path = f"{PEOPLE}/people/{owner.public_id}/{what}"
        answer = desk.client.post(path, data={"csrf_token": desk._token()})
        assert answer.status_code == 409
        assert "A company needs an account owner" in answer.text
    assert standings(company) == [Standing.OWNER, Standing.MEMBER]


def test_an_owner_whose_account_is_closed_does_not_count(desk, owner, company):
    other = make.colleague(company.now)
    with db.writing():
        services.make_owner(company.now, other.public_id, by=owner.now)
        session.merge(other).suspended_at = clock.now()
    answer = desk.client.post(
        f"{PEOPLE}/people/{owner.public_id}/part", data={"csrf_token": desk._token()}
    )
    assert answer.status_code == 409


def test_a_member_sees_the_people_and_changes_nothing(visit, colleague, owner, company):
    theirs = visit(colleague.now)
    page = theirs.get(PEOPLE)
    assert "2 people act for your company" in page.main
    assert page.page.select("main form[action*=owner], main form[action$=invitations]") == []
    for path in (
        "/invitations",
        "/invitations/withdraw",
        f"/people/{colleague.public_id}/owner",
        f"/people/{owner.public_id}/representative",
        f"/people/{owner.public_id}/part",
    ):
        answer = theirs.client.post(
            PEOPLE + path, data={"csrf_token": theirs._token(), "address": ADDRESS}
        )
        assert answer.status_code == 403, path
    assert standings(company) == [Standing.OWNER, Standing.MEMBER]


def test_another_companys_people_are_not_found(desk, database):
    stranger = make.representative(side=Side.KR)
    answer = desk.client.post(
        f"{PEOPLE}/people/{stranger.public_id}/part", data={"csrf_token": desk._token()}
    )
    assert answer.status_code == 404


def test_two_owners_who_go_at_the_same_moment_leave_one(owner, company):
    other = make.colleague(company.now)
    with db.writing():
        services.make_owner(company.now, other.public_id, by=owner.now)
    got = at_once(
        [
            call(services.part_from, company.now, owner.public_id, by=owner.now),
            call(services.part_from, company.now, other.public_id, by=other),
            call(services.make_member, company.now, other.public_id, by=owner.now),
        ]
    )
    assert any(isinstance(each, Exception) for each in got)
    assert standings(company).count(Standing.OWNER) == 1


def test_two_who_use_one_invitation_at_once_are_one_colleague(desk, company):
    invite(desk)
    secret = mails.link(ADDRESS).rsplit("/", 1)[1]
    people = [make.user(Side.KR) for _ in range(4)]
    got = at_once([call(services.take_up, secret, by=each) for each in people])
    assert sum(not isinstance(each, Exception) for each in got) == 1
    assert standings(company) == [Standing.OWNER, Standing.MEMBER]


def test_the_same_person_cannot_join_twice(desk, company, colleague):
    with pytest.raises(Conflict), db.writing():
        services.people.join(company.now, by=colleague.now)
