"""The catalogue: who is in it, what it is found by, and what its filters count."""

import pytest

from portal.companies.states import CompanyState
from portal.infra import db
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.technologies import queries, services
from portal.technologies.queries import finding
from portal.technologies.queries.finding import KOREA, Question
from portal.technologies.rules import Description, Proof
from portal.technologies.rules.listing import Facet
from portal.technologies.states import CoreTechnology, ProfileKind, ProfileState, Stage
from tests import make
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("database")


def published(side=Side.CN, *, kind=ProfileKind.OFFER, field="AIR-02", **more):
    """A profile published as a company does it, so that it is indexed."""
    company = more.pop("company", None) or make.company(side, **more.pop("of", {}))
    owner = make.representative(company)
    described = Description(
        kind=kind,
        title=more.pop("title", Wording(en="Bag filter")),
        summary=Wording(en="50 to 7.6 mg/m3 at 80 t/h."),
        field_codes=(field, *more.pop("more_fields", ())),
        stage=Stage.IN_OPERATION,
        region_codes=("310000",) if company.side is Side.KR else (),
        **more,
    )
    with db.writing():
        profile = services.draft(company, described, by=owner)
        if company.side is Side.KR:
            services.prove(profile, Proof(core_technology=CoreTechnology.NONE), by=owner)
    make.publish(profile, owner)
    return profile


FACETS = {
    "kinds": Facet.KIND,
    "groups": Facet.GROUP,
    "fields": Facet.FIELD,
    "places": Facet.PLACE,
}


def asked(words="", **filters) -> Question:
    return Question(words, {FACETS[name]: frozenset(value) for name, value in filters.items()})


def found(words="", **filters) -> list:
    return list(finding.find(asked(words, **filters)).chunk.items)


def test_the_catalogue_shows_published_profiles_of_approved_companies_only():
    shown = published()
    make.profile(make.company(), state=ProfileState.DRAFT)
    make.profile(make.company(), state=ProfileState.WITHDRAWN)
    for state in set(CompanyState) - {CompanyState.APPROVED}:
        make.profile(make.company(state=state))
    assert found() == [shown]
    assert queries.published_count() == 1


@pytest.mark.parametrize(
    "words",
    [
        "bag",
        "BAG filter",
        "ｂａｇ",  # full width
        "袋式",  # the field's Chinese name
        "백필터",  # its Korean name, within a word
        "미세먼지",  # the group's
        "清川",  # the company
        "상하이 여과집진",  # the place, and the field
        "7.6",
    ],
)
def test_a_profile_is_found_by_words_in_any_language(words):
    profile = published(of={"name": Wording(zh="清川环保", en="Qingchuan")})
    assert found(words=words) == [profile]


def test_every_word_must_occur():
    published()
    assert found(words="bag desalination") == []


@pytest.mark.parametrize("words", ["%", "_", "100%", "\\", "b%g", "b_g"])
def test_signs_of_the_database_are_letters_like_others(words):
    published()
    assert found(words=words) == []


def test_a_percentage_is_found_as_it_was_written():
    profile = published(title=Wording(en="99.9% removal of PM_10"))
    published()
    assert found(words="99.9%") == [profile]
    assert found(words="pm_10") == [profile]


def test_letters_that_no_database_holds_find_nothing_and_break_nothing():
    profile = published()
    assert found(words="bag\x00filter") == [profile]
    assert found(words="\ud800") == [profile]


def test_filters_narrow_by_kind_field_group_and_place():
    offer = published()
    need = published(kind=ProfileKind.NEED, field="WAT-01", of={"region_code": "370000"})
    korean = published(Side.KR, field="AIR-01")
    assert found(kinds=[ProfileKind.NEED]) == [need]
    assert found(fields=["AIR-02"]) == [offer]
    assert found(groups=["AIR"]) == [korean, offer]
    assert found(groups=["WAT"], fields=["AIR-02"]) == [need, offer]
    assert found(places=["370000"]) == [need]
    assert found(places=[KOREA, "310000"]) == [korean, offer]
    assert found(places=[KOREA], kinds=[ProfileKind.NEED]) == []


def test_a_filter_counts_what_each_of_its_choices_would_show():
    published(more_fields=("AIR-01",))
    published(kind=ProfileKind.NEED, field="WAT-01", of={"region_code": "370000"})
    published(Side.KR, field="AIR-01")
    all_of_them = finding.find(asked()).counts
    assert all_of_them[Facet.KIND] == {"OFFER": 2, "NEED": 1}
    assert all_of_them[Facet.GROUP] == {"AIR": 2, "WAT": 1}
    assert all_of_them[Facet.FIELD] == {"AIR-01": 2, "AIR-02": 1, "WAT-01": 1}
    assert all_of_them[Facet.PLACE] == {"KR": 1, "310000": 1, "370000": 1}
    needs = finding.find(asked(kinds=[ProfileKind.NEED])).counts
    assert needs[Facet.KIND] == {"OFFER": 2, "NEED": 1}  # its own choices stay comparable
    assert needs[Facet.GROUP] == {"WAT": 1}
    assert needs[Facet.PLACE] == {"370000": 1}


def test_counting_takes_as_many_statements_for_many_profiles_as_for_one(engine):
    def asked() -> int:
        db.session.remove()
        with counted(engine) as statements:
            finding.find(Question())
        return len(statements)

    published()
    one = asked()
    for code in ("AIR-01", "WAT-01", "NEN-01", "SOI-01"):
        published(field=code)
    assert asked() == one <= 8


def test_a_profile_is_shown_to_everybody_once_published_and_before_to_its_company_alone():
    company = make.company()
    draft = make.profile(company, state=ProfileState.DRAFT)
    shown = make.profile(company)
    assert queries.profile_of(shown.public_id) == shown
    assert queries.profile_of(draft.public_id) is None
    assert queries.profile_of(draft.public_id, make.company()) is None
    assert queries.profile_of(draft.public_id, company) == draft
    assert queries.profile_of("nothing") is None


def test_a_suspended_companys_profiles_vanish():
    company = make.company(state=CompanyState.SUSPENDED)
    profile = make.profile(company)
    assert queries.profile_of(profile.public_id) is None
    assert queries.profiles_of(company) == []
    assert queries.profiles_of_companies([company.id]) == {}
    assert queries.own_profiles(company, 1).items == [profile]


def test_the_profiles_of_many_companies_come_at_once():
    one, two, three = make.company(), make.company(), make.company()
    first, second = make.profile(one), make.profile(one)
    make.profile(two, state=ProfileState.DRAFT)
    make.profile(three)
    assert queries.profiles_of_companies([one.id, two.id]) == {one.id: [second, first]}


def test_companies_aim_at_the_other_side():
    korean_aims = {region.code for region in queries.regions_to_aim_at(Side.KR)}
    assert korean_aims == {"370000", "120000", "310000", "440000"}
    assert {region.side for region in queries.regions_to_aim_at(Side.CN)} == {Side.KR}


def test_the_taxonomy_is_whole():
    tree = queries.taxonomy()
    assert len(tree) == 10
    assert sum(len(fields) for _group, fields in tree) == 70
