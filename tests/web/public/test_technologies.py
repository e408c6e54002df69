"""The public catalogue, profiles and companies: what everybody sees, and nothing more."""

from datetime import timedelta

import pytest

from portal.companies.states import CompanyState
from portal.consultations.states import ParticipationState
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.technologies.states import ProfileKind, ProfileState
from tests import make
from tests.statements import counted

SECRET = Wording(en="Our secret plan", ko="비밀 계획", zh="秘密计划")
SENTENCES = {
    "en": "Which technology are you looking for?",
    "ko": "어떤 기술을 찾으시나요?",
    "zh": "您在寻找什么技术？",
}


def titles(answer) -> list[str]:
    return [" ".join(link.get_text().split()) for link in answer.page.select(".tech h3 a")]


def searchable(company, title: str, **more):
    """A published profile that is found by its title."""
    return make.profile(company, title=Wording(en=title), summary=Wording(en="Works."), **more)


@pytest.mark.parametrize("lang", ["en", "ko", "zh"])
def test_the_catalogue_begins_with_a_question_in_the_readers_language(visit, lang):
    answer = visit(lang=lang).get("/technologies/")
    assert answer.status == 200
    assert answer.page.h1.get_text(strip=True) == SENTENCES[lang]


def test_an_empty_catalogue_says_so_and_offers_no_filter_of_fields(visitor):
    answer = visitor.get("/technologies/")
    assert "No technology is published yet." in answer.main
    assert answer.page.select("input[name=field]") == []


def test_nothing_unpublished_and_nothing_of_an_unapproved_company_is_shown(visitor, database):
    hidden = []
    for state in set(CompanyState) - {CompanyState.APPROVED}:
        company = make.company(state=state, name=SECRET)
        hidden.append(f"/companies/{company.public_id}")
        hidden.append(f"/technologies/{make.profile(company, title=SECRET).public_id}")
    company = make.company()
    for state in (ProfileState.DRAFT, ProfileState.WITHDRAWN):
        hidden.append(f"/technologies/{make.profile(company, state=state, title=SECRET).public_id}")
    shown = f"/companies/{company.public_id}"
    for page in hidden:
        assert visitor.get(page).status == 404
    for page in ("/", "/technologies/", "/technologies/?q=secret", "/consultations/", shown):
        assert "Our secret" not in visitor.get(page).main


def test_a_suspended_companys_profiles_vanish_for_everybody_else(visit, database):
    company = make.company(state=CompanyState.SUSPENDED, name=SECRET)
    page = f"/technologies/{make.profile(company).public_id}"
    coordinator, partner = make.coordinator(Side.CN), make.representative(side=Side.KR)
    for reader in (visit(), visit(coordinator), visit(partner)):
        assert reader.get(page).status == 404
        assert titles(reader.get("/technologies/")) == []


def test_a_suspended_company_is_told_that_nobody_else_sees_its_profile(visit, database):
    owner = make.representative(make.company(state=CompanyState.SUSPENDED))
    page = f"/technologies/{make.profile(make.company_of(owner)).public_id}"
    answer = visit(owner).get(page)
    assert "Nobody else sees this profile" in answer.main
    assert answer.page.select_one("aside[aria-labelledby=meet] a") is None


def test_no_personal_data_and_no_number_is_public(visitor, database):
    company = make.company(registration_number="91310000MA1FL0XXXX", address="Century Avenue 1")
    owner = make.representative(company, email="wang@secret.example", phone="+8613800138000")
    personal = (
        owner.email,
        owner.person.name,
        owner.person.name_latin,
        "13800138000",
        "91310000MA1FL0XXXX",
    )
    pages = (f"/technologies/{make.profile(company).public_id}", f"/companies/{company.public_id}")
    for page in pages:
        body = visitor.get(page).body.decode()
        for words in personal:
            assert words not in body


@pytest.mark.parametrize("path", ["/technologies/", "/companies/", "/consultations/"])
@pytest.mark.parametrize("odd", ["unknown", "%00", "%F0%9F%90%9F", "x" * 5000, "..%2f..", "'--"])
def test_an_id_that_nobody_has_is_not_found(visitor, database, path, odd):
    assert visitor.get(path + odd).status == 404


@pytest.mark.parametrize(
    "query",
    [
        "q=%25",
        "q=" + "x" * 3000,
        "q=%F0%9F%90%9F+%E2%80%8B",
        "q=' OR 1=1 --",
        "kind=NOTHING&field=AIR-99&group=%F0&place=mars",
        "page=-1",
        "page=99999999999999999999",
        "page=٣",
        "page=1&page=2&kind=OFFER&kind=NEED",
    ],
)
def test_an_odd_question_gets_a_list(visitor, database, query):
    make.profile(make.company())
    assert visitor.get(f"/technologies/?{query}").status == 200


@pytest.mark.parametrize("page", ["/technologies/?q=%00", "/consultations/?page=%00", "/?x=%00"])
def test_a_question_that_no_database_can_hold_is_not_found(visitor, database, page):
    assert visitor.get(page).status == 404


def test_a_search_keeps_the_filters_and_a_filter_keeps_the_search(visitor, database):
    searchable(make.company(), "Zeolite filter")
    searchable(make.company(region_code="370000"), "Zeolite sensor")
    searchable(make.company(), "Sludge press")
    found = visitor.submit(
        visitor.get("/technologies/"), {"q": "zeolite"}, form="form[role=search]"
    )
    assert titles(found) == ["Zeolite sensor", "Zeolite filter"]
    page = visitor.submit(found, {"place": "370000", "kind": "OFFER"}, form="form.filt")
    assert titles(page) == ["Zeolite sensor"]
    kept = {(tag["name"], tag["value"]) for tag in page.page.select("form[role=search] [name]")}
    assert kept == {("q", "zeolite"), ("place", "370000"), ("kind", "OFFER")}
    assert page.page.select_one(".filt input[name=q]")["value"] == "zeolite"
    assert "Filters: 2 applied" in page.main


def test_what_finds_nothing_says_what_to_do(visitor, database):
    make.profile(make.company())
    answer = visitor.get("/technologies/?q=nothing-like-it")
    assert "Nothing fits all of this." in answer.main
    assert answer.page.find("a", string="Show all technologies")


def test_the_numbers_beside_the_filters_are_those_of_the_list(visitor, database):
    make.profile(make.company(Side.KR))
    make.profile(make.company(region_code="370000"), ProfileKind.NEED)
    page = visitor.get("/technologies/").page
    numbers = {
        box.input["value"]: box.select_one(".n").get_text(strip=True)
        for box in page.select(".filt .ck")
    }
    assert numbers["OFFER"] == numbers["NEED"] == numbers["KR"] == numbers["370000"] == "1"
    assert numbers["120000"] == "0"
    assert numbers["AIR"] == numbers["AIR-02"] == "2"


def test_a_group_unfolds_when_something_in_it_is_chosen(visitor, database):
    make.profile(make.company())
    closed = visitor.get("/technologies/").page.select_one(".branches details")
    opened = visitor.get("/technologies/?field=AIR-02").page.select_one(".branches details")
    assert not closed.has_attr("open")
    assert opened.has_attr("open")


def test_a_long_list_is_paged_and_keeps_its_question(visitor, database):
    company = make.company()
    for number in range(23):
        searchable(company, f"Filter {number}")
    first = visitor.get("/technologies/?q=filter")
    assert "23 technologies" in first.main
    assert len(titles(first)) == 20
    second = visitor.get(first.page.find("a", rel="next")["href"])
    assert titles(second) == ["Filter 2", "Filter 1", "Filter 0"]


def test_no_page_asks_more_of_a_longer_list(visitor, database, engine):
    company = make.company()
    profile = make.profile(company)
    pages = (
        "/",
        "/technologies/",
        f"/technologies/{profile.public_id}",
        f"/companies/{company.public_id}",
    )

    def asked() -> list[int]:
        numbers = []
        for page in pages:
            with counted(engine) as statements:
                # With a question in its address a page is never the one that others got.
                assert visitor.get(f"{page}?lang=en").status == 200
            numbers.append(len(statements))
        return numbers

    asked()
    few = asked()
    for number in range(12):
        other = make.company(Side.KR if number % 2 else Side.CN)
        make.profile(other, partnerships=["SUPPLY"])
        make.profile(company)
        consultation = make.consultation()
        make.participation(company, consultation)
        make.participation(other, consultation)
    many = asked()
    assert all(after <= before + 3 for before, after in zip(few, many, strict=True)), (few, many)
    assert asked() == many
    make.participation(make.company(), make.consultation())
    for _number in range(3):
        make.participation(company, make.consultation())
        make.profile(company)
    assert asked() == many


def test_a_reader_is_told_in_which_language_a_profile_is_written(visit, database):
    profile = make.profile(
        make.company(),
        title=Wording(zh="袋式除尘"),
        summary=Wording(zh="出口浓度低。", ko="낮은 출구 농도"),
    )
    english = visit().get(f"/technologies/{profile.public_id}")
    assert english.page.h1.span["lang"] == "zh-CN"
    assert "This text is in Korean" in english.main
    assert "中文" in english.main
    chinese = visit(lang="zh").get(f"/technologies/{profile.public_id}")
    assert chinese.page.h1.span is None
    assert "출구" in chinese.page.select_one(".tongue div[lang=ko]").get_text()


def test_a_stranger_is_asked_to_register_or_sign_in(visitor, database):
    profile = make.profile(make.company())
    page = visitor.get(f"/technologies/{profile.public_id}").page.select_one("aside")
    assert page.find("a", string="Register your company")["href"] == "/register"
    assert (
        page.find("a", string="Sign in")["href"]
        == f"/sign-in?next=/technologies/{profile.public_id}"
    )


def test_its_own_company_can_edit_it(visit, database):
    owner = make.representative()
    public_id = make.profile(make.company_of(owner)).public_id
    aside = visit(owner).get(f"/technologies/{public_id}").page.select_one("aside")
    assert aside.a["href"] == f"/company/profiles/{public_id}/edit"


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (0, "/company/consultations/{session}/partners/{company}/ask?profile={profile}"),
        (6.5, "/company/consultations/{session}"),  # too late to ask
    ],
)
def test_a_partner_is_led_to_the_session_in_which_both_take_part(
    visit, database, monday, days, first
):
    theirs, reader = make.company(Side.CN), make.representative(side=Side.KR)
    profile = make.profile(theirs)
    shared, only_theirs = make.consultation(), make.consultation()
    for consultation in (shared, only_theirs):
        make.participation(theirs, consultation)
    make.participation(make.company_of(reader), shared)
    expected = [
        first.format(session=shared.public_id, company=theirs.public_id, profile=profile.public_id),
        f"/consultations/{only_theirs.public_id}",
    ]
    page = f"/technologies/{profile.public_id}"
    monday(timedelta(days=days))
    browser = visit(reader)
    aside = browser.get(page).page.select_one("aside[aria-labelledby=meet]")
    links = [link["href"] for link in aside.select("a.btn")]
    assert links == expected
    assert browser.get(links[0]).status == 200


def test_a_company_of_the_same_side_is_told_why_there_is_no_meeting(visit, database):
    page = f"/technologies/{make.profile(make.company(Side.CN)).public_id}"
    aside = visit(make.representative(side=Side.CN)).get(page).page.select_one("aside")
    assert "from your own side" in aside.get_text()
    assert aside.select("a.btn") == []


def test_only_accepted_places_in_sessions_to_come_are_named(visitor, database, monday):
    company = make.company()
    for state in set(ParticipationState) - {ParticipationState.ACCEPTED}:
        make.participation(company, make.consultation(), state)
    draft = make.consultation(opened=False)
    make.participation(company, draft)
    page = f"/companies/{company.public_id}"
    assert "Takes part in" not in visitor.get(page).main
    make.participation(company, make.consultation())
    assert "Takes part in" in visitor.get(page).main
    monday(timedelta(days=8))
    assert "Takes part in" not in visitor.get(page).main


def test_a_companys_page_shows_both_its_names_and_only_what_is_published(visitor, database):
    company = make.company(
        name=Wording(en="Daiqing Environment", zh="岱青环保科技"), website="https://daiqing.example"
    )
    make.profile(company, title=Wording(en="Shown"))
    make.profile(company, title=Wording(en="Hidden"), state=ProfileState.DRAFT)
    answer = visitor.get(f"/companies/{company.public_id}")
    assert "Daiqing Environment" in answer.main
    assert "岱青环保科技" in answer.main
    assert titles(answer) == ["Shown"]
    assert answer.page.find("a", href="https://daiqing.example")


def test_an_address_that_a_browser_would_run_is_no_link(visitor, database):
    company = make.company(website="javascript:alert(1)")
    assert "javascript:" not in visitor.get(f"/companies/{company.public_id}").body.decode()


def test_what_companies_write_is_text_and_never_markup(visitor, database):
    evil = Wording(en="<script>alert(1)</script>")
    company = make.company(name=evil)
    profile = make.profile(company, title=evil, summary=evil)
    for page in (
        "/technologies/",
        f"/technologies/{profile.public_id}",
        f"/companies/{company.public_id}",
    ):
        body = visitor.get(page).body.decode()
        assert "<script>alert" not in body
        assert "&lt;script&gt;alert" in body


@pytest.mark.parametrize("lang", ["en", "ko", "zh"])
def test_every_page_speaks_three_languages(visit, database, lang):
    company = make.company(Side.KR)
    profile = make.profile(company, ProfileKind.NEED, partnerships=["AGENCY"], readiness=8)
    make.participation(company, make.consultation())
    for page in (
        "/",
        "/technologies/?kind=NEED",
        f"/technologies/{profile.public_id}",
        f"/companies/{company.public_id}",
    ):
        answer = visit(lang=lang).get(page)
        assert answer.status == 200
        assert answer.page.html["lang"] == {"zh": "zh-CN"}.get(lang, lang)


@pytest.mark.any_engine
def test_each_thing_asked_for_is_taken_away_by_one_click(visitor, database):
    make.profile(make.company(region_code="370000"), partnerships=["SUPPLY"])
    page = visitor.get("/technologies/?q=bag&place=370000&partnership=SUPPLY&in=en&stage=NONSENSE")
    chips = {chip.span.get_text(): chip["href"] for chip in page.page.select(".chip")}
    assert list(chips) == ["“bag”", "Shandong", "Sale or purchase", "English"]
    assert chips["Shandong"] == "/technologies/?q=bag&partnership=SUPPLY&in=en"
    assert len(visitor.get(chips["“bag”"]).page.select(".chip")) == 3
    assert visitor.get("/technologies/").page.select(".chip") == []


@pytest.mark.any_engine
def test_a_match_is_shown_where_it_stands_whatever_language_that_is(visit, database):
    title = Wording(en="Sorbent", zh="吸附剂与催化剂")
    make.profile(make.company(region_code="370000"), title=title)
    page = visit().get("/technologies/?q=催化剂 산동").page
    evidence = [" ".join(line.get_text().split()) for line in page.select(".evidence")]
    assert [mark.get_text() for mark in page.select(".evidence mark")] == ["催化剂", "산동"]
    assert evidence == ["Title 吸附剂与催化剂", "Place 산동"]
    assert page.select_one(".evidence span[lang=zh-CN] mark")


@pytest.mark.any_engine
@pytest.mark.parametrize("words", ["script", "<script>", "alert(1)", '"><img src=x>'])
def test_marking_a_match_never_makes_markup_of_what_people_wrote(visitor, database, words):
    evil = Wording(en='<script>alert(1)</script> "><img src=x>')
    make.profile(make.company(name=evil), title=evil, summary=evil)
    answer = visitor.get("/technologies/", query_string={"q": words})
    assert titles(answer)
    assert answer.page.select("main script, main img, .tech img") == []
    assert answer.page.select(".tech mark")
