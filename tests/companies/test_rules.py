"""Registration numbers of both countries, names compared, and what an application lacks."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.companies import rules
from portal.companies.rules import Details
from portal.companies.states import MOVES, CompanySize, CompanyState
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording

IDS = json.loads((Path(__file__).parent / "data" / "ids.json").read_text("utf-8"))


@pytest.mark.parametrize("code", [entry["code"] for entry in IDS["uscc_valid"]])
def test_chinese_codes_in_use_are_right(code):
    assert rules.why_number_is_wrong(Side.CN, code) is None
    assert rules.normalised_number(Side.CN, f" {code[:8].lower()} {code[8:].lower()} ") == code


@pytest.mark.parametrize("code", IDS["uscc_invalid"])
def test_wrong_chinese_codes_are_refused(code):
    assert rules.why_number_is_wrong(Side.CN, code)


@pytest.mark.parametrize("code", [entry["code"] for entry in IDS["brn_valid"]])
def test_korean_numbers_in_use_are_right(code):
    assert rules.why_number_is_wrong(Side.KR, code) is None
    assert rules.normalised_number(Side.KR, code.replace("-", "")) == code
    assert rules.normalised_number(Side.KR, code.replace("-", " ")) == code


@pytest.mark.parametrize("code", IDS["brn_invalid_checkdigit"])
def test_a_wrong_check_digit_is_found(code):
    assert rules.why_number_is_wrong(Side.KR, code)


@pytest.mark.parametrize("place", range(10))
@pytest.mark.parametrize("code", [entry["code"] for entry in IDS["brn_valid"][:3]])
def test_one_wrong_figure_is_found(code, place):
    digits = [int(figure) for figure in code if figure.isdecimal()]
    digits[place] = (digits[place] + 1) % 10
    assert rules.why_number_is_wrong(Side.KR, "".join(map(str, digits)))


def test_full_width_figures_are_the_same_figures():
    assert rules.normalised_number(Side.KR, "１２４－８１－００９９８") == "124-81-00998"
    assert (
        rules.normalised_number(Side.CN, "９１３１００００６３１６９６３８２ｃ")
        == "91310000631696382C"
    )


def test_the_reason_says_how_many_characters_there_are():
    assert "17" in str(rules.why_number_is_wrong(Side.CN, "91440300192203821"))


@given(st.text(), st.sampled_from(Side))
def test_no_input_breaks_the_checks(typed, side):
    rules.why_number_is_wrong(side, typed)
    rules.normalised_number(side, typed)
    rules.name_key(typed)


@pytest.mark.parametrize(
    "spellings",
    [
        (
            "주식회사 한빛수처리",
            "한빛수처리(주)",
            "㈜한빛수처리",
            "한빛 수처리 주식회사",
            "한빛수처리",
        ),
        (
            "山东岱青环保科技有限公司",
            "山东岱青环保科技股份有限公司",
            "山东岱青环保科技 有限责任公司",
        ),
        ("Daqing Environment Co., Ltd.", "DAQING ENVIRONMENT", "Daqing Environment Co.,Ltd"),
        ("Hanbit Water Inc.", "ＨＡＮＢＩＴ　Water Corp."),
    ],
)
def test_spellings_of_one_name_are_equal(spellings):
    assert len({rules.name_key(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("山东岱青环保有限公司", "山东岱青科技有限公司"),
        ("한빛수처리", "한빛대기"),
        ("Costco", "Ost"),
    ],
)
def test_different_names_stay_different(one, other):
    assert rules.name_key(one) != rules.name_key(other)


def test_a_name_of_nothing_but_a_legal_form_still_has_a_key():
    assert rules.name_key("有限公司") == "有限公司"
    assert rules.name_key("") == ""


def _complete(side):
    return Details(
        name=Wording(en="Hanbit", ko="한빛", zh="韩光"),
        registration_number="124-81-00998" if side is Side.KR else "91310000631696382C",
        region_code="KR-11" if side is Side.KR else "310000",
        city_code=None if side is Side.KR else "310115",
        wants_regions=("310000",) if side is Side.KR else (),
        address="somewhere",
        size=CompanySize.TO_9,
        about=Wording(en="Filters."),
    )


@pytest.mark.parametrize("side", Side)
def test_a_complete_application_lacks_nothing(side):
    assert rules.lacks_for_application(side, _complete(side)) == []


@pytest.mark.parametrize("side", Side)
def test_an_empty_application_lacks_everything_but_the_website(side):
    lacks = {lack.field for lack in rules.lacks_for_application(side, Details())}
    own = side.language.value
    of_side = {"wants"} if side is Side.KR else {"city"}
    expected = {f"name_{own}", "name_en", "registration_number", "region", "address", "size"}
    assert lacks == expected | {f"about_{own}"} | of_side


def test_the_registered_name_is_in_the_own_script():
    details = Details(**{**_complete(Side.CN).__dict__, "name": Wording(en="Hanbit")})
    assert [lack.field for lack in rules.lacks_for_application(Side.CN, details)] == ["name_zh"]
    assert rules.lacks_for_approval(Side.CN, details) == []


def test_who_may_decide():
    own = {"side": Side.CN, "decider": Side.CN, "may_approve": True}
    assert rules.why_not_decide(**own) is None
    for change in ({"decider": Side.KR}, {"decider": None}, {"may_approve": False}):
        assert rules.why_not_decide(**{**own, **change})


def test_every_state_has_words_and_moves():
    assert set(MOVES) == set(CompanyState)
    assert len({state.words for state in CompanyState}) == len(CompanyState)


def test_a_company_in_doubt_never_becomes_approved_without_a_reason():
    for state in CompanyState:
        if CompanyState.APPROVED in MOVES[state] and state is not CompanyState.APPLIED:
            assert rules.needs_reason(state, CompanyState.APPROVED)
    assert rules.why_not_move(CompanyState.DECLINED, CompanyState.APPROVED)
