"""Renders a `Text` in a language, for pages and mails alike; also lends gettext to the mailer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations

from portal.kernel.clocks import Side, both_clocks_words, date_words, lasting_words
from portal.kernel.languages import Language, Run, Text, Wording

DIRECTORY = Path(__file__).resolve().parents[1] / "translations"


@cache
def catalogue(language: Language) -> NullTranslations:
    """The compiled translations of a language; English needs none."""
    return Translations.load(DIRECTORY, [language.locale])


def spoken(text: Text, language: Language, side: Side = Side.KR) -> str:
    """The sentence in a language; times inside it show both clocks, this side's first."""
    sentence = catalogue(language).ugettext(text.msgid)
    if not text.values:
        return sentence
    return sentence % shown_values(text.values, language, side)


def shown_values(values: Mapping[str, Any], language: Language, side: Side) -> dict[str, Any]:
    """Values made fit to stand in a sentence of this language."""
    return {name: shown(value, language, side) for name, value in values.items()}


def shown(value: Any, language: Language, side: Side) -> Any:
    """One value as a reader of this language and side should see it."""
    if isinstance(value, Text):
        return spoken(value, language, side)
    if isinstance(value, Wording):
        return value.best(language).text
    if isinstance(value, Run):
        return value.text
    if isinstance(value, datetime):
        return both_clocks_words(value, language, side)
    if isinstance(value, date):
        return date_words(value, language)
    if isinstance(value, list):
        return [shown(item, language, side) for item in value]
    if isinstance(value, timedelta):
        return lasting_words(value, language)
    return value
