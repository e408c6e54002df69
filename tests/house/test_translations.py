"""Every text is translated, with the same placeholders, and the catalogues are up to date."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import config
from portal.infra import wording
from portal.kernel.languages import Language

TRANSLATED = (Language.KO, Language.ZH)
SCRIPT = {Language.KO: re.compile("[가-힣]"), Language.ZH: re.compile("[一-鿿]")}
PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])|%%")
# Names, codes and signs that need no translation.
# A thing has one word in each language; these were used for it now and then.
OTHER_WORDS = {
    Language.KO: ("회의실", "통역원", "코디네이터"),
    Language.ZH: ("会谈", "翻译员", "协调员"),
}
SAME_EVERYWHERE = re.compile(
    r"[\W\d_]*|Jitsi|Zoom|Microsoft Teams|VooV Meeting|EN|PDF|CSV|Excel|id"
)


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Catalog:
    """The messages as they stand in code and templates at this moment."""
    path = tmp_path_factory.mktemp("messages") / "messages.pot"
    subprocess.run(
        [
            Path(sys.executable).with_name("pybabel"),
            "--quiet",
            "extract",
            "--mapping-file=pyproject.toml",
            f"--output-file={path}",
            ".",
        ],
        cwd=config.ROOT,
        check=True,
        capture_output=True,
    )
    with path.open("rb") as file:
        return read_po(file)


@cache
def catalogue(language: Language) -> Catalog:
    path = wording.DIRECTORY / language.locale / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language.locale)


def forms(entry) -> tuple[str, ...]:
    """A message's texts: one, or one for each number."""
    return entry if isinstance(entry, tuple) else (entry,)


def ids(messages) -> set:
    return {message.id for message in messages if message.id}


def placeholders(text: str) -> set[tuple[str, str]]:
    return set(PLACEHOLDER.findall(text)) - {("", "")}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(template, language):
    missing = [
        message.id
        for message in template
        if message.id
        and not all(forms(found.string) if (found := catalogue(language).get(message.id)) else [""])
    ]
    assert missing == [], f"{len(missing)} texts wait for {language.own_name}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_fuzzy_or_of_a_text_that_is_gone(template, language):
    found = catalogue(language)
    assert [message.id for message in found if message.fuzzy and message.id] == []
    assert list(found.obsolete) == []
    assert ids(found) - ids(template) == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_text(language):
    for message in catalogue(language):
        if not message.id:
            continue
        # A plural may leave the number out in its first form; a translation may not.
        wanted = placeholders(forms(message.id)[-1])
        for text in filter(None, forms(message.string)):
            assert placeholders(text) == wanted, message.id
            assert "%" not in PLACEHOLDER.sub("", text) or "python-format" not in message.flags


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_in_its_own_script(language):
    """Something forgotten in English, or put into the wrong catalogue."""
    for message in catalogue(language):
        text = " ".join(filter(None, forms(message.string)))
        bare = PLACEHOLDER.sub("", text)
        if not message.id or not text or SAME_EVERYWHERE.fullmatch(bare):
            continue
        assert SCRIPT[language].search(bare) or not re.search("[a-z]{3}", bare), text
        # An example of a name may be in the other's script, but only beside one's own.
        assert SCRIPT[language].search(bare) or not SCRIPT[Language.KO].search(bare), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_thing_has_one_word(language):
    """A meeting, its room, who interprets and who coordinates are called the same everywhere."""
    said = {text for message in catalogue(language) for text in forms(message.string) if text}
    assert not {text for text in said for word in OTHER_WORDS[language] if word in text}


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_says_what_the_written_one_says(language):
    compiled = wording.catalogue.__wrapped__(language)
    for message in catalogue(language):
        if message.id and not isinstance(message.id, tuple) and message.string:
            assert compiled.ugettext(message.id) == message.string, "run `make setup`"


def test_every_text_has_named_placeholders_only(template):
    for message in template:
        for text in forms(message.id) if message.id else ():
            assert not re.search(r"%[sdr]|\{\w*\}", PLACEHOLDER.sub("", text)), text
