"""Hangul as its keys lie on a Latin keyboard: many type a Korean word with the wrong switch set."""

from __future__ import annotations

# The keys of the standard Korean layout for the parts of a syllable, in the order of Unicode:
# how it begins, its vowel, and how it ends, if with anything.
_FIRST, _MIDDLE, _LAST = (
    parts.split(" ")
    for parts in (
        "r R s e E f a q Q t T d w W c z x v g",
        "k o i O j p u P h hk ho hl y n nj np nl b m ml l",
        " r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g",
    )
)
_SYLLABLES = range(0xAC00, 0xD7A4)


def on_latin_keys(text: str) -> str:
    """The letters that appear when the text is typed on a Latin keyboard, in small letters."""
    return "".join(_keys_of(character) for character in text).lower()


def _keys_of(character: str) -> str:
    if ord(character) not in _SYLLABLES:
        return character
    first, rest = divmod(ord(character) - _SYLLABLES.start, len(_MIDDLE) * len(_LAST))
    middle, last = divmod(rest, len(_LAST))
    return _FIRST[first] + _MIDDLE[middle] + _LAST[last]
