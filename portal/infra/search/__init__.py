"""Finding by words, in three languages and alike on both engines: what texts are found by
(`words`), where it is looked up (`lookups`), and how a match is shown (`excerpts`)."""

from portal.infra.search.excerpts import Excerpt, excerpt, marks_in
from portal.infra.search.lookups import (
    Found,
    found_by,
    having,
    is_an_engines_own,
    marked_tokens,
)
from portal.infra.search.words import (
    LONGEST_QUESTION,
    Piece,
    Term,
    has,
    plain,
    terms_of,
    tokens_of,
)

__all__ = [
    "LONGEST_QUESTION",
    "Excerpt",
    "Found",
    "Piece",
    "Term",
    "excerpt",
    "found_by",
    "has",
    "having",
    "is_an_engines_own",
    "marked_tokens",
    "marks_in",
    "plain",
    "terms_of",
    "tokens_of",
]
