"""Reads texts: the concepts that they name, and their words, whichever the language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from portal.technologies.rules.concepts.lexicon import concepts

_LATIN = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")
_CJK = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]+")
_IS_CJK = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]")
# Plurals that end in "s"; "gas" and "process" do not.
_SHORTEST_PLURAL = 4


def concepts_in(text: str) -> frozenset[str]:
    """The keys of the concepts that a text names.

    At each place the longest term counts, and what stands inside it does not: "groundwater" in
    Chinese holds the signs of "sewage", and speaks of none.
    """
    plain = _plain(text)
    latin, signs = _terms()
    return frozenset([*_named(_words(plain), latin, " "), *_named(_squeezed(plain), signs, "")])


def tokens_in(text: str) -> frozenset[str]:
    """The words of a text for plain comparison: Latin words, and pairs of CJK characters."""
    plain = _plain(text)
    pairs = (
        run[place : place + 2]
        for run in _CJK.findall(plain)
        for place in range(max(len(run) - 1, 1))
    )
    return frozenset([*(word for word in _words(plain) if len(word) > 1), *pairs])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _words(plain: str) -> list[str]:
    return [_singular(word) for word in _LATIN.findall(plain)]


def _singular(word: str) -> str:
    if len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _squeezed(plain: str) -> str:
    """Without spaces: Korean writes "fine dust" as one word or as two."""
    return "".join(plain.split())


def _named(text: list[str] | str, terms: dict[str, dict[str, str]], between: str) -> Iterator[str]:
    place = 0
    while place < len(text):
        found = _longest_at(text, place, terms, between)
        if found is None:
            place += 1
        else:
            key, length = found
            yield key
            place += length


def _longest_at(
    text: list[str] | str, place: int, terms: dict[str, dict[str, str]], between: str
) -> tuple[str, int] | None:
    """The concept whose term begins here, and the term's length in words or signs."""
    here = terms.get(text[place])
    if here is None:
        return None
    for length in range(min(_LONGEST, len(text) - place), 0, -1):
        key = here.get(between.join(text[place : place + length]))
        if key is not None:
            return key, length
    return None


_LONGEST = 12


@cache
def _terms() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Terms of Latin words and terms with CJK signs: by their beginning, then whole, to a key."""
    latin: dict[str, dict[str, str]] = {}
    signs: dict[str, dict[str, str]] = {}
    for concept in concepts().values():
        for term in (term for terms in concept.terms.values() for term in terms):
            plain = _plain(term)
            if _IS_CJK.search(plain):
                whole = _squeezed(plain)
                signs.setdefault(whole[0], {})[whole] = concept.key
            else:
                words = _words(plain)
                latin.setdefault(words[0], {})[" ".join(words)] = concept.key
    return latin, signs
