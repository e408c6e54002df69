"""Searching: what a question looks for, and how a match is shown."""

import pytest

from portal.infra import search


def words_of(question: str) -> list[str]:
    return [term.words for term in search.terms_of(question)]


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("Low-temperature SCR", ["low-temperature", "scr"]),
        ("ＳＣＲ　촉매", ["scr", "촉매"]),  # full width, and an ideographic space
        ("\u1109\u1161\u11ab\u1103\u116e\u11bc", ["산둥"]),  # as macOS writes it
        ("a\x00b\u200b c\ud800", ["a", "b", "c"]),
        ("dust dust DUST", ["dust"]),
        ("   ", []),
    ],
)
def test_a_question_becomes_terms(question, terms):
    assert words_of(question) == terms


def test_a_long_question_is_cut_and_keeps_its_first_terms():
    assert words_of("a b c d e f g h i j") == list("abcdefgh")
    assert words_of("x" * 5000) == ["x" * search.LONGEST_QUESTION]


@pytest.mark.parametrize(
    ("question", "text", "marked"),
    [
        ("집진", "여과집진기와 전기 집진", ["집진", "집진"]),
        ("水處理", "工业水处理设备", ["水处理"]),
        ("하수처리", "하수 처리", ["하수 처리"]),
        ("ㅅㄷ", "산둥성 지난시", ["산둥"]),
        ("filter", "Filters; prefilter; a FILTER", ["Filters", "FILTER"]),
        ("scr", "SCR촉매", ["SCR"]),
        ("%", "100 %", []),
        ("<b>", "a <b>bold</b> claim", ["b", "b"]),
    ],
)
def test_what_was_looked_for_is_marked_where_it_stands(question, text, marked):
    found = search.marks_in(text, search.terms_of(question), label=True)
    assert str(found) == text
    assert [part for part, is_marked in found.parts if is_marked] == marked


def test_an_excerpt_shows_what_is_around_the_first_match():
    text = "word " * 200 + "zeolite rotor " + "word " * 200
    found = search.excerpt(text, search.terms_of("zeolite"))
    assert len(str(found)) <= 160
    assert "zeolite rotor" in str(found)
    assert (found.before, found.after) == (True, True)
    assert search.excerpt("short", search.terms_of("zeolite")).parts == (("short", False),)
