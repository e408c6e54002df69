"""Texts in several languages: which is the original, and what a change of it does to the others."""

from __future__ import annotations

from collections.abc import Mapping

from portal.companies.rules import Lack
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text
from portal.technologies.rules.profiles import Description
from portal.technologies.states import TextState

Written = Mapping[Language, TextState]


def words_in(described: Description, language: Language) -> tuple[str | None, ...]:
    """All that a profile says in one language."""
    return tuple(
        words.exactly(language)
        for words in (
            described.title,
            described.summary,
            described.description,
            described.advantages,
        )
    )


def original_of(described: Description, side: Side) -> Language | None:
    """The language that the others are translated from: as chosen, or the company's own, or any."""
    there = [language for language in Language if any(words_in(described, language))]
    chosen = [each for each in there if described.written.get(each) is TextState.ORIGINAL]
    own = [each for each in there if each is side.language]
    return next(iter([*chosen, *own, *there]), None)


def lacks_of_texts(described: Description) -> list[Lack]:
    """Only one of the texts is the original."""
    originals = [
        language
        for language, state in described.written.items()
        if state is TextState.ORIGINAL and any(words_in(described, language))
    ]
    return [
        Lack(f"written_{language.value}", Text("Only one text can be the original."))
        for language in originals[1:]
    ]


def written_after(before: Description | None, described: Description, side: Side) -> Written:
    """The states of all texts after a change.

    A translation that was left as it was while its original changed is out of date; one that was
    written anew is no longer.
    """
    original = original_of(described, side)
    found = {}
    for language in Language:
        words = words_in(described, language)
        if not any(words):
            continue
        if language is original:
            found[language] = TextState.ORIGINAL
            continue
        chosen = described.written.get(language, TextState.TRANSLATED)
        untouched = before is not None and words_in(before, language) == words
        if chosen is TextState.ORIGINAL or (chosen is TextState.OUT_OF_DATE and not untouched):
            chosen = TextState.TRANSLATED
        stands = before is not None and before.written.get(language) is chosen and untouched
        if stands and before is not None and original is not None:
            moved = words_in(before, original) != words_in(described, original)
            chosen = TextState.OUT_OF_DATE if moved else chosen
        found[language] = chosen
    return found
