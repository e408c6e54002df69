"""Nothing that a hostile page sends as JSON reaches a database that cannot hold it."""

from __future__ import annotations

import pytest

from portal.kernel.errors import Invalid
from portal.web import scripts
from tests.hostile import HOSTILE

pytestmark = pytest.mark.any_engine

JSON = "application/json"


@pytest.fixture
def sent(app):
    def told(body: str | bytes) -> dict:
        with app.test_request_context(method="POST", data=body, content_type=JSON):
            return scripts.sent()

    return told


@pytest.mark.parametrize("body", ["", "[]", "null", "7", '"words"', "{", b"\xff", "[" * 200_000])
def test_what_is_no_object_counts_as_nothing(sent, body):
    assert sent(body) == {}


def test_an_object_without_end_counts_as_nothing(sent):
    assert sent('{"a":' * 100_000 + "1" + "}" * 100_000) == {}


def test_zero_bytes_and_halves_of_characters_get_no_further_wherever_they_stand(sent):
    body = r'{"a\u0000": ["Kim\u0000Lee", {"b": "Kim\ud800"}], "emoji": "\ud83d\ude00"}'
    assert sent(body) == {"a": ["KimLee", {"b": "Kim?"}], "emoji": "😀"}


def test_numbers_that_no_column_holds_are_none(sent):
    most = 2**31 - 1
    body = f'{{"fits": {most}, "not": {most + 1}, "below": {-most - 1}, "endless": {"9" * 400}}}'
    assert sent(body) == {"fits": most, "not": None, "below": None, "endless": None}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_any_text_comes_out_as_one_that_both_databases_hold(app, words):
    with app.test_request_context(method="POST", json={"text": words}):
        text = scripts.text("text")
    assert text.encode()
    assert "\x00" not in text
    assert text == words or {"\x00", "\ud800"} & set(words)


def test_what_is_missing_is_asked_for_and_true_is_no_number(app):
    with app.test_request_context(method="POST", json={"text": 7, "number": True}):
        assert scripts.number("number") == scripts.number("other") == 0
        for name in ("text", "other"):
            with pytest.raises(Invalid):
                scripts.text(name)
