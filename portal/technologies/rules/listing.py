"""The catalogue in memory: which profiles a question leaves, in which order, and how many each
choice of a filter would leave. Pure, and the same whatever database the rows come from.

Each profile is a row of bits, one for each choice of a filter, so a hundred thousand of them take
two megabytes and are counted in a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


class Facet(StrEnum):
    """What the catalogue is filtered by."""

    KIND = "kind"
    GROUP = "group"
    FIELD = "field"
    PLACE = "place"
    STAGE = "stage"
    PARTNERSHIP = "partnership"
    LANGUAGE = "in"


# A group is ticked instead of all its fields, so the two are one filter.
FILTERS: tuple[tuple[Facet, ...], ...] = (
    (Facet.KIND,),
    (Facet.GROUP, Facet.FIELD),
    (Facet.PLACE,),
    (Facet.STAGE,),
    (Facet.PARTNERSHIP,),
    (Facet.LANGUAGE,),
)


class Order(StrEnum):
    """How what is found is put in order; equal ones always the newest first."""

    BEST = "best"
    NEWEST = "newest"
    EXPIRING = "expiring"


NEVER = np.iinfo(np.int64).max
Chosen = Mapping[Facet, frozenset[str]]
Counts = Mapping[Facet, Mapping[str, int]]


def tag(facet: Facet, value: str) -> str:
    """One choice of one filter, as rows of the catalogue name it."""
    return f"{facet.value}:{value}"


def values_of(facet: Facet, tags: Iterable[str]) -> list[str]:
    """The choices of one filter among these tags."""
    front = tag(facet, "")
    return [each.removeprefix(front) for each in tags if each.startswith(front)]


@dataclass(frozen=True)
class Row:
    """A profile as it is listed. `published` and `expires` are numbers that grow with time; the
    latter is None for never."""

    id: int
    company_id: int
    tags: Sequence[str]
    published: int = 0
    expires: int | None = None


@dataclass(frozen=True)
class Answer:
    """The ids that a question leaves, in order, and what each choice would leave."""

    ids: Array
    counts: Counts


@dataclass(frozen=True)
class Listing:
    """All that is listed, the newest first: places in its arrays are places in that order."""

    ids: Array
    companies: Array
    published: Array
    expires: Array
    bits: Array
    tags: Mapping[str, int]
    _by_id: Array = field(repr=False)

    @classmethod
    def of(cls, rows: Sequence[Row], tags: Mapping[str, int] | None = None) -> Listing:
        """The listing of rows in any order; `tags` are those that have a bit already."""
        bit_of = dict(tags or {})
        for row in rows:
            for each in row.tags:
                bit_of.setdefault(each, len(bit_of))
        width = -(-max(len(bit_of), 1) // 8)
        packed = b"".join(
            sum(1 << bit_of[each] for each in set(row.tags)).to_bytes(width, "little")
            for row in rows
        )
        return cls._in_order(
            np.array([row.id for row in rows], np.int64),
            np.array([row.company_id for row in rows], np.int64),
            np.array([row.published for row in rows], np.int64),
            np.array([NEVER if row.expires is None else row.expires for row in rows], np.int64),
            np.frombuffer(packed, np.uint8).reshape(len(rows), width),
            bit_of,
        )

    @classmethod
    def _in_order(
        cls,
        ids: Array,
        companies: Array,
        published: Array,
        expires: Array,
        bits: Array,
        tags: Mapping[str, int],
    ) -> Listing:
        newest = np.lexsort((ids, published))[::-1]
        return cls(
            ids=ids[newest],
            companies=companies[newest],
            published=published[newest],
            expires=expires[newest],
            bits=bits[newest],
            tags=tags,
            _by_id=np.argsort(ids[newest]),
        )

    def changed(
        self, profiles: Collection[int], companies: Collection[int], rows: Sequence[Row]
    ) -> Listing:
        """The listing after these profiles, and all of these companies, became these rows."""
        gone = np.isin(self.ids, list(profiles)) | np.isin(self.companies, list(companies))
        new = Listing.of(rows, self.tags)
        wider = new.bits.shape[1] - self.bits.shape[1]
        return Listing._in_order(
            np.concatenate((self.ids[~gone], new.ids)),
            np.concatenate((self.companies[~gone], new.companies)),
            np.concatenate((self.published[~gone], new.published)),
            np.concatenate((self.expires[~gone], new.expires)),
            np.concatenate((np.pad(self.bits[~gone], ((0, 0), (0, wider))), new.bits)),
            new.tags,
        )

    def __len__(self) -> int:
        return len(self.ids)

    def places_of(self, ids: Array) -> Array:
        """Where these profiles stand; those that are not listed are left out."""
        if not len(self) or not len(ids):
            return np.zeros(0, np.int64)
        at = np.searchsorted(self.ids, ids, sorter=self._by_id)
        places: Array = self._by_id[np.minimum(at, len(self) - 1)]
        there: Array = places[self.ids[places] == ids]
        return there

    def of_companies(self, ids: Array) -> Array:
        """Which profiles are of these companies, as a mask."""
        if not len(self) or not len(ids):
            return np.zeros(len(self), bool)
        known = np.zeros(max(int(self.companies.max()), int(ids.max())) + 1, bool)
        known[ids] = True
        mask: Array = known[self.companies]
        return mask

    def tagged(self, wanted: Iterable[str]) -> Array:
        """Which profiles have one of these tags, as a mask."""
        mask = 0
        for each in wanted:
            if each in self.tags:
                mask |= 1 << self.tags[each]
        bytes_of_it = np.frombuffer(mask.to_bytes(self.bits.shape[1], "little"), np.uint8)
        used = np.flatnonzero(bytes_of_it)
        matches: Array = np.any(self.bits[:, used] & bytes_of_it[used], axis=1)
        return matches

    def answer(
        self, chosen: Chosen, weights: Array | None = None, order: Order = Order.NEWEST
    ) -> Answer:
        """What a question leaves. `weights` say how well its words fit each profile, 0 not at all;
        None for a question without words."""
        fits = np.ones(len(self), bool) if weights is None else weights > 0
        masks = {
            filter: self.tagged(wanted)
            for filter in FILTERS
            if (wanted := _tags_of(filter, chosen))
        }
        left = _all(fits, masks.values())
        counts = dict(self._numbers(left, [facet for filter in FILTERS for facet in filter]))
        for filter in masks:
            others = [mask for name, mask in masks.items() if name != filter]
            counts.update(self._numbers(_all(fits, others), filter))
        return Answer(self.ids[self._ordered(np.flatnonzero(left), weights, order)], counts)

    def _ordered(self, places: Array, weights: Array | None, order: Order) -> Array:
        if order is Order.BEST and weights is not None:
            return places[np.argsort(-weights[places], kind="stable")]
        if order is Order.EXPIRING:
            return places[np.argsort(self.expires[places], kind="stable")]
        return places

    def _numbers(
        self, mask: Array, facets: Iterable[Facet]
    ) -> Iterable[tuple[Facet, Mapping[str, int]]]:
        """How many of the marked profiles have each tag of these facets; none are left out."""
        sums = _sums(self.bits if mask.all() else self.bits[mask])
        for facet in facets:
            front = tag(facet, "")
            yield (
                facet,
                {
                    name.removeprefix(front): int(sums[at])
                    for name, at in self.tags.items()
                    if name.startswith(front) and sums[at]
                },
            )


ROWS_AT_ONCE = 16_384


def _sums(bits: Array) -> Array:
    """How many rows have each bit; a part of them at a time, so that it stays in the cache."""
    sums = np.zeros(bits.shape[1] * 8, np.int64)
    for start in range(0, len(bits), ROWS_AT_ONCE):
        part = np.unpackbits(bits[start : start + ROWS_AT_ONCE], axis=1, bitorder="little")
        sums += part.sum(axis=0, dtype=np.int32)
    return sums


def _tags_of(filter: tuple[Facet, ...], chosen: Chosen) -> list[str]:
    return [tag(facet, value) for facet in filter for value in chosen.get(facet, ())]


def _all(fits: Array, masks: Iterable[Array]) -> Array:
    left = fits
    for mask in masks:
        left = left & mask
    return left
