"""Words in three languages, and sentences that wait for theirs."""

import pytest

from portal.kernel.languages import Language, Run, Text, Wording, language_of


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", Language.EN),
        ("EN-us", Language.EN),
        ("ko_KR", Language.KO),
        ("kr", Language.KO),
        ("zh", Language.ZH),
        ("zh-CN", Language.ZH),
        ("zh-cn", Language.ZH),
        ("zh-Hans-CN", Language.ZH),
        ("cn", Language.ZH),
        (" ko ", Language.KO),
        ("ja", None),
        ("", None),
        (None, None),
        ("en\r\nSet-Cookie: x", None),
        ("../../etc/passwd", None),
    ],
)
def test_the_tags_that_browsers_and_people_use_mean_one_of_three_languages(tag, language):
    assert language_of(tag) is language


def test_each_language_has_names_that_babel_html_and_people_know():
    from babel import Locale

    for language in Language:
        locale = Locale.parse(language.locale)
        assert locale.language == language.value
        assert language.own_name == (locale.display_name or "").split(" ")[0].split("（")[0]
    assert Language.ZH.html == "zh-CN"


@pytest.mark.parametrize(
    ("wording", "reader", "run"),
    [
        (Wording("dust", "집진", "除尘"), Language.KO, Run("집진", Language.KO)),
        (Wording("dust", None, "除尘"), Language.KO, Run("dust", Language.EN)),
        (Wording(None, None, "除尘"), Language.KO, Run("除尘", Language.ZH)),
        (Wording(None, "집진", "除尘"), Language.EN, Run("집진", Language.KO)),
        (Wording(None, "집진", None), Language.ZH, Run("집진", Language.KO)),
        (Wording("", None, None), Language.ZH, Run("", Language.ZH)),
    ],
)
def test_a_reader_gets_the_words_that_help_most_and_their_language(wording, reader, run):
    assert wording.best(reader) == run


def test_a_wording_without_words_is_false():
    assert not Wording()
    assert not Wording(en="", ko=None)
    assert Wording(zh="好")


def test_a_wording_knows_which_languages_somebody_wrote():
    assert Wording(en="a", ko="", zh="b").languages == (Language.EN, Language.ZH)
    assert Wording(en="a").exactly(Language.KO) is None
    assert Wording.of({"ko": "가", "fr": "non"}) == Wording(ko="가")


def test_a_text_is_a_value_and_reads_as_english_in_logs():
    text = Text("At most %(count)d rows", count=3)
    assert text == Text("At most %(count)d rows", count=3)
    assert text != Text("At most %(count)d rows", count=4)
    assert len({text, Text("At most %(count)d rows", count=3)}) == 1
    assert str(text) == "At most 3 rows"
    assert str(Text("100% clean")) == "100% clean"
