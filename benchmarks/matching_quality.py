"""How well the matcher finds right offers, beside baselines, on the project's labelled sets.

All stand before the same hard walls, so that the ranking alone is compared. Of the first set
`building` is the half that was looked at while the matcher was made, `held out` the half that was
only measured. The second set was written when the matcher was done, by somebody who knew neither it
nor the first set; the matcher was not changed after it.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.matching.rules import Facts, Figure, Pool, why_not
from portal.technologies.rules import SIZES, UNITS, in_base

SETS = Path(__file__).with_name("matching_sets")
AT = 10
RECALL_ABOVE, RANK_TIMES = 0.15, 1.25

Ranking = Callable[[Facts], Sequence[Facts]]


@dataclass(frozen=True)
class Need:
    """A need of the set, with the ids of the offers that answer it."""

    facts: Facts
    right: frozenset[str]
    half: str


@dataclass(frozen=True)
class Quality:
    """Recall at ten, and the mean reciprocal rank of the first right offer."""

    recall: float
    rank: float


@dataclass(frozen=True)
class LabelledSet:
    """A set by its folder, and the baselines that the promise is held against on it."""

    name: str
    judged: tuple[str, ...]

    def read(self, what: str) -> Any:
        """One of its files: `needs`, `offers` or `answers`."""
        return json.loads((SETS / self.name / f"{what}.json").read_text("utf-8"))


# What is chosen from lists gives the right answers of the first set away, see `by_choices`.
FIRST = LabelledSet("first", ("tag overlap", "plain text"))
SECOND = LabelledSet("second", ("tag overlap", "plain text", "all choices"))


def run() -> Iterator[str]:
    """Measure both halves of both sets; says of the held-out ones whether it is enough."""
    for each in (FIRST, SECOND):
        yield f"{each.name} set"
        yield from _measured(each)


def _measured(labelled_set: LabelledSet) -> Iterator[str]:
    needs, offers = labelled(labelled_set)
    rankings = {
        "ours": ours(offers),
        "tag overlap": by_tags(offers),
        "plain text": by_words(offers),
        "all choices": by_choices(offers),
    }
    for half in ("building", "held_out"):
        mine = [need for need in needs if need.half == half]
        found = {name: quality(mine, ranking) for name, ranking in rankings.items()}
        best = Quality(
            max(found[name].recall for name in labelled_set.judged),
            max(found[name].rank for name in labelled_set.judged),
        )
        for name, each in found.items():
            yield (
                f"{half.replace('_', ' '):<9} {name:<12} recall at {AT} {each.recall:.3f},"
                f" mean reciprocal rank {each.rank:.3f}"
            )
        if half == "held_out":
            enough = (
                found["ours"].recall >= best.recall + RECALL_ABOVE
                and found["ours"].rank >= best.rank * RANK_TIMES
            )
            yield (
                f"promised: recall {best.recall + RECALL_ABOVE:.3f}, rank"
                f" {best.rank * RANK_TIMES:.3f}: {'enough' if enough else 'NOT ENOUGH'}"
            )


def labelled(labelled_set: LabelledSet) -> tuple[list[Need], list[Facts]]:
    """The needs with their answers, and the pool of offers."""
    answers = labelled_set.read("answers")
    needs = [
        Need(facts_of(row, is_need=True), frozenset(known["right"]), known["half"])
        for row in labelled_set.read("needs")
        if (known := answers[row["id"]])
    ]
    return needs, [facts_of(row, is_need=False) for row in labelled_set.read("offers")]


def quality(needs: Sequence[Need], ranking: Ranking) -> Quality:
    """How well a ranking does on some needs."""
    recalls, ranks = [], []
    for need in needs:
        order = [each.id for each in ranking(need.facts)]
        recalls.append(len(need.right & set(order[:AT])) / len(need.right))
        place = next((n for n, id in enumerate(order, start=1) if id in need.right), math.inf)
        ranks.append(1 / place)
    return Quality(sum(recalls) / len(recalls), sum(ranks) / len(ranks))


def ours(offers: Sequence[Facts]) -> Ranking:
    """The portal's matcher."""
    pool = Pool(offers)
    return lambda need: [match.offer for match in pool.offers_for(need, len(offers))]


def by_tags(offers: Sequence[Facts]) -> Ranking:
    """As platforms do it: how many tags of the taxonomy are common, of all that either has."""
    return _ranked(offers, lambda need, offer: _jaccard(set(need.fields), set(offer.fields)))


def by_choices(offers: Sequence[Facts]) -> Ranking:
    """Everything that is chosen from lists: fields, sector and partnerships.

    On the first set it is printed for honesty's sake and not judged: its author gave a need and its
    right answers the same sector and partnerships nearly always, so hardly anything is left to
    find. In the second set they say nothing, as in life.
    """

    def choices(facts: Facts) -> set[str]:
        return {*facts.fields, *facts.partnerships, facts.sector or ""}

    return _ranked(offers, lambda need, offer: _jaccard(choices(need), choices(offer)))


def by_words(offers: Sequence[Facts]) -> Ranking:
    """How alike the words are, rare ones counting more (cosine of TF-IDF)."""
    counts = Counter(word for offer in offers for word in offer.tokens)
    rarity = {word: math.log(1 + len(offers) / count) for word, count in counts.items()}

    def length(words: frozenset[str]) -> float:
        return math.sqrt(sum(rarity.get(word, 0.0) ** 2 for word in words)) or 1.0

    def alike(need: Facts, offer: Facts) -> float:
        common = need.tokens & offer.tokens
        dot = sum(rarity.get(word, 0.0) ** 2 for word in common)
        return dot / length(need.tokens) / length(offer.tokens)

    return _ranked(offers, alike)


def _ranked(offers: Sequence[Facts], like: Callable[[Facts, Facts], float]) -> Ranking:
    def ranking(need: Facts) -> Sequence[Facts]:
        free = [offer for offer in offers if why_not(need, offer) is None]
        return sorted(free, key=lambda offer: (-like(need, offer), str(offer.id)))

    return ranking


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def facts_of(row: Mapping[str, Any], *, is_need: bool) -> Facts:
    """A profile of the set as the matcher knows it."""
    return Facts(
        id=row["id"],
        company=row["company"],
        side=Side(row["side"]),
        is_need=is_need,
        title=row["title"],
        text=row["summary"],
        fields=tuple(row["fields"]),
        sector=row["sector"].upper(),
        readiness=row["trl"],
        partnerships=frozenset(row["partnerships"]),
        region=f"{row['region'][:2]}0000" if row["region"] else None,
        regions=frozenset(row["wants_regions"]),
        languages=frozenset(Language(tag) for tag in row["speaks"]),
        standards=tuple(row["standards"]),
        figures=tuple(_figure(each) for each in row["figures"]),
    )


def _figure(row: Mapping[str, Any]) -> Figure:
    unit = row["unit"] if row["unit"] in UNITS else "%"
    base = in_base(1.0, unit)[1]
    size = row["capacity_unit"] if row["capacity_unit"] in SIZES else None
    return Figure(
        of=row["of"],
        unit=base,
        inlet=_based(row["inlet"], unit),
        outlet=_based(row["outlet"], unit),
        capacity=(
            (in_base(row["capacity"][0], size)[0], in_base(row["capacity"][1], size)[0])
            if row["capacity"] and size
            else None
        ),
        flow=in_base(1.0, size)[1] if size else None,
    )


def _based(value: float | None, unit: str) -> float | None:
    return None if value is None else in_base(value, unit)[0]
