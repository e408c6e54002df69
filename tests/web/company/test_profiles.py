"""A company writes, publishes, changes and withdraws its technology profiles."""

import pytest

from portal.companies.states import CompanyState
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.technologies.states import ProfileKind, ProfileState, Stage
from tests import make
from tests.statements import counted

GOOD = {
    "kind": "TECHNOLOGY_OFFER",
    "title_zh": "烧结机烟气袋式除尘",
    "summary_zh": "出口浓度低于5毫克每立方米。",
    "fields": ["AIR-02", "AIR-05"],
    "stage": "IN_OPERATION",
    "readiness": "9",
    "partnerships": ["LICENCE", "PILOT_PROJECT"],
}
FORM = "main form"


@pytest.fixture
def owner(database):
    return make.representative(side=Side.CN)


@pytest.fixture
def desk(visit, owner):
    return visit(owner)


@pytest.fixture
def publish(visit):
    """Has a coordinator publish what a company has sent, and shows the company its page."""

    def published(desk, sent):
        assert "A coordinator looks at it" in sent.text
        reviewer = visit(make.coordinator(Side.CN))
        waiting = reviewer.get("/coordinator/profiles/")
        seen = reviewer.get(waiting.page.select_one("main li h3 a")["href"])
        reviewer.submit(seen, form='form[action$="/approve"]')
        return desk.get(sent.url)

    return published


def write(desk, **fields):
    return desk.submit(desk.get("/company/profiles/new"), GOOD | fields)


def test_a_profile_is_written_looked_at_published_and_found(desk, visitor, publish):
    looked_at = write(desk)
    assert looked_at.status == 200
    assert "This is how others will see it." in looked_at.main
    assert "烧结机烟气袋式除尘" in looked_at.main
    assert "烧结机烟气袋式除尘" not in visitor.get("/technologies/").main
    published = publish(desk, desk.submit(looked_at, form='form[action$="/submit"]'))
    assert "Everybody can read this profile" in published.text
    assert "烧结机烟气袋式" in visitor.get("/technologies/?q=除尘").main


def test_withdrawing_takes_it_out_of_the_catalogue(desk, visitor, publish):
    published = publish(desk, desk.submit(write(desk), form='form[action$="/submit"]'))
    public_page = published.page.find("a", string="Open its public page")["href"]
    assert visitor.get(public_page).status == 200
    withdrawn = desk.submit(published, form='form[action$="/withdraw"]')
    assert "This profile is not in the catalogue any more" in withdrawn.main
    assert visitor.get(public_page).status == 404
    assert desk.get(public_page).status == 200
    again = desk.submit(withdrawn, form='form[action$="/publish"]')
    assert "Everybody can read this profile" in again.main


def test_an_unfinished_draft_is_kept_and_says_what_is_missing(desk):
    draft = desk.submit(
        desk.get("/company/profiles/new"), {"kind": "TECHNOLOGY_OFFER", "title_zh": "低温脱硝"}
    )
    assert "3 answers are missing before you can publish" in draft.main
    assert draft.page.select_one('form[action$="/submit"]') is None
    links = [link["href"].split("#")[1] for link in draft.page.select_one(".todo").select("a")]
    assert links == ["summary_zh", "fields-0", "stage-0"]
    form = desk.get(draft.page.find("a", string="Go on writing")["href"])
    ids = {tag["id"] for tag in form.page.select("[id]")}
    assert set(links) <= ids
    assert form.page.select_one("#title_zh")["value"] == "低温脱硝"


def test_an_unfinished_draft_cannot_be_published_by_force(desk, owner):
    draft = make.profile(make.company_of(owner), state=ProfileState.DRAFT, summary=Wording())
    answer = desk.post(f"/company/profiles/{draft.public_id}/submit")
    assert answer.status == 422
    assert desk.get(f"/technologies/{draft.public_id}").text.count("not published") == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title_zh": ""}, "Please write a title in one language at least."),
        ({"title_zh": "  "}, "Please write a title in one language at least."),
        ({"title_zh": "长" * 161}, "At most 160 characters, please."),
        ({"summary_ko": "긴" * 501}, "At most 500 characters, please."),
        ({"title_en": "two\nlines"}, "Please write this in one line."),
        ({"title_en": "nul\x00"}, "Please remove the invisible control characters."),
        ({"fields": ["AIR-01", "AIR-02", "AIR-03", "WAT-01"]}, "Please choose at most 3 fields."),
        ({"kind": None}, "Please choose one."),
    ],
)
def test_a_mistake_gets_a_sentence_beside_its_field_and_nothing_typed_is_lost(
    desk, typed, sentence
):
    answer = write(desk, **typed)
    assert answer.status == 422
    assert sentence in answer.errors()
    kept = GOOD | typed
    assert answer.page.select_one("#summary_zh").get_text().strip() == GOOD["summary_zh"]
    ticked = [box["value"] for box in answer.page.select("input[name=fields][checked]")]
    assert ticked == kept["fields"]
    assert answer.page.select_one("#readiness option[selected]")["value"] == "9"
    assert "0 technologies" not in desk.get("/company/profiles/").main


def test_all_mistakes_are_told_at_once_and_linked_to_their_fields(desk):
    answer = desk.submit(
        desk.get("/company/profiles/new"),
        {"title_en": "x" * 161, "fields": ["AIR-01", "AIR-02", "AIR-03", "WAT-01"]},
    )
    assert answer.status == 422
    summary = answer.page.select_one(".sumerr")
    targets = [link["href"].removeprefix("#") for link in summary.select("a")]
    assert targets == ["kind-0", "title_en", "fields-0"]
    assert all(answer.page.find(id=target) for target in targets)
    assert answer.page.find(id="title_en").find_parent("details").has_attr("open")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fields", "AIR-99"),
        ("fields", "x\x00"),
        ("regions", "310000"),  # a Chinese company does not look for partners in Shanghai
    ],
)
def test_a_choice_that_is_in_no_list_is_refused(desk, name, value):
    form = desk.get("/company/profiles/new")
    token = form.page.select_one("input[name=csrf_token]")["value"]
    answer = desk.post("/company/profiles/new", GOOD | {name: [value], "csrf_token": token})
    assert answer.status == 422
    assert any("from the list" in sentence for sentence in answer.errors())


@pytest.mark.parametrize("name", ["stage", "readiness", "partnerships", "kind"])
def test_words_that_are_no_choice_break_nothing(desk, name):
    form = desk.get("/company/profiles/new")
    token = form.page.select_one("input[name=csrf_token]")["value"]
    answer = desk.post("/company/profiles/new", GOOD | {name: "\ud7ff\x00", "csrf_token": token})
    assert answer.status in (200, 422)


def test_a_published_profile_cannot_be_emptied(desk, owner):
    profile = make.profile(
        make.company_of(owner), title=Wording(zh="除尘"), summary=Wording(zh="好")
    )
    edit = desk.get(f"/company/profiles/{profile.public_id}/edit")
    answer = desk.submit(edit, {"summary_zh": "", "fields": None})
    assert answer.status == 422
    assert "Please write the summary in the language of a title." in answer.errors()
    assert "Please choose at least one field." in answer.errors()
    assert "除尘" in desk.get(f"/technologies/{profile.public_id}").main


def test_line_breaks_count_as_the_typist_counted_them(desk):
    answer = write(desk, summary_zh="\r\n".join(["行"] * 250))
    assert answer.status == 200


def test_a_need_is_published_without_a_stage(desk, publish):
    draft = write(desk, kind="TECHNOLOGY_NEED", stage=None, readiness="")
    published = publish(desk, desk.submit(draft, form='form[action$="/submit"]'))
    assert "Everybody can read this profile" in published.main


def test_a_korean_company_names_regions_of_china(visit, database):
    desk = visit(make.representative(side=Side.KR))
    form = desk.get("/company/profiles/new")
    offered = [box["value"] for box in form.page.select("input[name=regions]")]
    assert offered == ["370000", "120000", "310000", "440000"]
    assert form.page.select_one("main textarea")["id"] == "summary_ko"  # its own language first
    draft = desk.submit(form, GOOD | {"title_ko": "집진", "summary_ko": "여과집진"})
    assert "Please choose at least one region." in draft.main


def test_somebody_elses_profile_is_not_there(desk):
    other = make.profile(make.company())
    for path in ("", "/edit"):
        assert desk.get(f"/company/profiles/{other.public_id}{path}").status == 404
    for path in ("/publish", "/withdraw", "/edit"):
        assert desk.post(f"/company/profiles/{other.public_id}{path}").status == 404
    assert desk.get("/company/profiles/unknown").status == 404
    assert other.title.en in desk.get(f"/technologies/{other.public_id}").main


def test_pressing_publish_twice_is_refused_kindly(desk, owner):
    profile = make.profile(make.company_of(owner))
    answer = desk.post(f"/company/profiles/{profile.public_id}/publish")
    assert answer.status == 409
    assert "This cannot be done now: the profile is “Published”." in answer.text


def test_a_company_that_is_not_approved_has_no_profiles_page(visit, database):
    waiting = make.representative(make.company(state=CompanyState.APPLIED))
    answer = visit(waiting).get("/company/profiles/new")
    assert answer.url == "/company/application"


def test_strangers_are_asked_to_sign_in_and_coordinators_find_nothing(visit, visitor, database):
    assert visitor.get("/company/profiles/").url == "/sign-in"
    assert visit(make.coordinator()).get("/company/profiles/").status == 404


def test_the_list_shows_every_state_with_its_next_step(desk, owner):
    company = make.company_of(owner)
    make.profile(company, state=ProfileState.DRAFT, title=Wording(en="Half"), summary=Wording())
    make.profile(company, ProfileKind.NEED, state=ProfileState.WITHDRAWN, title=Wording(en="Old"))
    make.profile(company, title=Wording(en="Shown"))
    make.profile(make.company(), title=Wording(en="Theirs"))
    answer = desk.get("/company/profiles/")
    assert "1 profile is not published yet" in answer.main
    assert "Theirs" not in answer.main
    rows = {
        row.h3.get_text(strip=True): row.get_text(" ", strip=True)
        for row in answer.page.select(".item")
    }
    for title, state, step in (
        ("Half", "Draft", "Go on writing"),
        ("Old", "Unpublished", "Publish"),
        ("Shown", "Published", "Edit"),
    ):
        assert state in rows[title]
        assert step in rows[title]


def test_the_list_asks_as_much_for_twenty_profiles_as_for_two(desk, owner, engine):
    company = make.company_of(owner)

    def asked(rows: int) -> int:
        for _row in range(rows):
            make.profile(company)
        with counted(engine) as statements:
            assert desk.get("/company/profiles/").status == 200
        return len(statements)

    assert asked(2) == asked(18)


@pytest.mark.parametrize("lang", ["en", "ko", "zh"])
def test_every_page_of_the_desk_speaks_three_languages(visit, owner, lang):
    desk = visit(owner, lang=lang)
    profile = make.profile(make.company_of(owner), readiness=9, partnerships=["SUPPLY"])
    for path in ("", "new", profile.public_id, f"{profile.public_id}/edit"):
        answer = desk.get(f"/company/profiles/{path}")
        assert answer.status == 200
        assert answer.page.html["lang"] == {"zh": "zh-CN"}.get(lang, lang)
    assert profile.stage is Stage.IN_OPERATION
