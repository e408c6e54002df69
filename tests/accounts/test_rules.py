"""Telephone numbers and Latin names as people type them, and passwords that are good enough."""

import pytest

from portal.accounts import rules
from portal.accounts.reference import common_passwords
from portal.accounts.reference.keyboard import on_latin_keys
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


LI_MING = ["li.ming@qingchuan.example", "李明", "LI Ming", "清川环保", "Qingchuan Clean Air"]
KIM = ["sujin@haneul.example", "김수진", "KIM Su-jin", "하늘촉매", "Clearday"]


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "aaaaaaaaaaaa",
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
        "$unshine99",
        "trustno1",
        "admin123",
        "clearday2026",
        # Words of Korea and China, as they are read and as they are typed.
        "비밀번호1234",
        "qlalfqjsgh",
        "tkfkdgo486",
        "dkssudgktpdy",
        "woaini1314",
        "5201314aini",
        "wodemima!",
        "zhongguo123",
    ],
)
def test_passwords_that_everybody_tries_first_are_refused(password):
    assert rules.why_password_is_bad(password)


@pytest.mark.parametrize(
    ("password", "about"),
    [
        ("li.ming@qingchuan.example", LI_MING),
        ("LIMING-1988", LI_MING),
        ("qingchuan#1", LI_MING),
        ("清川环保2026!", LI_MING),
        ("sujin-haneul", KIM),
        ("김수진!19880", KIM),
        ("rlatnwls77", KIM),  # her name with the switch of the keyboard left on Latin
        ("gksmfckfh1", ["하늘차로"]),
    ],
)
def test_a_password_made_of_ones_own_words_is_refused(password, about):
    assert rules.why_password_is_bad(password) is None
    assert rules.why_password_is_bad(password, about=about)


@pytest.mark.parametrize(
    "password",
    [
        "맑은 하늘 아래서",
        "correct horse battery",
        "p" * 4 + "q1w2",
        "K7PX-3M2Q",
        "qingchuan-and-a-river",
        "purple!94827163",
        "y" * 64 + "z" * 60 + "more",
        "只有我自己知道的一句话",
        "      with spaces      ",
    ],
)
def test_passwords_that_are_good_enough(password):
    assert rules.why_password_is_bad(password, about=LI_MING) is None


def test_the_list_that_is_shipped_has_more_than_three_thousand_long_enough_passwords():
    long_enough = [each for each in common_passwords() if len(each) >= rules.SHORTEST_PASSWORD]
    assert len(long_enough) > 3_000
    assert all(rules.why_password_is_bad(each) for each in long_enough)


@pytest.mark.parametrize(
    ("words", "keys"),
    [("비밀번호", "qlalfqjsgh"), ("닭 값", "ekfr rkqt"), ("쌍둥이", "tkdenddl"), ("abc", "abc")],
)
def test_hangul_as_its_keys_lie(words, keys):
    assert on_latin_keys(words) == keys
