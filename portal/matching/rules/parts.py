"""The graded parts of a match: how far an offer answers a need in each respect, and in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from portal.kernel.languages import Text, Wording
from portal.matching.rules import weights
from portal.matching.rules.facts import Facts, Figure
from portal.matching.rules.walls import outlets
from portal.technologies.rules.concepts import CONCEPTS_OF_SECTOR, concepts

# How much a concept or a word says: a rare one more than one that everybody uses.
Rarity = Callable[[str], float]


@dataclass(frozen=True)
class Part:
    """One respect: the points that it earned of those it can, and what to tell a person.

    `words` is None where there is nothing worth a sentence. `wordings` are names that belong to
    the sentence, such as the concepts that both speak of; `codes` are fields of the taxonomy.
    """

    key: str
    points: float
    most: float
    words: Text | None = None
    wordings: tuple[Wording, ...] = ()
    codes: tuple[str, ...] = field(default=())


def parts(need: Facts, offer: Facts, *, rarity: Rarity, words: Rarity) -> tuple[Part, ...]:
    """All parts of a match, the weightiest first."""
    return (
        _technology(need, offer, rarity, words),
        _figures(need, offer),
        _sector(need, offer),
        _stage(need, offer),
        _partnership(need, offer),
        _region(need, offer),
        _language(need, offer),
    )


# ---- technology


def _technology(need: Facts, offer: Facts, rarity: Rarity, words: Rarity) -> Part:
    shared = sorted(
        need.concepts & offer.concepts, key=lambda key: (-_says(key) * rarity(key), key)
    )
    speaks = _common(need, offer, rarity)
    same_field = nearness(need, offer)
    alike = _alike(need.tokens, offer.tokens, words)
    views = (
        weights.SPEAKS_OF_THE_SAME * speaks
        + weights.SAME_FIELD * same_field
        + weights.SAME_WORDS * alike
    )
    codes = tuple(code for code in need.fields if code in offer.fields)
    named = tuple(concepts()[key].name for key in shared[:3])
    text = None
    if codes:
        text = Text("Same field")
    elif named:
        text = Text("Both speak of the same")
    return Part("technology", weights.TECHNOLOGY * views, weights.TECHNOLOGY, text, named, codes)


def _says(key: str) -> float:
    return weights.OF_CONCEPTS[concepts()[key].kind]


def _common(need: Facts, offer: Facts, rarity: Rarity) -> float:
    """From 0 to 1: how much of what both speak of is common to them, as a weighted cosine."""
    one, other = _vector(need, rarity), _vector(offer, rarity)
    dot = sum(value * other[key] for key, value in one.items() if key in other)
    return dot / (_length(one) * _length(other)) if dot else 0.0


def _vector(facts: Facts, rarity: Rarity) -> Mapping[str, float]:
    first = facts.named_first
    return {
        key: _says(key) * rarity(key) * (weights.IN_TITLE if key in first else 1.0)
        for key in facts.concepts
    }


def _length(vector: Mapping[str, float]) -> float:
    return sum(value * value for value in vector.values()) ** 0.5 or 1.0


def nearness(need: Facts, offer: Facts) -> float:
    """From 0 to 1: how near the two are in the taxonomy, by what was chosen and what is said."""
    if not need.fields and not need.hinted:
        return 0.0
    best = 0.0
    for one, in_one in _places(need):
        for other, in_other in _places(offer):
            near = in_one * in_other
            if one != other:
                near *= weights.GROUP_EQUAL if one[:3] == other[:3] else 0.0
            best = max(best, near)
    return best


def _places(facts: Facts) -> Iterator[tuple[str, float]]:
    for code in facts.fields:
        yield code, weights.FIELD_EQUAL
    for code in facts.hinted - set(facts.fields):
        yield code, weights.FIELD_HINTED


def _alike(one: Collection[str], other: Collection[str], words: Rarity) -> float:
    """From 0 to 1: how alike the plain words are, rare ones counting more."""
    common = set(one) & set(other)
    if not common:
        return 0.0

    def size(of: Collection[str]) -> float:
        return sum(words(each) ** 2 for each in of)

    return (size(common) / (size(one) * size(other)) ** 0.5) if common else 0.0


# ---- figures


def _figures(need: Facts, offer: Facts) -> Part:
    most = weights.FIGURES
    found = list(outlets(need, offer))
    sizes = list(_sizes(need, offer))
    common = _common_standards(need, offer)
    meets = Text("Meets what is needed: %(standards)s", standards=", ".join(common[:2]))
    if not found and not sizes:
        return Part("figures", most * weights.NOT_SAID, most, meets if common else None)
    earned = [1.0] * len(found) + [1.0 if fits else 0.0 for fits in sizes]
    text = None
    if found:
        text = Text("Reaches the value that is needed")
    if sizes and not all(sizes):
        text = Text("Made for another size")
    elif common:
        text = meets
    elif sizes and not found:
        text = Text("Made for this size")
    return Part("figures", most * sum(earned) / len(earned), most, text)


def _common_standards(need: Facts, offer: Facts) -> list[str]:
    """The standards that both name, of the same year: a later edition may ask for more."""
    wanted = {_named(each) for each in need.standards}
    return [each for each in offer.standards if _named(each) in wanted]


def _named(standard: str) -> str:
    """However it is spaced and written: GB 13271-2014, gb13271-2014."""
    return "".join(standard.split()).upper()


def _sizes(need: Facts, offer: Facts) -> Iterator[bool]:
    """For each size that is needed: whether the offer is made for about that."""
    for wanted in need.figures:
        said = [each for each in offer.figures if each.flow == wanted.flow and each.capacity]
        if wanted.capacity and wanted.flow and said:
            yield any(_overlaps(wanted, each) for each in said)


def _overlaps(wanted: Figure, said: Figure) -> bool:
    assert wanted.capacity is not None
    assert said.capacity is not None
    return wanted.capacity[0] <= said.capacity[1] and said.capacity[0] <= wanted.capacity[1]


# ---- the rest


def _sector(need: Facts, offer: Facts) -> Part:
    most = weights.SECTOR
    wanted = CONCEPTS_OF_SECTOR.get(need.sector or "", frozenset()) or _sectors(need)
    if not wanted:
        return Part("sector", most * weights.NOT_SAID, most)
    common = sorted(wanted & offer.concepts)
    if common:
        named = tuple(concepts()[key].name for key in common[:2])
        return Part("sector", most, most, Text("Knows the sector"), named)
    return Part("sector", 0.0 if _sectors(offer) else most * weights.NOT_SAID, most)


def _sectors(facts: Facts) -> frozenset[str]:
    known = concepts()
    return frozenset(key for key in facts.concepts if known[key].kind == "sector")


def _stage(need: Facts, offer: Facts) -> Part:
    most = weights.STAGE
    if offer.readiness is None or need.readiness is None:
        return Part("stage", most * weights.NOT_SAID, most)
    short = max(0, need.readiness - offer.readiness)
    share = max(0.0, 1.0 - short / weights.READINESS_SPAN)
    text = Text("As mature as needed") if not short else Text("Less mature than needed")
    return Part("stage", most * share, most, text)


def _partnership(need: Facts, offer: Facts) -> Part:
    most = weights.PARTNERSHIP
    if not need.partnerships or not offer.partnerships:
        return Part("partnership", most * weights.NOT_SAID, most)
    if need.partnerships & offer.partnerships:
        return Part("partnership", most, most, Text("Same kind of partnership"))
    return Part("partnership", 0.0, most)


def _region(need: Facts, offer: Facts) -> Part:
    most = weights.REGION
    korean, chinese = (need, offer) if need.regions or offer.region else (offer, need)
    if chinese.region and chinese.region in korean.regions:
        return Part("region", most, most, Text("Wants this region"), (), (chinese.region,))
    return Part("region", most * weights.NOT_SAID, most)


def _language(need: Facts, offer: Facts) -> Part:
    most = weights.LANGUAGE
    if not need.languages or not offer.languages:
        return Part("language", most * weights.NOT_SAID, most)
    if need.languages & offer.languages:
        return Part("language", most, most, Text("A common language"))
    return Part("language", 0.0, most, Text("No common language: an interpreter is needed"))
