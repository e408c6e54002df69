"""What a letter must have, and what its braces stand for."""

from __future__ import annotations

import pytest

from portal.kernel.languages import Wording
from portal.letters import rules
from portal.letters.rules import KOREA, Audience, Words
from portal.letters.states import Readers


def lacks(subject: Wording, text: Wording, *, of_session=True, to_companies=True):
    found = rules.lacks_of_words(
        Words(subject, text), of_session=of_session, to_companies=to_companies
    )
    return [lack.field for lack in found]


def test_one_language_with_subject_and_text_is_enough():
    assert lacks(Wording(zh="{session}"), Wording(zh="{person}，{days}见。")) == []
    assert lacks(Wording(), Wording()) == ["subject_ko"]


def test_a_language_has_both_its_parts_or_none():
    assert lacks(Wording(ko="안내", en="News"), Wording(ko="본문")) == ["text_en"]
    assert lacks(Wording(ko="안내"), Wording(ko="본문", zh="正文")) == ["subject_zh"]


@pytest.mark.parametrize("name", ["oops", "persons", "", "person.__class__", "0", "password"])
def test_what_stands_for_nothing_is_told_beside_its_field(name):
    assert lacks(Wording(en="News"), Wording(en=f"Dear {{{name}}}")) == ["text_en"]
    assert lacks(Wording(en=f"{{{name}}}"), Wording(en="Text")) == ["subject_en"]


def test_names_that_need_a_session_or_a_company_are_refused_without():
    words = Wording(en="News"), Wording(en="{session} {days}")
    assert lacks(*words) == []
    assert lacks(*words, of_session=False) == ["text_en", "text_en"]
    assert lacks(Wording(en="News"), Wording(en="{company}"), to_companies=False) == ["text_en"]


def test_an_audience_is_chosen_from_what_there_is():
    def wrong(audience: Audience, *, of_session=True):
        found = rules.lacks_of_audience(
            audience, of_session=of_session, states={"ACCEPTED"}, places={KOREA, "370000"}
        )
        return [lack.field for lack in found]

    assert wrong(Audience(states=frozenset({"ACCEPTED"}), places=frozenset({"370000"}))) == []
    assert wrong(Audience(states=frozenset({"DRAFT"}))) == ["states"]
    assert wrong(Audience()) == ["states"]
    assert wrong(Audience(states=frozenset({"ACCEPTED"}), places=frozenset({"110000"}))) == [
        "places"
    ]
    assert wrong(Audience(Readers.INTERPRETERS)) == []
    assert wrong(Audience(Readers.INTERPRETERS), of_session=False) == ["readers"]


def test_what_is_filled_in_is_never_looked_at_again():
    values = {"person": "{company}", "company": "Haesol"}
    assert rules.filled("{person} of {company}, {unknown}", values) == (
        "{company} of Haesol, {unknown}"
    )
