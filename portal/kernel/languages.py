"""The portal's three languages, and words that wait to be rendered in one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Language(StrEnum):
    """A language that the portal speaks."""

    EN = "en"
    KO = "ko"
    ZH = "zh"

    @property
    def locale(self) -> str:
        """The name under which translations and CLDR data are found."""
        return {"en": "en", "ko": "ko", "zh": "zh_Hans_CN"}[self.value]

    @property
    def html(self) -> str:
        """The value of HTML's lang attribute."""
        return "zh-CN" if self is Language.ZH else self.value

    @property
    def own_name(self) -> str:
        return {"en": "English", "ko": "한국어", "zh": "中文"}[self.value]


_ALIASES = {
    "en": Language.EN,
    "ko": Language.KO,
    "kr": Language.KO,
    "zh": Language.ZH,
    "cn": Language.ZH,
}

# Who reads no text in their own language is most often helped by the next in this row.
_FALLBACKS = {
    Language.EN: (Language.EN, Language.KO, Language.ZH),
    Language.KO: (Language.KO, Language.EN, Language.ZH),
    Language.ZH: (Language.ZH, Language.EN, Language.KO),
}


def language_of(tag: str | None) -> Language | None:
    """The language meant by a tag such as "zh-CN", "ko_KR" or "EN"; None if none of ours."""
    if not tag:
        return None
    return _ALIASES.get(tag.replace("_", "-").split("-")[0].strip().lower())


def written_in(text: str) -> Language:
    """The language that a text is most likely in, by its script: for marking, never for deciding.

    Chinese characters in a text with Hangul are Korean; the rest of the world counts as English.
    """
    if any("\uac00" <= character <= "\ud7a3" for character in text):
        return Language.KO
    if any("\u4e00" <= character <= "\u9fff" for character in text):
        return Language.ZH
    return Language.EN


class Text:
    """A sentence for a person, kept as message id and values until its language is known."""

    __slots__ = ("msgid", "values")

    def __init__(self, msgid: str, **values: Any) -> None:
        self.msgid = msgid
        self.values = values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.msgid, self.values) == (other.msgid, other.values)

    def __hash__(self) -> int:
        return hash(self.msgid)

    def __repr__(self) -> str:
        return f"Text({self.msgid!r}, {self.values!r})"

    def __str__(self) -> str:
        """The English sentence: for logs and the command line."""
        return self.msgid % self.values if self.values else self.msgid


@dataclass(frozen=True)
class Run:
    """A piece of text and the language it is in, so that a page can mark it."""

    text: str
    language: Language

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Wording:
    """The same words in up to three languages, as people wrote them."""

    en: str | None = None
    ko: str | None = None
    zh: str | None = None

    @classmethod
    def of(cls, words: Mapping[str, str | None]) -> Wording:
        return cls(en=words.get("en"), ko=words.get("ko"), zh=words.get("zh"))

    def exactly(self, language: Language) -> str | None:
        """The words in this language, if anybody wrote them."""
        return getattr(self, language.value) or None

    def best(self, language: Language) -> Run:
        """The words in this language, or in the one that helps its reader most; empty if none."""
        for candidate in _FALLBACKS[language]:
            if words := self.exactly(candidate):
                return Run(words, candidate)
        return Run("", language)

    @property
    def languages(self) -> tuple[Language, ...]:
        return tuple(language for language in Language if self.exactly(language))

    @property
    def texts(self) -> tuple[str, ...]:
        """What there is, in the order of the languages."""
        return tuple(text for text in (self.en, self.ko, self.zh) if text)

    def __bool__(self) -> bool:
        return bool(self.languages)
