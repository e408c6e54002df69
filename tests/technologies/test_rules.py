"""What a profile must say, and who may change it."""

import pytest

from portal.companies.states import CompanyState
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.technologies import rules
from portal.technologies.rules import Description
from portal.technologies.states import ProfileKind, ProfileState, Stage

COMPLETE = Description(
    kind=ProfileKind.OFFER,
    title=Wording(zh="袋式除尘器"),
    summary=Wording(zh="出口浓度低于5毫克。"),
    field_codes=("AIR-02",),
    stage=Stage.IN_OPERATION,
    region_codes=("310000",),
)


def with_(**more) -> Description:
    return Description(**{**COMPLETE.__dict__, **more})


def lacking(described: Description, side: Side = Side.CN) -> set[str]:
    return {lack.field for lack in rules.lacks_for_publication(described, side)}


def test_a_complete_description_lacks_nothing():
    assert lacking(COMPLETE) == set()


@pytest.mark.parametrize(
    ("described", "fields"),
    [
        (with_(title=Wording()), {"title_zh"}),
        (with_(summary=Wording(ko="설명")), {"summary_zh"}),
        (with_(field_codes=()), {"fields"}),
        (with_(field_codes=("AIR-01", "AIR-02", "AIR-03", "AIR-04")), {"fields"}),
        (with_(stage=None), {"stage"}),
        (with_(readiness=0), {"readiness"}),
        (with_(readiness=10), {"readiness"}),
        (with_(title=Wording(zh="长" * 161)), {"title_zh"}),
        (with_(summary=Wording(zh="长" * 501)), {"summary_zh"}),
    ],
)
def test_what_is_missing_or_wrong_is_named_by_its_field(described, fields):
    assert lacking(described) == fields


def test_a_need_may_leave_the_stage_open():
    assert lacking(with_(kind=ProfileKind.NEED, stage=None)) == set()


def test_one_complete_language_is_enough_and_another_may_be_half_done():
    assert lacking(with_(title=Wording(zh="除尘器", en="Bag filter"))) == set()


@pytest.mark.parametrize(
    ("stage", "readiness", "fits"),
    [
        (Stage.RESEARCH, 3, True),
        (Stage.RESEARCH, 9, False),
        (Stage.PILOT, 6, True),
        (Stage.IN_OPERATION, 9, True),
        (Stage.IN_OPERATION, 4, False),
    ],
)
def test_the_readiness_level_goes_with_the_stage(stage, readiness, fits):
    assert (lacking(with_(stage=stage, readiness=readiness)) == set()) is fits


def test_a_korean_company_says_which_regions_it_aims_at_and_a_chinese_one_need_not():
    assert lacking(with_(region_codes=()), Side.KR) == {"regions"}
    assert lacking(with_(region_codes=()), Side.CN) == set()


def test_a_draft_needs_no_more_than_a_title():
    draft = Description(kind=ProfileKind.NEED, title=Wording(ko="저온 탈질"))
    assert rules.lacks_for_draft(draft, Side.KR) == []


def test_only_the_approved_company_itself_edits():
    assert rules.why_not_edit(CompanyState.APPROVED, owner_id=1, editors_company_id=1) is None
    assert rules.why_not_edit(CompanyState.APPROVED, owner_id=1, editors_company_id=2)
    assert rules.why_not_edit(CompanyState.APPROVED, owner_id=1, editors_company_id=None)
    for state in set(CompanyState) - {CompanyState.APPROVED}:
        assert rules.why_not_edit(state, owner_id=1, editors_company_id=1)


def test_a_withdrawn_profile_can_come_back_and_a_published_one_not_be_published_twice():
    assert rules.why_not_move(ProfileState.WITHDRAWN, ProfileState.PUBLISHED) is None
    assert rules.why_not_move(ProfileState.PUBLISHED, ProfileState.PUBLISHED)
    assert rules.why_not_move(ProfileState.DRAFT, ProfileState.PUBLISHED)
