"""A sentence is rendered in its reader's language, with what stands in it made fit to be read."""

from datetime import UTC, date, datetime

import pytest

from portal.infra import wording
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Run, Text, Wording

MOMENT = datetime(2026, 9, 16, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.EN, "The country must be KR or CN."),
        (Language.KO, "국가는 KR 또는 CN이어야 합니다."),
        (Language.ZH, "国家须填写 KR 或 CN。"),
    ],
)
def test_a_sentence_is_spoken_in_each_language(language, words):
    assert wording.spoken(Text("The country must be KR or CN."), language) == words


def test_a_sentence_that_nobody_translated_is_spoken_in_english():
    assert wording.spoken(Text("Nobody ever wrote this."), Language.KO) == "Nobody ever wrote this."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Wording(en="Hanbit", ko="한빛"), "한빛"),
        (Wording(zh="岱青"), "岱青"),
        (Run("岱青", Language.ZH), "岱青"),
        (MOMENT, "9월 16일(수) 14:00 서울 · 13:00 베이징"),
        (date(2026, 9, 16), "9월 16일(수)"),
        (7, 7),
        ("100%", "100%"),
    ],
)
def test_what_stands_in_a_sentence_is_shown_to_a_korean_reader(value, shown):
    assert wording.shown(value, Language.KO, Side.KR) == shown


def test_a_sentence_may_stand_in_a_sentence():
    inner = Text("Here already")
    outer = Text("As of %(moment)s.", moment=inner)
    assert wording.spoken(outer, Language.KO) == "이미 있음 기준입니다."


def test_a_chinese_readers_clock_comes_first():
    text = Text("As of %(moment)s.", moment=MOMENT)
    assert (
        wording.spoken(text, Language.ZH, Side.CN) == "截至9月16日 周三 13:00 北京 · 14:00 首尔。"
    )


def test_a_percent_sign_in_a_sentence_without_values_is_left_alone():
    assert wording.spoken(Text("100% clean"), Language.EN) == "100% clean"
