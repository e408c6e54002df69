"""Searching in folded text: what is looked for, and what is passed over."""

import pytest

from portal.infra import search


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
    assert search.terms(question) == terms


def test_a_long_question_is_cut_and_keeps_its_first_terms():
    assert search.terms("a b c d e f g h i j") == list("abcdefgh")
    assert search.terms("x" * 5000) == ["x" * search.LONGEST_QUESTION]
