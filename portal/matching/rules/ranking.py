"""Ranks offers for a need, and needs for an offer: the same input always gives the same list."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from portal.matching.rules import weights
from portal.matching.rules.facts import Facts
from portal.matching.rules.parts import Part, parts
from portal.matching.rules.walls import NOTHING_BETWEEN, Between, why_not

MOST_POINTS = (
    weights.TECHNOLOGY
    + weights.FIGURES
    + weights.SECTOR
    + weights.STAGE
    + weights.PARTNERSHIP
    + weights.REGION
    + weights.LANGUAGE
)


@dataclass(frozen=True)
class Match:
    """A need and an offer that answers it, with what each part earned."""

    need: Facts
    offer: Facts
    parts: tuple[Part, ...]

    @cached_property
    def score(self) -> float:
        """From 0 to 100."""
        return 100.0 * sum(part.points for part in self.parts) / MOST_POINTS


class Pool:
    """Profiles among which one looks; what is rare among them says more."""

    def __init__(self, profiles: Sequence[Facts]) -> None:
        self.profiles = list(profiles)
        self._concepts = _counted(each.concepts for each in self.profiles)
        self._words = _counted(each.tokens for each in self.profiles)

    def offers_for(self, need: Facts, most: int, between: Between = NOTHING_BETWEEN) -> list[Match]:
        """The offers that answer a need best."""
        pairs = ((need, each) for each in self.profiles if not each.is_need)
        return self._best(pairs, most, between)

    def needs_for(self, offer: Facts, most: int, between: Between = NOTHING_BETWEEN) -> list[Match]:
        """The needs that an offer answers best."""
        pairs = ((each, offer) for each in self.profiles if each.is_need)
        return self._best(pairs, most, between)

    def match(self, need: Facts, offer: Facts) -> Match:
        """How well an offer answers a need."""
        return Match(need, offer, parts(need, offer, rarity=self._rarity, words=self._rareness))

    def _best(
        self, pairs: Iterable[tuple[Facts, Facts]], most: int, between: Between
    ) -> list[Match]:
        found = [
            self.match(need, offer)
            for need, offer in pairs
            if why_not(need, offer, between) is None
        ]
        found.sort(key=lambda each: (-each.score, str(each.offer.id), str(each.need.id)))
        return found[:most]

    def _rarity(self, concept: str) -> float:
        return _rare(self._concepts.get(concept, 0), len(self.profiles))

    def _rareness(self, word: str) -> float:
        return _rare(self._words.get(word, 0), len(self.profiles))


def _counted(sets: Iterable[Iterable[str]]) -> Mapping[str, int]:
    return Counter(_all(sets))


def _all(sets: Iterable[Iterable[str]]) -> Iterator[str]:
    for each in sets:
        yield from each


def _rare(count: int, of: int) -> float:
    """Inverse document frequency, smoothed (Manning, Raghavan, Schütze 2008, section 6.2.1)."""
    return math.log(1.0 + of / (1.0 + count))
