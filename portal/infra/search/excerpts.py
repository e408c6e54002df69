"""Where in a text the words of a question stand: for marking them, and for showing what is around.

The text is shown as it was written; only for comparing it is folded, letter by letter, so that each
letter compared knows which letter it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.infra.search.variants import SIMPLIFIED
from portal.infra.search.words import Piece, Term, initials_of, stem

SHOWN_AROUND = 160
SHOWN_BEFORE = 40

_WORD = re.compile(r"[^\W_]+(?:\.\d+)*")


@dataclass(frozen=True)
class Excerpt:
    """A part of a text in pieces, each with whether it is to be marked; `before` and `after` say
    whether the text goes on there."""

    parts: tuple[tuple[str, bool], ...]
    before: bool = False
    after: bool = False
    terms: frozenset[str] = frozenset()

    @property
    def has_marks(self) -> bool:
        return any(marked for _text, marked in self.parts)

    def __str__(self) -> str:
        return "".join(text for text, _marked in self.parts)


def marks_in(text: str, terms: Sequence[Term], *, label: bool = False) -> Excerpt:
    """The whole text with every match marked; a label also by initial consonants."""
    text = unicodedata.normalize("NFC", text)
    spans, found = _spans(text, terms, label)
    return Excerpt(tuple(_parts(text, spans)), terms=found)


def excerpt(
    text: str, terms: Sequence[Term], longest: int = SHOWN_AROUND, *, label: bool = False
) -> Excerpt:
    """So much of the text as is around the first match, or its beginning, with matches marked."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    spans, found = _spans(text, terms, label)
    first = min((start for start, _end in spans), default=0)
    begin = _word_before(text, max(0, first - SHOWN_BEFORE)) if len(text) > longest else 0
    end = min(len(text), begin + longest)
    shown = [
        (max(start, begin) - begin, min(stop, end) - begin)
        for start, stop in spans
        if start < end and stop > begin
    ]
    return Excerpt(tuple(_parts(text[begin:end], shown)), begin > 0, end < len(text), found)


def _word_before(text: str, at: int) -> int:
    """Where the word begins that this place is in, if that is near."""
    space = text.rfind(" ", max(0, at - 15), at + 1)
    return space + 1 if space >= 0 else at


def _parts(text: str, spans: Iterable[tuple[int, int]]) -> Iterable[tuple[str, bool]]:
    at = 0
    for start, end in spans:
        if start > at:
            yield text[at:start], False
        if end > max(start, at):
            yield text[max(start, at) : end], True
            at = end
    if at < len(text):
        yield text[at:], False


def _spans(
    text: str, terms: Sequence[Term], label: bool
) -> tuple[list[tuple[int, int]], frozenset[str]]:
    """Where terms stand, one behind the other, and which of them are there."""
    if not terms or not text:
        return [], frozenset()
    folded, origins = _folded(text)
    spans: list[tuple[int, int]] = []
    found: set[str] = set()
    for term in terms:
        if here := _of_term(folded, term, label):
            found.add(term.words)
            spans += [(origins[start], origins[end - 1] + 1) for start, end in here]
    return _merged(spans), frozenset(found)


def _of_term(folded: str, term: Term, label: bool) -> list[tuple[int, int]]:
    """Where a term stands: as it was typed, or else its pieces, if all of them are there."""
    if term.pieces and not _is_of_words(term) and (whole := _all(folded, term.words)):
        return whole
    spans: list[tuple[int, int]] = []
    for piece in term.looser or term.pieces:
        here = list(_of_piece(folded, piece, label))
        if not here:
            return []
        spans += here
    return spans


def _is_of_words(term: Term) -> bool:
    """Whether it must stand at the beginning of words."""
    return any(piece.token[0] < "\u2e80" for piece in term.pieces)


def _of_piece(folded: str, piece: Piece, label: bool) -> Iterable[tuple[int, int]]:
    token = piece.token
    if "\u1100" <= token[0] <= "\u1112":
        return _of_initials(folded, token) if label else []
    if token[0] < "\u2e80":
        return _of_word(folded, piece)
    return _all(folded, token) or _all_apart(folded, token)


def _of_initials(folded: str, initials: str) -> Iterable[tuple[int, int]]:
    for word in re.finditer("[\uac00-\ud7a3]+", folded):
        if initials_of(word.group()).startswith(initials):
            yield word.start(), word.start() + len(initials)


def _of_word(folded: str, piece: Piece) -> Iterable[tuple[int, int]]:
    for word in _WORD.finditer(folded):
        for part in (word, *_inner(word)):
            start, end, text = part.start(), part.end(), part.group()
            if stem(text) == piece.token:
                yield start, end
                break
            if piece.begins and text.startswith(piece.token):
                yield start, start + len(piece.token)
                break


def _inner(word: re.Match[str]) -> Iterable[re.Match[str]]:
    pattern = re.compile(r"\d+(?:\.\d+)*|[a-z\u00df-\u024f]+")
    at = word.start()
    while match := pattern.search(word.string, at, word.end()):
        yield match
        at = match.end()


def _all(folded: str, token: str) -> list[tuple[int, int]]:
    return [(match.start(), match.end()) for match in re.finditer(re.escape(token), folded)]


def _all_apart(folded: str, token: str) -> list[tuple[int, int]]:
    """Two letters of Hangul with a space between them."""
    return _all(folded, " ".join(token)) if len(token) == 2 else []


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its letters the place it came from."""
    letters: list[str] = []
    origins: list[int] = []
    for at, character in enumerate(text):
        even = unicodedata.normalize("NFKC", character).casefold().translate(SIMPLIFIED)
        letters.append(even)
        origins += [at] * len(even)
    return "".join(letters), origins
