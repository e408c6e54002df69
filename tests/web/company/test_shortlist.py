"""Shortlist, notes and no thanks: a company keeps them for itself, and nobody else ever learns."""

import re

import pytest

from portal.companies.states import CompanyState
from portal.infra import audit, db
from portal.infra.outbox import OutboxMessage
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.technologies import queries, services
from portal.technologies.queries import Declined, Part
from portal.technologies.states import ProfileState
from tests import make
from tests.statements import counted

NOTE = "Their price is too high; ask again in spring"


@pytest.fixture
def theirs(database):
    profile = make.profile(make.company(Side.CN), title=Wording(en="Bag filter of Shanghai"))
    for row in (profile.company, profile):  # they outlive the requests of browsers
        db.session.expunge(row)
    return profile


@pytest.fixture
def owner(database):
    return make.representative(side=Side.KR)


def pressed(browser, page, deed, **more):
    """The page after a button of the part that is the company's own."""
    form = ".private form + form" if more else ".private form"
    return browser.submit(browser.get(page), {"do": deed, **more}, form=form)


def page_of(profile) -> str:
    return f"/technologies/{profile.public_id}"


@pytest.mark.any_engine
def test_a_technology_is_put_on_the_shortlist_noted_and_taken_off_again(visit, owner, theirs):
    browser, page = visit(owner), page_of(theirs)
    shown = pressed(browser, page, "keep")
    assert "It is on your shortlist." in shown.page.get_text()
    noted = browser.submit(shown, {"do": "note", "note": NOTE}, form=".private form + form")
    assert noted.page.select_one("textarea[name=note]").get_text(strip=True) == NOTE
    mine = browser.get("/company/shortlist")
    assert "1 partner on your shortlist" in mine.main
    assert "Bag filter of Shanghai" in mine.main
    assert NOTE in mine.main
    assert "On your shortlist" in browser.get("/technologies/").main
    left = browser.submit(mine, {"do": "leave"}, form="li form")
    assert "0 partners" in left.main
    assert NOTE in browser.get("/company/shortlist?part=noted").main


@pytest.mark.any_engine
def test_a_colleague_sees_it_and_everybody_else_does_not(visit, owner, theirs):
    browser = visit(owner)
    pressed(browser, page_of(theirs), "note", note=NOTE)
    company = make.company_of(owner)
    assert NOTE in visit(make.colleague(company)).get("/company/shortlist?part=noted").main
    partner = make.representative(theirs.company)
    others = (partner, make.representative(side=Side.KR), make.coordinator(Side.KR), None)
    for someone in others:
        reader = visit(someone)
        for page in (page_of(theirs), "/technologies/", "/company/shortlist?part=noted"):
            assert NOTE not in reader.get(page).body.decode()


@pytest.mark.any_engine
def test_who_looks_through_the_companys_eyes_does_not_see_it(visit, owner, theirs):
    pressed(visit(owner), page_of(theirs), "note", note=NOTE)
    address = f"/coordinator/companies/{make.company_of(owner).public_id}/look"
    browser = visit(make.coordinator(Side.KR))
    browser.submit(browser.get(address), {"reason": "They rang and asked"})
    assert browser.get("/company/").status == 200
    refused = browser.get("/company/shortlist?part=noted")
    assert refused.status == 403
    assert NOTE not in refused.body.decode()


def everything_they_see(browsers, theirs) -> list[str]:
    """All that a company and its coordinator can open, without what changes by itself."""
    seen = []
    for browser in browsers:
        for page in (
            "/company/",
            "/company/shortlist",
            "/company/requests",
            "/company/profiles",
            "/technologies/",
            f"/companies/{theirs.public_id}",
            f"/coordinator/companies/{theirs.public_id}",
            "/coordinator/trail",
            "/coordinator/",
        ):
            body = browser.get(page).body.decode()
            seen.append(re.sub(r'name="csrf_token"[^>]*>|nonce-\S+', "", body))
    return seen


@pytest.mark.any_engine
def test_the_other_side_learns_of_no_thanks_on_no_page_in_no_number_and_by_no_message(
    visit, owner, theirs, monday
):
    browser = visit(owner)
    they = [visit(make.representative(theirs.company)), visit(make.coordinator(Side.CN))]
    before = everything_they_see(they, theirs.company)
    told = db.session.query(OutboxMessage).count()
    pressed(browser, page_of(theirs), "decline")
    pressed(browser, f"/companies/{theirs.company.public_id}", "decline")
    declined = queries.declined_by(make.company_of(owner))
    assert (len(declined.profiles), len(declined.companies)) == (1, 1)
    db.session.remove()
    assert everything_they_see(they, theirs.company) == before
    assert db.session.query(OutboxMessage).count() == told
    assert audit.history(theirs) == []


def test_no_thanks_is_what_is_never_proposed_until_it_is_taken_back(owner, theirs):
    company, other = make.company_of(owner), theirs.company
    assert queries.declined_by(company) == Declined()
    with db.writing():
        services.regard(company, other, theirs, by=owner, listed=True)
        services.regard(company, other, theirs, by=owner, declined=True)
        services.regard(company, other, by=owner, declined=True)
    expected = Declined(frozenset({other.id}), frozenset({theirs.id}))
    assert queries.declined_by(company) == expected
    assert queries.declined_by_each([company.id, other.id]) == {company.id: expected}
    assert queries.regards_numbers(company)[Part.LISTED] == 0
    with db.writing():
        services.regard(company, other, theirs, by=owner, declined=False)
        services.regard(company, other, by=owner, listed=True)
    assert queries.declined_by(company) == Declined()
    assert queries.regards_numbers(company) == {Part.LISTED: 1, Part.NOTED: 0, Part.DECLINED: 0}


@pytest.mark.any_engine
def test_only_the_companys_own_people_keep_anything_and_never_about_themselves(
    visit, owner, theirs
):
    own = make.profile(make.company_of(owner)).public_id
    draft = make.profile(make.company(Side.CN), state=ProfileState.DRAFT).public_id
    browser = visit(owner)
    assert browser.get(f"/technologies/{own}").page.select(".private") == []
    for id, status in ((own, 403), ("nobody", 404), (draft, 404), (theirs.public_id, 200)):
        answer = browser.post(f"/company/shortlist/technologies/{id}", {"do": "keep"})
        assert answer.status == status


@pytest.mark.any_engine
@pytest.mark.parametrize(
    "typed",
    [{"do": "note", "note": "x" * 1001}, {"do": "everything"}, {"do": "note", "note": "\x07"}],
)
def test_what_cannot_be_saved_is_shown_again(visit, owner, theirs, typed):
    browser = visit(owner)
    answer = browser.submit(browser.get(page_of(theirs)), typed, form=".private form + form")
    assert answer.status == 422
    assert answer.page.textarea is not None


@pytest.mark.any_engine
def test_what_is_gone_can_still_be_taken_off_and_says_nothing_more(visit, owner, theirs):
    browser = visit(owner)
    pressed(browser, page_of(theirs), "keep")
    with db.writing():
        db.session.merge(theirs).state = ProfileState.WITHDRAWN
    mine = browser.get("/company/shortlist")
    assert "A technology that is no longer published" in mine.main
    assert "Bag filter of Shanghai" not in mine.body.decode()
    assert "0 partners" in browser.submit(mine, {"do": "leave"}, form="li form").main
    assert "0 partners" in browser.get("/company/shortlist?part=everything").main


@pytest.mark.any_engine
def test_a_long_shortlist_asks_no_more_than_a_short_one(visit, owner, theirs, engine):
    browser = visit(owner)

    def asked() -> int:
        with counted(engine) as statements:
            assert browser.get("/company/shortlist").status == 200
        return len(statements)

    def keep(public_id) -> None:
        browser.post(f"/company/shortlist/technologies/{public_id}", {"do": "keep"})

    keep(theirs.public_id)
    few = asked()
    for _number in range(5):
        keep(make.profile(make.company(Side.CN, region_code="370000")).public_id)
    assert asked() == few


@pytest.mark.any_engine
def test_a_suspended_company_stays_in_the_list_without_a_way_to_it(visit, owner, theirs):
    browser = visit(owner)
    pressed(browser, f"/companies/{theirs.company.public_id}", "keep")
    with db.writing():
        db.session.merge(theirs.company).state = CompanyState.SUSPENDED
    mine = browser.get("/company/shortlist")
    assert mine.page.select(f"a[href$='{theirs.company.public_id}']") == []
    assert "1 partner" in mine.main
