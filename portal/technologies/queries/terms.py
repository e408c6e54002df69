"""The words of the trade in three languages: for whoever translates, and for interpreters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.kernel.languages import Text, Wording
from portal.technologies.models import TechnologyProfile
from portal.technologies.queries.profiles import taxonomy
from portal.technologies.rules import SUBSTANCES
from portal.technologies.rules.concepts import Concept, concepts, concepts_in

KINDS = {
    "process": Text("Technologies"),
    "substance": Text("Substances"),
    "sector": Text("Sectors and places"),
    "equipment": Text("Equipment"),
    "method": Text("Ways of doing it"),
}


@dataclass(frozen=True)
class TermList:
    """Terms of one kind, each in three languages, with other words for it."""

    name: Text
    terms: list[Concept]


def term_lists() -> list[TermList]:
    """All that the portal knows of, by kind."""
    return _by_kind(concepts().values())


def terms_of(profiles: Iterable[TechnologyProfile]) -> list[TermList]:
    """The terms that these profiles use, by kind: what an interpreter should have ready."""
    used: set[str] = set()
    for profile in profiles:
        texts = (profile.title, profile.summary, profile.description, profile.advantages)
        used |= concepts_in("\n".join(text for words in texts for text in words.texts))
    return _by_kind(concept for key, concept in concepts().items() if key in used)


def fields_and_substances() -> list[tuple[str, Wording]]:
    """The fields of the taxonomy by their codes, then what is treated."""
    leaves = [(leaf.code, leaf.name) for _group, several in taxonomy() for leaf in several]
    return [*leaves, *(("", each.name) for each in SUBSTANCES.values())]


def _by_kind(found: Iterable[Concept]) -> list[TermList]:
    several = list(found)
    return [
        TermList(name, terms)
        for kind, name in KINDS.items()
        if (terms := [each for each in several if each.kind == kind])
    ]
