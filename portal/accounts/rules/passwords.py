"""What makes a password good enough: its length, and that nobody tries it first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from portal.accounts.reference import common_passwords
from portal.accounts.reference.keyboard import on_latin_keys
from portal.kernel.languages import Text

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128

# So many figures and signs around a word hide nothing: a birthday is most often among them.
_DECORATION = 8
_FIGURES_AND_SIGNS = "0123456789!@#$%^&*()_+-=.,?~'\"/ "
_LOOKS_LIKE = str.maketrans("@4310$57", "aaeiosst")
_ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
)

TOO_EASY = Text("This password is too easy to guess. Please choose another.")
TOO_CLOSE = Text(
    "This password is little more than your name, your company, your address or the portal's "
    "name. Please choose another."
)


def why_password_is_bad(password: str, *, about: Iterable[str] = ()) -> Text | None:
    """The reason why a password is refused, or None.

    Length decides, as OWASP ASVS 5.0 6.2 asks; there are no rules of composition. `about` are the
    words that belong to the person: name, address, company, and the name of the site.
    """
    if len(password) < SHORTEST_PASSWORD:
        return Text(
            "The password needs at least %(count)d characters. A short sentence is good.",
            count=SHORTEST_PASSWORD,
        )
    if len(password) > LONGEST_PASSWORD:
        return Text("The password may have at most %(count)d characters.", count=LONGEST_PASSWORD)
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(set(plain)) < 4 or _is_common(plain) or _is_a_pattern(plain):
        return TOO_EASY
    return TOO_CLOSE if _is_about(plain, about) else None


def _is_common(plain: str) -> bool:
    """Whether it stands in the list, or is a word of it in a little disguise."""
    common = common_passwords()
    cores = {
        core
        for core in (
            plain,
            plain.strip(_FIGURES_AND_SIGNS),
            plain.lstrip(_FIGURES_AND_SIGNS),
            plain.rstrip(_FIGURES_AND_SIGNS),
        )
        if len(plain) - len(core) <= _DECORATION
    }
    return not common.isdisjoint(cores | {core.translate(_LOOKS_LIKE) for core in cores})


def _is_a_pattern(plain: str) -> bool:
    """Whether it is a date or a number, a row of keys, or one piece repeated."""
    if len(plain) < 12 and not plain.strip(_FIGURES_AND_SIGNS):
        return True
    if any(plain in row or plain[::-1] in row for row in _ROWS):
        return True
    return plain in (plain + plain)[1:-1] and len(plain) < 16


def _is_about(plain: str, about: Iterable[str]) -> bool:
    """Whether little is left of it without the person's own words."""
    rest = plain
    for word in sorted(_pieces(about), key=len, reverse=True):
        rest = rest.replace(word, "")
    letters = sum(character.isalpha() for character in rest)
    return rest != plain and letters < 4 and len(rest) <= _DECORATION


def _pieces(about: Iterable[str]) -> Iterator[str]:
    """The words of a name or an address, one by one and together, also as their keys lie."""
    for text in about:
        folded = unicodedata.normalize("NFKC", text).casefold()
        for whole in (folded, folded.split("@")[0]):
            parts = re.findall(r"[^\W_]+", whole)
            for word in {whole, "".join(parts), *parts}:
                for typed in {word, on_latin_keys(word)}:
                    if len(typed) >= (3 if typed.isascii() else 2):
                        yield typed
