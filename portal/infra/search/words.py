"""What texts are found by, and what questions look for: tokens, made by ourselves, so that every
database that can look up a token gives the same answer.

Chinese and Korean have no spaces to rely on: of them every two neighbouring letters are a token.
Other words are tokens as a whole. Short labels are also found by the initial consonants of their
Korean words (ㅅㄷ for 산둥). Everything here is pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from portal.infra.search.variants import SIMPLIFIED

LONGEST_QUESTION = 100
MOST_TERMS = 8
LONGEST_TOKEN = 40
SHORTEST_BEGINNING, SHORTEST_NUMBER = 3, 5

_HANGUL = "\uac00-\ud7a3"
_DENSE = f"{_HANGUL}\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_CONSONANTS = "\u1100-\u1112"
_RUNS = re.compile(
    f"(?P<dense>[{_DENSE}]+)"
    f"|(?P<consonants>[{_CONSONANTS}]+)"
    rf"|(?P<word>(?:[^\W_{_DENSE}{_CONSONANTS}]|(?<=\d)\.(?=\d))+)"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# Koreans write 하수 처리 and 하수처리: a space between two of their letters keeps nothing apart.
_SPACE_OF_HANGUL = re.compile(f"(?<=[{_HANGUL}]) (?=[{_HANGUL}])")
_HANGUL_WORD = re.compile(f"[{_HANGUL}]+")
_LETTERS_AND_DIGITS = re.compile(r"\d+(?:\.\d+)*|[^\W\d]+")
_PLURALS = ((re.compile(r"(?<=..)ies$"), "y"), (re.compile(r"(?<=...)(?<![sui])s$"), ""))


@dataclass(frozen=True)
class Piece:
    """A token to look up; where it `begins` one, every token that begins so will do."""

    token: str
    begins: bool = False


@dataclass(frozen=True)
class Term:
    """One word of a question. A text has it if it has all the `pieces`; the `looser` ones, where
    there are any, let longer words through, which counts for less."""

    words: str
    pieces: tuple[Piece, ...]
    looser: tuple[Piece, ...] = ()


def plain(text: str) -> str:
    """Text as it is compared: one width, one case, simplified characters, single spaces."""
    even = unicodedata.normalize("NFKC", text).casefold().translate(SIMPLIFIED)
    return " ".join(_THOUSANDS.sub("", even).split())


def visible(text: str) -> str:
    """Text without what nobody sees and no database holds."""
    return "".join(
        " " if unicodedata.category(character).startswith("C") else character for character in text
    )


@lru_cache(maxsize=256)
def terms_of(question: str) -> tuple[Term, ...]:
    """The words of a question; signs alone are a word that no text has."""
    words = plain(visible(question[:LONGEST_QUESTION])).split()
    return tuple(_term(word) for word in dict.fromkeys(words))[:MOST_TERMS]


def tokens_of(text: str, *, label: bool = False) -> set[str]:
    """All that a text is found by; a label also by the initial consonants of its words."""
    even = plain(text)
    found: set[str] = set()
    for kind, run in _runs(_SPACE_OF_HANGUL.sub("", even)):
        found.update(_pairs(run) if kind == "dense" else _parts(run))
    if label:
        found.update(map(initials_of, _HANGUL_WORD.findall(even)))
    return found


def initials_of(word: str) -> str:
    """The initial consonants of a word in Hangul."""
    return "".join(chr(0x1100 + (ord(letter) - 0xAC00) // 588) for letter in word)[:LONGEST_TOKEN]


def has(tokens: set[str] | frozenset[str], pieces: tuple[Piece, ...]) -> bool:
    """Whether a text with these tokens has all these pieces: what a database answers, in memory."""
    return bool(pieces) and all(
        any(token.startswith(piece.token) for token in tokens)
        if piece.begins
        else piece.token in tokens
        for piece in pieces
    )


def _runs(even: str) -> Iterator[tuple[str, str]]:
    for match in _RUNS.finditer(even):
        yield str(match.lastgroup), match.group()


def _pairs(run: str) -> Iterator[str]:
    """Every two neighbours, and the last letter, so that each letter begins a token."""
    yield from (run[at : at + 2] for at in range(len(run)))


def _parts(word: str) -> Iterator[str]:
    """A word as a whole and, where letters meet digits, its parts: PM2.5 is also PM and 2.5."""
    yield stem(word)
    yield from (stem(part) for part in _LETTERS_AND_DIGITS.findall(word))


def stem(word: str) -> str:
    """An English word without the ending of its plural; short words stay as they are."""
    for ending, instead in _PLURALS:
        if ending.search(word):
            return ending.sub(instead, word)[:LONGEST_TOKEN]
    return word[:LONGEST_TOKEN]


def _term(word: str) -> Term:
    exact: list[Piece] = []
    longer: list[Piece] = []
    for kind, run in _runs(word):
        if kind == "word":
            exact.append(Piece(stem(run)))
            longer.append(Piece(stem(run), _may_go_on(run)))
        else:
            neighbours = _neighbours(kind, run)
            exact += neighbours
            longer += neighbours
    pieces, looser = tuple(dict.fromkeys(exact)), tuple(dict.fromkeys(longer))
    return Term(word, pieces, looser if looser != pieces else ())


def _neighbours(kind: str, run: str) -> list[Piece]:
    if kind == "consonants" or len(run) == 1:
        return [Piece(run[:LONGEST_TOKEN], begins=True)]
    return [Piece(run[at : at + 2]) for at in range(len(run) - 1)]


def _may_go_on(word: str) -> bool:
    """Whether longer words are meant too: short numbers and words are what they are."""
    shortest = SHORTEST_NUMBER if word[-1].isdigit() else SHORTEST_BEGINNING
    return len(word) >= shortest
