"""What a company is called, as it is compared and searched, and the character it is marked with."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Legal forms say nothing about which company it is. Longer ones first, so that no rest remains.
_LEGAL_FORMS = re.compile(
    "|".join(
        (
            "주식회사",
            "유한책임회사",
            "유한회사",
            "합자회사",
            "합명회사",
            "재단법인",
            "사단법인",
            r"\((?:주|유|재|사)\)",
            "股份有限公司",
            "有限责任公司",
            "有限公司",
            "股份公司",
            "株式会社",
            r"\bco\b\W*\bltd\b",
            r"\b(?:company|corporation|incorporated|limited|corp|inc|ltd|llc|co)\b",
        )
    )
)


def folded(text: str) -> str:
    """Text as it is compared and searched: one width, one case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def name_key(name: str) -> str:
    """A name without legal form, spaces and signs: equal for two spellings of one company."""
    plain = folded(name)
    bare = _only_letters(_LEGAL_FORMS.sub(" ", plain))
    return (bare or _only_letters(plain))[:200]


def _only_letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


# In front of a name these say nothing of whose it is: half a province would carry the same mark.
_FRONTS = ("주식회사", "(주)", "㈜", "省", "市")


@lru_cache(maxsize=4096)
def initial_of(name: str, *places: str | None) -> str:
    """The first character that is a company's own, behind its places and its legal form."""
    rest = name
    for front in (*filter(None, places), *_FRONTS):
        rest = rest.removeprefix(front)
    return (rest.strip() or name)[:1].upper()
