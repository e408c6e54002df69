"""Ranks offers for a need, and needs for an offer: the same input always gives the same list."""

from __future__ import annotations

import heapq
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

FILED_ALIKE = 3.0  # what one common field says when the nearest are chosen, beside rarities


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
        self._needs = [each for each in self.profiles if each.is_need]
        self._offers = [each for each in self.profiles if not each.is_need]
        self._concepts = _counted(each.concepts for each in self.profiles)
        self._words = _counted(each.tokens for each in self.profiles)

    def offers_for(
        self,
        need: Facts,
        most: int,
        between: Between = NOTHING_BETWEEN,
        compared: int | None = None,
    ) -> list[Match]:
        """The offers that answer a need best; only the `compared` nearest are looked at, or all."""
        near = self._near(need, self._offers, compared)
        return self._best(((need, each) for each in near), most, between)

    def needs_for(
        self,
        offer: Facts,
        most: int,
        between: Between = NOTHING_BETWEEN,
        compared: int | None = None,
    ) -> list[Match]:
        """The needs that an offer answers best, in the same way."""
        near = self._near(offer, self._needs, compared)
        return self._best(((each, offer) for each in near), most, between)

    def match(self, need: Facts, offer: Facts) -> Match:
        """How well an offer answers a need."""
        return Match(need, offer, parts(need, offer, rarity=self._rarity, words=self._rareness))

    def _near(self, mine: Facts, others: Sequence[Facts], compared: int | None) -> Sequence[Facts]:
        """Those that share most with it, by what is rare; all where they are few anyway."""
        if compared is None or len(others) <= compared:
            return others

        def shared(other: Facts) -> float:
            common = mine.concepts & other.concepts
            filed = len(set(mine.fields) & set(other.fields))
            return sum(self._rarity(key) for key in common) + FILED_ALIKE * filed

        return heapq.nlargest(compared, others, key=shared)

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
