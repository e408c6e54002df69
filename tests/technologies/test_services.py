"""Drafting, changing, publishing and withdrawing profiles."""

from datetime import timedelta

import pytest

from portal.companies.services import indexing as index_companies
from portal.companies.states import CompanyState
from portal.infra import audit, db
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Language, Wording
from portal.technologies import queries, services
from portal.technologies.models import Field
from portal.technologies.queries import finding
from portal.technologies.queries.finding import Question
from portal.technologies.reference import load_taxonomy
from portal.technologies.rules import Description
from portal.technologies.states import Partnership, ProfileKind, ProfileState, Stage, TextState
from tests import make

pytestmark = pytest.mark.usefixtures("database")

OFFER = Description(
    kind=ProfileKind.OFFER,
    title=Wording(en="Low-temperature SCR", zh="低温脱硝"),
    summary=Wording(en="Works at 180 °C without reheating."),
    field_codes=("AIR-05", "AIR-02"),
    stage=Stage.DEMONSTRATED,
    readiness=8,
    partnerships=(Partnership.LICENCE, Partnership.PILOT_PROJECT),
)


@pytest.fixture
def company():
    return make.company()


@pytest.fixture
def owner(company):
    return make.representative(company)


def drafted(company, owner, described=OFFER):
    with db.writing():
        return services.draft(company, described, by=owner)


def test_a_draft_keeps_all_that_was_said(company, owner):
    profile = drafted(company, owner)
    db.session.remove()
    again = queries.own_profile(company, profile.public_id)
    assert again.state is ProfileState.DRAFT
    assert queries.description_of(again) == Description(
        **{
            **OFFER.__dict__,
            "field_codes": ("AIR-02", "AIR-05"),
            "written": {Language.ZH: TextState.ORIGINAL, Language.EN: TextState.TRANSLATED},
        }
    )


def test_publishing_shows_it_and_withdrawing_hides_it_again(company, owner, monday):
    profile = drafted(company, owner)
    make.publish(profile, owner)
    assert profile.published_at == clock.now()
    assert queries.profile_of(profile.public_id) == profile
    with db.writing():
        services.withdraw(profile, by=owner)
    assert queries.profile_of(profile.public_id) is None
    monday(timedelta(days=1))
    with db.writing():
        services.publish_again(profile, by=owner)
    assert profile.published_at == clock.now()
    assert [entry.verb for entry in audit.history(profile)] == [
        "profile drafted",
        "profile submitted",
        "profile published",
        "profile withdrawn",
        "profile published",
    ]


def test_an_incomplete_profile_is_not_published(company, owner):
    profile = drafted(company, owner, Description(kind=ProfileKind.NEED, title=Wording(en="Dust")))
    public_id = profile.public_id
    with pytest.raises(Invalid) as refused, db.writing():
        services.submit(profile, by=owner)
    assert refused.value.field == "summary_en"
    assert queries.profile_of(public_id) is None


def test_a_published_profile_must_stay_complete_and_a_draft_need_not_be(company, owner):
    profile = drafted(company, owner)
    without_fields = Description(**{**OFFER.__dict__, "field_codes": ()})
    with db.writing():
        services.change(profile, without_fields, by=owner)
        services.change(profile, OFFER, by=owner)
    make.publish(profile, owner)
    with pytest.raises(Invalid), db.writing():
        services.change(profile, without_fields, by=owner)
    assert len(profile.fields) == 2


def test_a_draft_without_any_title_is_refused(company, owner):
    with pytest.raises(Invalid) as refused:
        drafted(company, owner, Description(kind=ProfileKind.OFFER))
    assert refused.value.field == "title_zh"


@pytest.mark.parametrize(
    ("described", "field"),
    [
        (Description(**{**OFFER.__dict__, "field_codes": ("AIR-99",)}), "fields"),
        (Description(**{**OFFER.__dict__, "region_codes": ("310000",)}), "regions"),
    ],
)
def test_what_is_in_no_list_is_refused(company, owner, described, field):
    with pytest.raises(Invalid) as refused:
        drafted(company, owner, described)
    assert refused.value.field == field


def test_a_profile_cannot_be_published_twice(company, owner):
    profile = drafted(company, owner)
    make.publish(profile, owner)
    with pytest.raises(Conflict), db.writing():
        services.publish_again(profile, by=owner)
    with pytest.raises(Conflict), db.writing():
        services.submit(profile, by=owner)


def test_nobody_else_may_touch_it(company, owner):
    profile = drafted(company, owner)
    for stranger in (make.representative(), make.coordinator(Side.CN), make.user()):
        with pytest.raises(NotAllowed), db.writing():
            services.draft(company, OFFER, by=stranger)
        with pytest.raises(NotAllowed), db.writing():
            services.change(profile, OFFER, by=stranger)
        with pytest.raises(NotAllowed), db.writing():
            services.submit(profile, by=stranger)
        with pytest.raises(NotAllowed), db.writing():
            services.withdraw(profile, by=stranger)


def test_a_company_writes_no_profiles_before_approval():
    company = make.company(state=CompanyState.APPLIED)
    with pytest.raises(NotAllowed):
        drafted(company, make.representative(company))


def test_a_profile_is_found_by_what_it_says_now(company, owner):
    profile = drafted(company, owner)
    make.publish(profile, owner)
    with db.writing():
        services.change(
            profile, Description(**{**OFFER.__dict__, "title": Wording(en="Sorbent")}), by=owner
        )
    assert finding.find(Question("sorbent")).chunk.items == [profile]
    assert finding.find(Question("低温")).chunk.items == []


def test_indexing_again_finds_profiles_by_the_present_names(company, owner):
    profile = drafted(company, owner)
    make.publish(profile, owner)
    with db.writing():
        company.name = Wording(zh="蓝天科技")
        index_companies.index_again()
    assert finding.find(Question("蓝天科技")).chunk.items == [profile]


def test_a_field_with_a_new_label_is_found_by_it(company, owner):
    profile = drafted(company, owner)
    make.publish(profile, owner)
    with db.writing():
        db.session.get_one(Field, "AIR-05").name = Wording(en="Nitrogen stripping", ko="탈질")
        db.session.flush()
    assert finding.find(Question("stripping")).chunk.items == [profile]
    with db.writing():
        load_taxonomy()
    assert finding.find(Question("stripping")).chunk.items == []
    assert finding.find(Question("脱硝")).chunk.items == [profile]
