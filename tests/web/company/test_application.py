"""A company says what it is: saved at any time, sent when it is complete, then decided on."""

import pytest

from portal.companies import services
from portal.companies.models import Company
from portal.companies.states import CompanySize, CompanyState
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from tests import mails, make

CHINESE = {
    "name_zh": "浦江清源环保有限公司",
    "name_en": "Pujiang Clean Air",
    "registration_number": "9131 0000 6316 9638 2c",
    "region": "310000",
    "city": "310115",
    "address": "上海市浦东新区1号",
    "website": "www.pujiang.example",
    "size": "TO_49",
    "about_zh": "除尘设备。",
}
KOREAN = {
    "name_ko": "주식회사 한빛수처리",
    "name_en": "Hanbit Water",
    "registration_number": "1248100998",
    "region": "KR-30",
    "wants": ["310000", "370000"],
    "address": "대전광역시 유성구 1",
    "size": "TO_9",
    "about_en": "Water.",
}


def company_in(state=CompanyState.DRAFT, side=Side.CN):
    """A company with nothing filled in yet, and somebody who acts for it."""
    with db.writing():
        company = services.begin(make.user(side))
    if state is not CompanyState.DRAFT:
        with db.writing():
            session.get_one(Company, company.id).state = state
    return afresh(company)


def owner(company):
    from portal.companies.queries import representatives

    return representatives(company)[0].user


def afresh(company):
    session.rollback()
    return session.get_one(Company, company.id)


def fill_in(visitor, fields, button="save"):
    page = visitor.get("/company/application")
    return visitor.submit(page, {**fields, button: "yes"})


@pytest.mark.parametrize(
    ("side", "fields", "own"),
    [
        (Side.CN, {"region", "city"}, "name_zh"),
        (Side.KR, {"region", "wants"}, "name_ko"),
    ],
)
def test_the_form_asks_what_its_side_is_asked(visit, database, side, fields, own):
    company = company_in(side=side)
    page = visit(owner(company)).get("/company/application").page
    names = [field["name"] for field in page.select("main [name]")]
    assert fields <= set(names)
    assert ("city" in names) is (side is Side.CN)
    assert ("wants" in names) is (side is Side.KR)
    assert next(name for name in names if name.startswith("name_")) == own


def test_the_four_regions_and_their_cities_can_be_chosen(visit, database):
    page = visit(owner(company_in())).get("/company/application").page
    assert len(page.select("input[name=region]")) == 4
    assert len(page.select("select[name=city] optgroup")) == 4
    assert len(page.select("select[name=city] optgroup option")) == 69


def test_nothing_need_be_complete_to_be_saved(visit, database):
    company = company_in()
    visitor = visit(owner(company))
    answer = fill_in(visitor, {"name_zh": "浦江清源", "registration_number": "12345"})
    assert answer.status == 200
    assert "Saved." in answer.text
    form = visitor.get("/company/application").page
    assert form.select_one("[name=name_zh]")["value"] == "浦江清源"
    assert form.select_one("[name=registration_number]")["value"] == "12345"
    assert afresh(company).state is CompanyState.DRAFT


def test_an_empty_form_can_be_saved_too(visit, database):
    company = company_in()
    visitor = visit(owner(company))
    assert fill_in(visitor, {}).status == 200
    fill_in(visitor, {"name_zh": "浦江清源"})
    assert fill_in(visitor, {"name_zh": ""}).status == 200
    assert not afresh(company).name


@pytest.mark.parametrize("lang", ["en", "ko", "zh"])
def test_sending_says_beside_each_field_what_is_missing(visit, database, lang):
    company = company_in()
    visitor = visit(owner(company), lang=lang)
    answer = fill_in(visitor, {"name_en": "Pujiang", "website": "pujiang.example"}, "send")
    assert answer.status == 422
    for missing in ("name_zh", "registration_number", "city", "address", "about_zh"):
        assert answer.page.select_one(f"[name={missing}][aria-invalid]"), missing
    named = [link["href"].removeprefix("#") for link in answer.page.select(".sumerr a")]
    on_page = [str(tag["id"]) for tag in answer.page.select("main form [name][id]")]
    assert named == sorted(named, key=on_page.index)
    for link in answer.page.select(".sumerr a"):
        assert answer.page.select_one(link["href"]), link["href"]
    assert afresh(company).state is CompanyState.DRAFT
    assert afresh(company).website == "https://pujiang.example"  # what was typed is saved


@pytest.mark.parametrize(("side", "fields"), [(Side.CN, CHINESE), (Side.KR, KOREAN)])
def test_a_complete_application_is_sent_and_kept_in_order(visit, database, side, fields):
    coordinator = make.coordinator(side)
    company = company_in(side=side)
    visitor = visit(owner(company))
    answer = fill_in(visitor, fields, "send")
    assert "with the coordinators" in answer.main
    assert "Seoul" in answer.main
    assert "Beijing" in answer.main
    saved = afresh(company)
    assert saved.state is CompanyState.APPLIED
    assert saved.applied_at is not None
    assert saved.region_code == fields["region"]
    assert mails.kinds(coordinator.email) == ["companies/applied"]
    if side is Side.CN:
        assert saved.registration_number == "91310000631696382C"
        assert saved.website == "https://www.pujiang.example"
        assert saved.size is CompanySize.TO_49
        assert saved.name_key == "浦江清源环保"
    else:
        assert saved.registration_number == "124-81-00998"
        assert sorted(region.code for region in saved.wants_regions) == ["310000", "370000"]


def test_the_company_and_coordinators_of_its_own_side_alone_are_told(visit, database):
    foreign = make.coordinator(Side.KR)
    company = company_in()
    applicant = owner(company)
    address = applicant.email
    fill_in(visit(applicant), CHINESE, "send")
    assert mails.kinds(address) == ["companies/received"]
    assert mails.kinds(foreign.email) == []


@pytest.mark.parametrize("number", ["91310000631696382D", "91310000", "124-81-00998", "🙂"])
def test_a_wrong_number_is_found_when_it_is_sent(visit, database, number):
    company = company_in()
    answer = fill_in(visit(owner(company)), {**CHINESE, "registration_number": number}, "send")
    assert answer.status == 422
    field = answer.page.select_one("[name=registration_number]")
    assert field.has_attr("aria-invalid")
    assert field["value"] == number
    assert afresh(company).state is CompanyState.DRAFT


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("city", "370100"),  # Jinan is not in Shanghai
        ("city", "999999"),
        ("region", "KR-11"),
        ("region", "nowhere"),
        ("region", "x" * 10_000),
        ("name_en", "浦江清源"),
        ("name_zh", "x" * 10_000),
        ("name_zh", "浦江\r\nBcc: a@b.example"),
        ("name_zh", "浦\x00江"),
        ("registration_number", "x" * 10_000),
        ("registration_number", "9" * 39),
        ("address", "x" * 10_000),
        ("website", "javascript:alert(1)"),
        ("website", "data:text/html,x"),
        ("website", "no address"),
        ("website", "http://[::1"),
        ("about_zh", "x" * 10_000),
        ("about_zh", "\x07"),
    ],
)
def test_what_cannot_be_right_is_refused_and_kept_on_the_page(visit, database, field, value):
    company = company_in()
    visitor = visit(owner(company))
    page = visitor.get("/company/application")
    token = page.page.select_one("main [name=csrf_token]")["value"]
    data = {**CHINESE, field: value, "save": "yes", "csrf_token": token}
    answer = visitor.post("/company/application", data)
    assert answer.status == 422
    assert answer.errors()
    assert answer.page.select_one("[name=address]")["value"]
    assert afresh(company).state is CompanyState.DRAFT


@pytest.mark.parametrize(("field", "value"), [("size", "HUGE"), ("wants", ["KR-11", "nowhere"])])
def test_choices_that_do_not_exist_are_not_taken(visit, database, field, value):
    company = company_in(side=Side.KR)
    visitor = visit(owner(company))
    token = visitor.get("/company/application").page.select_one("main [name=csrf_token]")["value"]
    data = {**KOREAN, field: value, "send": "yes", "csrf_token": token}
    assert visitor.post("/company/application", data).status == 422
    assert afresh(company).state is CompanyState.DRAFT


def test_fields_of_the_other_side_and_of_coordinators_are_ignored(visit, database):
    company = company_in()
    visitor = visit(owner(company))
    token = visitor.get("/company/application").page.select_one("main [name=csrf_token]")["value"]
    extra = {"state": "APPROVED", "side": "KR", "party_id": "1", "import_key": "x", "reason": "x"}
    visitor.post("/company/application", {**CHINESE, **extra, "save": "yes", "csrf_token": token})
    saved = afresh(company)
    assert (saved.state, saved.side, saved.import_key) == (CompanyState.DRAFT, Side.CN, None)


def test_a_duplicate_is_not_betrayed_to_who_registers(visit, database):
    make.company(Side.CN, registration_number="91310000631696382C", name=Wording(zh="浦江清源环保"))
    company = company_in()
    answer = fill_in(visit(owner(company)), CHINESE, "send")
    assert answer.status == 200
    assert afresh(company).state is CompanyState.APPLIED


def test_a_returned_application_shows_why_and_is_sent_again(visit, database):
    coordinator = make.coordinator(Side.CN)
    company = company_in()
    visitor = visit(owner(company))
    fill_in(visitor, CHINESE, "send")
    with db.writing():
        services.ask_for_changes(afresh_now(company), by=coordinator, reason="请补充地址。")
    page = visitor.get("/company/application")
    assert "请补充地址。" in page.main
    assert page.page.select_one("[name=name_zh]")["value"] == CHINESE["name_zh"]
    answer = fill_in(visitor, {"address": "上海市浦东新区2号"}, "send")
    assert "with the coordinators" in answer.main
    assert "请补充地址。" not in answer.main
    assert afresh(company).state is CompanyState.APPLIED


def afresh_now(company):
    return session.get_one(Company, company.id)


@pytest.mark.parametrize(
    "state", [CompanyState.APPLIED, CompanyState.DECLINED, CompanyState.SUSPENDED]
)
def test_what_is_decided_on_cannot_be_changed(visit, database, state):
    company = company_in(state)
    visitor = visit(owner(company))
    page = visitor.get("/company/application")
    assert page.status == 200
    assert page.page.select("main form") == []
    visitor.post("/company/application", {**CHINESE, "save": "yes"})
    assert not afresh(company).name


@pytest.mark.parametrize("state", [s for s in CompanyState if s is not CompanyState.INVITED])
def test_every_state_has_its_page(visit, database, state):
    company = company_in(state)
    with db.writing():
        row = afresh_now(company)
        row.decision_reason = "因为……"
        row.region_code = "310000"
        row.registration_number = "91310000631696382C"
    answer = visit(owner(company)).get("/company/application")
    assert answer.status == 200
    if state in (CompanyState.RETURNED, CompanyState.DECLINED, CompanyState.SUSPENDED):
        assert "因为……" in answer.main


def test_before_approval_the_desk_leads_to_the_application(visit, database):
    visitor = visit(owner(company_in()))
    for path in ("/company/", "/company/details"):
        assert visitor.get(path).url == "/company/application", path
    assert visitor.get("/company/account").url == "/company/account"


def test_the_account_page_names_who_acts_for_the_company(visit, database):
    company = company_in()
    answer = visit(owner(company)).get("/company/account")
    assert "1 person acts for your company" in answer.main
    assert "王立群" in answer.main
    assert "Account owner" in answer.main


# ---- once approved


def test_an_approved_company_changes_its_page_but_not_what_was_checked(visit, database):
    company = make.company(Side.KR, registration_number="124-81-00998")
    visitor = visit(make.representative(company))
    page = visitor.get("/company/application")
    assert page.url == "/company/details"
    assert page.page.select("[name=registration_number], [name^=name_], [name=region]") == []
    token = page.page.select_one("main [name=csrf_token]")["value"]
    visitor.post(
        "/company/details",
        {
            "website": "daon.example",
            "size": "TO_9",
            "about_ko": "집진 설비",
            "wants": ["370000"],
            "registration_number": "107-86-14075",
            "name_ko": "다른 이름",
            "csrf_token": token,
        },
    )
    saved = afresh(company)
    assert saved.website == "https://daon.example"
    assert saved.about.exactly(Language.KO) == "집진 설비"
    assert [region.code for region in saved.wants_regions] == ["370000"]
    assert saved.registration_number == "124-81-00998"
    assert saved.name == company.name
    assert saved.state is CompanyState.APPROVED


def test_a_wrong_address_on_the_approved_page_is_refused(visit, database):
    company = make.company(Side.CN)
    visitor = visit(make.representative(company))
    answer = visitor.submit(visitor.get("/company/details"), {"website": "javascript:alert(1)"})
    assert answer.status == 422
    assert afresh(company).website is None


def test_the_menu_leads_to_ones_account_and_the_companys_page(visit, database):
    menu = visit(make.representative(side=Side.CN)).get("/company/account").page.select(".menu a")
    own = ["/account", "/messages/preferences", "/account/security"]
    assert [link["href"] for link in menu] == [*own, "/company/details", "/company/account"]
    menu = visit(make.coordinator()).get("/coordinator/companies/").page.select(".menu a")
    assert [link["href"] for link in menu] == [*own, "/coordinator/colleagues/"]


def test_before_approval_the_navigation_has_nothing_that_only_leads_back(visit, database):
    visitor = visit(owner(company_in()))
    for path in ("/company/application", "/technologies/", "/account"):
        links = [link["href"] for link in visitor.get(path).page.select(".nav a")]
        assert links[:2] == ["/company/application", "/company/account"], path
        assert "/company/requests" not in links
