"""Hard walls: the reasons why a need and an offer are never proposed to each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from portal.kernel.languages import Text
from portal.matching.rules.facts import Facts, Figure

# In these units more is worse, whatever it is more of; per cents and tonnes may be either.
LIMITED = frozenset({"mg/m3", "ppm", "OU/m3", "mg/L", "NTU", "mg/kg", "dB"})


@dataclass(frozen=True)
class Between:
    """What stands between companies: pairs that said “no thanks”, and pairs that have met.

    A pair is a frozen set of two companies. Those that have met are proposed again only where
    `meet_again` is wished.
    """

    refused: Collection[frozenset[object]] = frozenset()
    met: Collection[frozenset[object]] = frozenset()
    meet_again: bool = field(default=False)


NOTHING_BETWEEN = Between()


def why_not(need: Facts, offer: Facts, between: Between = NOTHING_BETWEEN) -> Text | None:
    """The reason why this offer cannot answer this need, or None.

    For “no thanks” it says no more than that: whoever said so is never named.
    """
    pair = frozenset({need.company, offer.company})
    if need.side is offer.side:
        return Text("Both are of the same side.")
    if pair in between.refused:
        return Text("The two are not proposed to each other.")
    if pair in between.met and not between.meet_again:
        return Text("The two have met already.")
    if _is_elsewhere(need, offer) or _is_elsewhere(offer, need):
        return Text("One of the two does not look for partners in that region.")
    return next(_not_reached(need, offer), None)


def outlets(need: Facts, offer: Facts) -> Iterator[tuple[Figure, Figure]]:
    """What must be reached, beside the best that the offer says of it in the same unit."""
    for wanted in need.figures:
        said = [
            each
            for each in offer.figures
            if (each.of, each.unit) == (wanted.of, wanted.unit) and each.outlet is not None
        ]
        if wanted.outlet is not None and said and wanted.unit in LIMITED:
            yield wanted, min(said, key=lambda each: each.outlet or 0.0)


def _is_elsewhere(one: Facts, other: Facts) -> bool:
    return bool(one.regions and other.region and other.region not in one.regions)


def _not_reached(need: Facts, offer: Facts) -> Iterator[Text]:
    for wanted, reached in outlets(need, offer):
        if (reached.outlet or 0.0) > (wanted.outlet or 0.0):
            yield Text("It does not reach the value that is needed.")
