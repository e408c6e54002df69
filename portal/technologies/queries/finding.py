"""The catalogue as it is searched: by words, filters and order, a page at a time, with the number
beside each choice. However long the list and however far back the page, it costs the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import sqlalchemy as sa

from portal.companies.models import Company
from portal.companies.queries import finding as companies
from portal.companies.states import CompanyState
from portal.infra import search
from portal.infra.db import session
from portal.infra.paging import Chunk, part
from portal.infra.remembered import remembered_under
from portal.infra.rows import table_of
from portal.kernel.clocks import Side
from portal.technologies.models import Field, TechnologyProfile, profile_field
from portal.technologies.models.listed import (
    CATALOGUE_CHANGE,
    REST,
    SUMMARY,
    TITLE,
    CatalogueEntry,
    ProfileWords,
)
from portal.technologies.queries.profiles import taxonomy
from portal.technologies.rules.listing import (
    Array,
    Counts,
    Facet,
    Listing,
    Order,
    Row,
    tag,
    values_of,
)

PAGE_SIZE = 20
KOREA = Side.KR.value

# What a word weighs by where it stands; longer words that begin with it weigh half.
IN_PROFILES = {TITLE: 40, SUMMARY: 10, REST: 6}
IN_COMPANIES = {companies.NAME: 24, companies.PLACE: 6}
IN_TAXONOMY = 16


@dataclass(frozen=True)
class Question:
    """What a reader asks of the catalogue. A filter with nothing chosen lets everything through;
    without words there is no best, so it is the newest first."""

    words: str = ""
    chosen: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    order: Order = Order.BEST

    @property
    def terms(self) -> tuple[search.Term, ...]:
        return search.terms_of(self.words)

    @property
    def filters(self) -> int:
        """How many filters are on, the words not counted."""
        return sum(map(len, self.chosen.values()))

    @property
    def shown_order(self) -> Order:
        return Order.NEWEST if self.order is Order.BEST and not self.terms else self.order


@dataclass(frozen=True)
class Found:
    """One page of what answers a question, and the number beside each choice of each filter."""

    chunk: Chunk[TechnologyProfile]
    counts: Counts


def find(question: Question, page: int = 1, size: int = PAGE_SIZE) -> Found:
    """The published profiles of approved companies that answer a question."""
    listed = listing()
    answer = listed.answer(question.chosen, _weights(listed, question.terms), question.shown_order)
    ids: Chunk[Any] = part(answer.ids.tolist(), page, size)
    return Found(ids.of(_profiles(ids.items)), answer.counts)


def _profiles(ids: Iterable[Any]) -> Sequence[TechnologyProfile]:
    """These profiles in this order, with their companies."""
    wanted = list(ids)
    found = {
        profile.id: profile
        for profile in session.scalars(
            sa.select(TechnologyProfile).where(TechnologyProfile.id.in_(wanted))
        ).unique()
    }
    return [found[id] for id in wanted if id in found]


def _weights(listed: Listing, terms: Sequence[search.Term]) -> Array | None:
    """How well each profile fits all the terms together; 0 where one of them is missing."""
    if not terms:
        return None
    total = np.ones(len(listed), np.int16)
    in_profiles = search.found_by(_WORDS, terms, IN_PROFILES)
    in_companies = companies.weighed(terms, IN_COMPANIES)
    labels = list(_labels())
    for term, profiles, owners in zip(terms, in_profiles, in_companies, strict=True):
        fits = np.zeros(len(listed), np.int16)
        for found in profiles:
            places = listed.places_of(found.ids)
            fits[places] = np.maximum(fits[places], found.weight)
        for found in owners:
            _raise(fits, listed.of_companies(found.ids), found.weight)
        for weight, tags in _tagged_with(term, labels):
            _raise(fits, listed.tagged(tags), weight)
        total = np.where(fits > 0, total + fits, 0) * (total > 0)
    return total


def _raise(fits: Array, mask: Array, weight: int) -> None:
    """What fits in several places weighs what the best of them does."""
    fits[mask] = np.maximum(fits[mask], weight)


# ---- the taxonomy is short: it is searched in memory

Label = tuple[str, frozenset[str]]


def _labels() -> Iterable[Label]:
    """The tags of groups and fields, each with the tokens of its names."""
    for group, leaves in taxonomy():
        yield tag(Facet.GROUP, group.code), _tokens(group.name.texts)
        for leaf in leaves:
            yield tag(Facet.FIELD, leaf.code), _tokens((*leaf.name.texts, *leaf.aliases))


def _tagged_with(term: search.Term, labels: Iterable[Label]) -> Iterable[tuple[int, list[str]]]:
    """The tags whose names have a term, by what that weighs."""
    for weight, pieces in ((IN_TAXONOMY, term.pieces), (IN_TAXONOMY // 2, term.looser)):
        if tags := [name for name, tokens in labels if search.has(tokens, pieces)]:
            yield weight, tags


@lru_cache(maxsize=1000)
def _tokens(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(search.tokens_of(text, label=True) for text in texts))


# ---- for other lists: the same words, as a condition


def says(term: search.Term) -> sa.ColumnElement[bool]:
    """The condition that a published profile has a word in its texts or in its fields' names."""
    tags = [tag for _weight, several in _tagged_with(term, list(_labels())) for tag in several]
    filed = sa.select(profile_field.c.profile_id).join(
        Field, Field.code == profile_field.c.field_code
    )
    return sa.or_(
        TechnologyProfile.id.in_(search.having(_WORDS, term, IN_PROFILES)),
        TechnologyProfile.id.in_(
            filed.where(
                sa.or_(
                    Field.code.in_(values_of(Facet.FIELD, tags)),
                    Field.group_code.in_(values_of(Facet.GROUP, tags)),
                )
            )
        ),
    )


# ---- what is listed


def _rows(*conditions: sa.ColumnElement[bool]) -> list[Row]:
    """What is listed of approved companies, or the part of it that fulfils the conditions."""
    return [
        Row(
            id,
            company_id,
            (*tags.split(), tag(Facet.PLACE, KOREA if side == KOREA else region or "")),
            published,
            expires,
        )
        for id, company_id, tags, published, expires, side, region in session.execute(
            _ENTRIES.where(*conditions)
        )
    ]


def _again(listed: Listing, marks: Iterable[Any]) -> Listing | None:
    """The listing with what changed since, where the marks say what that was."""
    changes = list(marks)
    profiles = {change.profile_id for change in changes} - {None}
    owners = {change.company_id for change in changes} - {None}
    if any(change.profile_id is None and change.company_id is None for change in changes):
        return None
    changed = sa.or_(CatalogueEntry.profile_id.in_(profiles), CatalogueEntry.company_id.in_(owners))
    return listed.changed(profiles, owners, _rows(changed))


@remembered_under(CATALOGUE_CHANGE, _again)
def listing() -> Listing:
    """All that is published by approved companies now."""
    return Listing.of(_rows())


_WORDS = table_of(ProfileWords)
_ENTRIES = (
    sa.select(
        CatalogueEntry.profile_id,
        CatalogueEntry.company_id,
        CatalogueEntry.tags,
        CatalogueEntry.published,
        CatalogueEntry.expires,
        sa.type_coerce(Company.side, sa.String),  # as it is stored: there are a hundred thousand
        Company.region_code,
    )
    .join(Company, Company.id == CatalogueEntry.company_id)
    .where(Company.state == CompanyState.APPROVED)
)
