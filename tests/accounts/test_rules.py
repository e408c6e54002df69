"""Telephone numbers and Latin names as people type them, and passwords that are good enough."""

import pytest

from portal.accounts import rules
from portal.kernel.clocks import Side


@pytest.mark.parametrize(
    ("typed", "side", "e164"),
    [
        ("010-1234-5678", Side.KR, "+821012345678"),
        ("02 123 4567", Side.KR, "+8221234567"),
        ("+82 10 1234 5678", Side.CN, "+821012345678"),
        ("138 0013 8000", Side.CN, "+8613800138000"),
        ("021-12345678", Side.CN, "+862112345678"),
        ("+86 138 0013 8000", Side.KR, "+8613800138000"),
        ("０１０－１２３４－５６７８", Side.KR, "+821012345678"),
    ],
)
def test_numbers_are_understood_with_and_without_country_code(typed, side, e164):
    phone = rules.read_phone(typed, side)
    assert (phone.e164, phone.wrong, phone.warning) == (e164, None, None)


@pytest.mark.parametrize(
    ("typed", "side"),
    [
        ("1588-1234", Side.KR),
        ("+82 1544 0000", Side.CN),
        ("080-123-4567", Side.KR),
        ("400-810-8888", Side.CN),
        ("+86 400 810 8888", Side.KR),
        ("800-810-8888", Side.CN),
    ],
)
def test_numbers_that_work_at_home_alone_are_warned_of(typed, side):
    phone = rules.read_phone(typed, side)
    assert phone.wrong is None
    assert phone.e164
    assert "abroad" in str(phone.warning)


@pytest.mark.parametrize(
    "typed", ["", "119", "hello", "+82", "010-1234", "+1 23", "\ud800", "9" * 300]
)
def test_what_is_no_number_is_refused_with_a_sentence(typed):
    phone = rules.read_phone(typed, Side.KR)
    assert phone.e164 is None
    assert "+82" in str(phone.wrong)


def test_a_stored_number_is_shown_as_people_read_it():
    assert rules.shown_phone("+821012345678") == "+82 10-1234-5678"
    assert rules.shown_phone(None) == ""
    assert rules.shown_phone("nonsense") == "nonsense"


@pytest.mark.parametrize("name", ["KIM Su-jin", "Müller", "WANG Liqun", "O'Brien", "Co., Ltd. 3"])
def test_latin_names(name):
    assert rules.why_not_latin(name) is None


@pytest.mark.parametrize("name", ["김수진", "王立群", "KIM 수진", "123", "", "Иванов"])
def test_names_that_are_not_latin(name):
    assert rules.why_not_latin(name)


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "aaaaaaaaaaaa",
        "li.ming@company.example",
        "li.ming",
        "x" * 129,
        "password",
        "Password1!",
        "P@ssw0rd2026",
        "12345678",
        "87654321",
        "19870512",
        "qwertyui",
        "1q2w3e4r",
        "1qaz2wsx",
        "abcdefgh",
        "12341234",
        "abcabcabc",
        "iloveyou1",
        "woaini1314",
        "admin123",
        "clearday2026",
    ],
)
def test_passwords_that_are_refused(password):
    assert rules.why_password_is_bad(password, about="li.ming@company.example")


@pytest.mark.parametrize(
    "password", ["맑은 하늘 아래서", "correct horse battery", "p" * 4 + "q1w2", "K7PX-3M2Q"]
)
def test_passwords_that_are_good_enough(password):
    assert rules.why_password_is_bad(password, about="li.ming@company.example") is None
