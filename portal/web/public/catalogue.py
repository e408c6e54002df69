"""The catalogue's question as an address says it: filters with their numbers, chips, and orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from portal.infra.search import LONGEST_QUESTION
from portal.kernel.languages import Language, Text, Wording
from portal.technologies.queries.finding import KOREA, Question
from portal.technologies.rules.listing import Counts, Facet, Order
from portal.technologies.states import Partnership, ProfileKind, Stage
from portal.web.languages import say
from portal.web.pages import marked

ORDERS = {
    Order.BEST: Text("Best match first"),
    Order.NEWEST: Text("Newest first"),
    Order.EXPIRING: Text("Soonest to expire"),
}


@dataclass(frozen=True)
class Choice:
    """One box of a filter: its words, whether it is ticked, and how many profiles it would show.

    `place` is what draws the seal of a place.
    """

    value: str
    words: Any
    chosen: bool
    count: int
    place: Any = None


@dataclass(frozen=True)
class Branch:
    """A group of the taxonomy as a filter: itself, and those of its fields that are in use."""

    itself: Choice
    fields: list[Choice]

    @property
    def is_open(self) -> bool:
        return self.itself.chosen or any(leaf.chosen for leaf in self.fields)


@dataclass(frozen=True)
class Korea:
    """All of Korea, shown as a region is."""

    name: Wording = field(default_factory=lambda: Wording("Korea", "한국", "韩国"))
    short_name: Wording = field(default_factory=lambda: Wording("Korea", "한국", "韩国"))
    seal: Wording = field(default_factory=lambda: Wording("KR", "한", "韩"))
    tone: str = "kr"


@dataclass(frozen=True)
class Chip:
    """One thing that a question asks for, and the address of the same question without it."""

    words: Any
    url: str


@dataclass(frozen=True)
class Sorting:
    """One order of the list; the present one has no address."""

    words: Text
    url: str | None


class Shelf:
    """What there is to choose from, and what of it the address chooses."""

    def __init__(self, tree: Sequence[Any], regions: Sequence[Any]) -> None:
        self._tree = tree
        self._names: dict[Facet, dict[str, Any]] = {
            Facet.KIND: {kind: kind.words for kind in ProfileKind},
            Facet.GROUP: {group.code: group.name for group, _leaves in tree},
            Facet.FIELD: {leaf.code: leaf.name for _group, leaves in tree for leaf in leaves},
            Facet.PLACE: {KOREA: Korea(), **{region.code: region for region in regions}},
            Facet.STAGE: {stage: stage.words for stage in Stage},
            Facet.PARTNERSHIP: {each: each.words for each in Partnership},
            Facet.LANGUAGE: {language: language.own_name for language in Language},
        }
        self.question = self._asked()

    def _asked(self) -> Question:
        """What the address asks; what it says that nobody knows is passed over."""
        order = request.args.get("sort", "")
        return Question(
            words=request.args.get("q", "").strip()[:LONGEST_QUESTION],
            chosen={
                facet: frozenset(names) & frozenset(request.args.getlist(facet.value))
                for facet, names in self._names.items()
            },
            order=Order(order) if order in set(ORDERS) else Order.BEST,
        )

    def choices(self, facet: Facet, counts: Counts) -> list[Choice]:
        """The boxes of one filter, in their order."""
        return [self._choice(facet, value, counts) for value in self._names[facet]]

    def branches(self, counts: Counts) -> list[Branch]:
        """The taxonomy without what nobody has filed anything under."""
        used = {*counts[Facet.FIELD], *self.question.chosen[Facet.FIELD]}
        branches = [
            Branch(
                self._choice(Facet.GROUP, group.code, counts),
                [
                    self._choice(Facet.FIELD, leaf.code, counts)
                    for leaf in leaves
                    if leaf.code in used
                ],
            )
            for group, leaves in self._tree
        ]
        return [branch for branch in branches if branch.itself.count or branch.is_open]

    def chips(self) -> list[Chip]:
        """All that is asked for, the words first, each with the way to be rid of it."""
        asked = dict(self._parameters())
        words = [Chip(f"“{self.question.words}”", _url({**asked, "q": []}))]
        return (words if self.question.words else []) + [
            Chip(
                self._words(facet, value),
                _url({**asked, facet: [each for each in asked[facet] if each != value]}),
            )
            for facet in self._names
            for value in asked[facet]
        ]

    def orders(self) -> list[Sorting]:
        """The orders that the list can have; the best match first is one only where words ask."""
        asked = dict(self._parameters())
        return [
            Sorting(
                words,
                None
                if order is self.question.shown_order
                else _url({**asked, "sort": [] if order is Order.BEST else [order.value]}),
            )
            for order, words in ORDERS.items()
            if order is not Order.BEST or self.question.terms
        ]

    def kept(self, *without: str) -> list[tuple[str, str]]:
        """What a form beside the list sends along of the rest of the question."""
        return [
            (name, value)
            for name, values in self._parameters()
            if name not in without
            for value in values
        ]

    def _parameters(self) -> Iterable[tuple[str, list[str]]]:
        yield "q", [self.question.words] if self.question.words else []
        for facet, names in self._names.items():
            yield facet.value, [value for value in names if value in self.question.chosen[facet]]
        yield "sort", [] if self.question.order is Order.BEST else [self.question.order.value]

    def _choice(self, facet: Facet, value: str, counts: Counts) -> Choice:
        thing = self._names[facet][value]
        return Choice(
            value,
            self._words(facet, value),
            value in self.question.chosen[facet],
            counts[facet].get(value, 0),
            thing if facet is Facet.PLACE else None,
        )

    def _words(self, facet: Facet, value: str) -> Any:
        thing = self._names[facet][value]
        if isinstance(thing, Text):
            return say(thing)
        if facet is Facet.PLACE:
            return marked(thing.short_name)
        return marked(thing) if isinstance(thing, Wording) else thing


def _url(asked: Mapping[str, Sequence[str]]) -> str:
    """The address of a question; what is not asked does not stand in it."""
    here = url_for("public.technologies")
    query = urlencode({name: values for name, values in asked.items() if values}, doseq=True)
    return f"{here}?{query}" if query else here
