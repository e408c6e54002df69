"""A company says its technology in figures and proves it; nothing typed is lost on the way."""

from typing import NamedTuple

import pytest

from portal.accounts.models import User
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.technologies.models import TechnologyProfile
from portal.technologies.states import ProfileState
from tests import make

pytestmark = pytest.mark.any_engine

FIGURE = {
    "figure1_what": "nox",
    "figure1_inlet": "1,280",
    "figure1_outlet": "7.6",
    "figure1_unit": "mg/m3",
    "figure1_lowest": "20",
    "figure1_highest": "80",
    "figure1_size_unit": "t/h",
    "figure1_energy": "0.9",
    "figure1_energy_unit": "kWh/t",
    "figure1_standard": "GB 13271-2014",
    "figure1_condition": "锅炉烟气，72小时均值",
}
PROOF = {
    "reference1_customer": "济南某钢厂",
    "reference1_place": "济南",
    "reference1_year": "2023",
    "reference1_what": "烧结机",
    "certificate1_kind": "CN_PRODUCT",
    "certificate1_number": "CCEP-1",
    "certificate1_valid_until": "2029-12-31",
    "right1_kind": "GRANTED",
    "right1_number": "ZL2020",
    "right1_country": "CN",
    "right1_expires_on": "2039-01-02",
}


class Draft(NamedTuple):
    """A company's draft, and who writes it."""

    id: int
    public_id: str
    owner: User


@pytest.fixture
def profile(database):
    owner = make.representative(side=Side.CN)
    found = make.profile(make.company_of(owner), state=ProfileState.DRAFT)
    return Draft(found.id, found.public_id, owner)


@pytest.fixture
def desk(visit, profile):
    return visit(profile.owner)


def address(profile, part: str) -> str:
    return f"/company/profiles/{profile.public_id}/{part}"


def kept(profile) -> TechnologyProfile:
    session.rollback()
    session.expire_all()
    return session.get(TechnologyProfile, profile.id)


@pytest.mark.parametrize(("part", "fields"), [("figures", FIGURE), ("proof", PROOF)])
def test_every_answer_comes_back_as_it_was_given(desk, profile, part, fields):
    desk.submit(desk.get(address(profile, part)), fields)
    form = desk.get(address(profile, part)).page.select_one("main form")
    for name, value in fields.items():
        control = form.select_one(f"[name={name}]")
        chosen = control.select_one("option[selected]") if control.name == "select" else control
        assert chosen["value"] == value.replace(",", ""), name


def test_figures_stand_on_the_page_that_others_see(desk, profile, visitor):
    desk.submit(desk.get(address(profile, "figures")), FIGURE)
    desk.submit(desk.get(address(profile, "proof")), PROOF)
    shown = desk.get(f"/technologies/{profile.public_id}").main
    for words in (
        "NOx",
        "1,280",
        "7.6",
        "mg/m³",
        "20–80 t/h",
        "GB 13271-2014",
        "济南某钢厂",
        "ZL2020",
    ):
        assert words in shown


def test_a_wrong_figure_is_answered_beside_its_field_and_loses_nothing(desk, profile):
    wrong = FIGURE | {"figure1_outlet": "about 5", "figure2_outlet": "3"}
    two_lines = desk.submit(desk.get(address(profile, "figures")), {"more": "figure"})
    answer = desk.submit(two_lines, wrong)
    assert answer.status == 422
    assert "Please write a number such as 7.6." in answer.errors()
    assert "Please choose what is treated." in answer.errors()
    form = answer.page.select_one("main form")
    assert form.select_one("[name=figure1_outlet]")["value"] == "about 5"
    assert form.select_one("[name=figure1_condition]")["value"] == "锅炉烟气，72小时均值"
    assert kept(profile).figures == []


def test_an_expired_certificate_is_refused_in_words(desk, profile):
    old = PROOF | {"certificate1_valid_until": "2020-01-01"}
    answer = desk.submit(desk.get(address(profile, "proof")), old)
    assert any("This certificate has expired." in error for error in answer.errors())
    assert answer.page.select_one("[name=right1_number]")["value"] == "ZL2020"


def test_one_more_line_comes_without_saving_and_without_losing_what_was_typed(desk, profile):
    page = desk.get(address(profile, "figures"))
    assert page.page.select_one("[name=figure2_what]") is None
    more = desk.submit(page, FIGURE | {"more": "figure", "figure1_outlet": "five"})
    assert more.status == 200
    assert not more.errors()
    assert more.page.select_one("[name=figure2_what]") is not None
    assert more.page.select_one("[name=figure1_outlet]")["value"] == "five"
    assert kept(profile).figures == []


def test_lines_that_nobody_offered_are_no_lines(desk, profile):
    far = {f"figure{number}_what": "dust" for number in (7, 99, 10**6)} | {"figure²_what": "x"}
    form = desk.get(address(profile, "figures"))
    token = {"csrf_token": form.page.select_one("[name=csrf_token]")["value"]}
    answer = desk.post(address(profile, "figures"), FIGURE | far | token)
    assert answer.status == 200
    assert len(kept(profile).figures) == 1


def test_the_comments_of_a_coordinator_stand_on_the_companys_page(visit, desk, profile):
    sent = desk.submit(
        desk.get(f"/company/profiles/{profile.public_id}"), form='form[action$="/submit"]'
    )
    assert "A coordinator looks at it" in sent.text
    reviewer = visit(make.coordinator(Side.CN))
    page = reviewer.get(f"/coordinator/profiles/{profile.public_id}")
    empty = reviewer.submit(page, {}, form='form[action$="/return"]')
    assert empty.status == 422
    back = reviewer.submit(page, {"figures": "Which oxygen?"}, form='form[action$="/return"]')
    assert back.url == "/coordinator/profiles/"
    shown = desk.get(f"/company/profiles/{profile.public_id}").main
    assert "The coordinator asks for changes" in shown
    assert "Which oxygen?" in shown


def test_a_coordinator_sees_no_draft_and_nobody_elses_companies(visit, desk, profile):
    own = visit(make.coordinator(Side.CN))
    assert own.get(f"/coordinator/profiles/{profile.public_id}").status == 404
    desk.submit(desk.get(f"/company/profiles/{profile.public_id}"), form='form[action$="/submit"]')
    assert own.get(f"/coordinator/profiles/{profile.public_id}").status == 200
    other = visit(make.coordinator(Side.KR))
    assert other.get(f"/coordinator/profiles/{profile.public_id}").status == 404
