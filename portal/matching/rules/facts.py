"""What the matcher knows of a profile: its facts as they were written, and what they speak of."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.technologies.rules.concepts import (
    CONCEPT_OF_SUBSTANCE,
    CONCEPTS_OF_SECTOR,
    concepts,
    concepts_in,
    tokens_in,
)


@dataclass(frozen=True)
class Figure:
    """What is treated, and how well: values in the substance's base unit.

    Of an offer `outlet` is what it reaches, of a need what must be reached. `capacity` is the range
    of sizes in the base unit of what `flow` names, such as gas by the hour or water by the day.
    """

    of: str
    unit: str
    inlet: float | None = None
    outlet: float | None = None
    capacity: tuple[float, float] | None = None
    flow: str | None = None


@dataclass(frozen=True)
class Marks:
    """The concepts of a profile as they were noted when it was indexed: of its title, and all."""

    first: frozenset[str]
    every: frozenset[str]


@dataclass(frozen=True)
class Facts:
    """A technology profile and the company behind it, as far as matching looks at them.

    `regions` are those that a Korean company wants to enter, none for all; `region` is where a
    Chinese one is. `standards` are those that an offer says it meets, or that a need wants met.
    """

    id: Hashable
    company: Hashable
    side: Side
    is_need: bool
    title: str
    text: str = ""
    fields: tuple[str, ...] = ()
    sector: str | None = None
    readiness: int | None = None
    partnerships: frozenset[str] = frozenset()
    region: str | None = None
    regions: frozenset[str] = frozenset()
    languages: frozenset[Language] = frozenset()
    standards: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    marks: Marks | None = field(default=None, repr=False)

    @cached_property
    def named_first(self) -> frozenset[str]:
        """The concepts of the title, what is treated included."""
        if self.marks is not None:
            return self.marks.first
        return concepts_in(self.title) | self._of_figures

    @cached_property
    def concepts(self) -> frozenset[str]:
        """All concepts that it speaks of."""
        if self.marks is not None:
            return self.marks.every
        return self.named_first | concepts_in(self.text) | self._of_sector

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Its words, for plain comparison."""
        return tokens_in(f"{self.title}\n{self.text}")

    @cached_property
    def hinted(self) -> frozenset[str]:
        """Fields of the taxonomy that it could have been filed under, going by what it says."""
        known = concepts()
        return frozenset(code for key in self.concepts for code in known[key].fields)

    @property
    def _of_figures(self) -> frozenset[str]:
        return frozenset(
            CONCEPT_OF_SUBSTANCE[figure.of]
            for figure in self.figures
            if figure.of in CONCEPT_OF_SUBSTANCE
        )

    @property
    def _of_sector(self) -> frozenset[str]:
        return CONCEPTS_OF_SECTOR.get(self.sector or "", frozenset())
